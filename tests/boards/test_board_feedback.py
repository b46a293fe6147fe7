"""Polarity and meaning are wiring."""

import pytest

from lockerd.boards.feedback import reading
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Door, DoorSensor, Latch

A01 = CompartmentId("A01")


@pytest.mark.parametrize("closed_bit", [0, 1])
@pytest.mark.parametrize("shut", [True, False])
def test_contact_and_hook(shut, closed_bit):
    bit = shut == bool(closed_bit)
    contact = reading(A01, bit=bit, sampled_ms=7, sensor=DoorSensor.CONTACT, closed_bit=closed_bit)
    assert (contact.door, contact.latch) == (Door.CLOSED if shut else Door.OPEN, Latch.UNKNOWN)
    assert contact.sampled_ms == 7
    hook = reading(A01, bit=bit, sampled_ms=7, sensor=DoorSensor.HOOK, closed_bit=closed_bit)
    assert (hook.door, hook.latch) == (Door.UNKNOWN, Latch.LATCHED if shut else Latch.UNLATCHED)


def test_no_sensor_says_nothing():
    nothing = reading(A01, bit=True, sampled_ms=7, sensor=DoorSensor.NONE)
    assert (nothing.door, nothing.latch) == (Door.UNKNOWN, Latch.UNKNOWN)
