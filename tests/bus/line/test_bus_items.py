"""Item sensors on the way from a board to a reading."""

import pytest
from board_setups import board_setup

from lockerd.boards import CODECS
from lockerd.boards.frames import StatusReply
from lockerd.bus.arbiter import Pulse
from lockerd.bus.board.board import Board
from lockerd.bus.doors import Doors
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Door, DoorSensor, Item, Latch, Reading
from lockerd.domain.model.reports import Readings, Report

A01, A02 = CompartmentId("A01"), CompartmentId("A02")


class Seen:
    """A CU16 with two doors, of which the second has an item sensor, and what it reported last."""

    def __init__(self, feedback: DoorSensor = DoorSensor.HOOK) -> None:
        self.readings: dict[CompartmentId, Reading] = {}
        self.told = 0
        setup = board_setup(
            codec=CODECS["cu16"],
            address=0,
            compartments={1: A01, 2: A02},
            items=frozenset({2}),
            feedback=feedback,
            pulse=Pulse(500),
        )
        self.board = Board("left", setup, self._take, Doors(self._take))

    def _take(self, report: Report) -> None:
        if isinstance(report, Readings):
            self.told += 1
            self.readings |= {reading.compartment: reading for reading in report.readings}

    def look(self, sampled_ms: int, *, doors: str = "11", items: str = "00") -> None:
        bits = [tuple(bit == "1" for bit in text.ljust(16, "0")) for text in (doors, items)]
        self.board.looked(StatusReply(0, *bits), sampled_ms)


def test_items_are_believed_twice_and_only_where_a_sensor_is_fitted():
    seen = Seen()
    seen.look(0, items="11")
    assert not seen.told
    seen.look(30, items="11")
    assert seen.readings[A01] == Reading(A01, 0, latch=Latch.LATCHED)
    assert seen.readings[A02] == Reading(A02, 0, latch=Latch.LATCHED, item=Item.PRESENT)


def test_an_item_that_is_taken_is_told_and_a_flicker_is_not():
    seen = Seen()
    for at_ms in (0, 30):
        seen.look(at_ms, items="01")
    seen.look(100, items="00")
    seen.look(110, items="01")
    assert seen.board.counters.flickers == 1
    assert seen.told == 1
    for at_ms in (200, 240):
        seen.look(at_ms, items="00")
    assert seen.readings[A02].item is Item.ABSENT
    assert seen.readings[A02].sampled_ms == 240


def test_times_of_readings_never_go_back():
    """A reading older than the one before would be taken for a late one and dropped."""
    seen, times = Seen(), []
    looks = [("11", "00"), ("11", "00"), ("10", "01"), ("11", "01"), ("10", "01"), ("10", "00"), ("10", "00")]
    for n, (doors, items) in enumerate(looks * 3):
        seen.look(20 * n, doors=doors, items=items)
        if A02 in seen.readings:
            times.append(seen.readings[A02].sampled_ms)
    assert times == sorted(times)
    assert len(set(times)) > 3


def test_a_silent_board_knows_no_items():
    seen = Seen()
    for at_ms in (0, 30):
        seen.look(at_ms, items="01")
    seen.board.lost(50)
    assert seen.readings[A02] == Reading(A02, 50, reachable=False)


def test_an_item_sensor_speaks_without_a_door_sensor():
    seen = Seen(DoorSensor.NONE)
    for at_ms in (0, 30):
        seen.look(at_ms, items="01")
    assert (seen.readings[A02].item, seen.readings[A02].latch) == (Item.PRESENT, Latch.UNKNOWN)


@pytest.mark.parametrize("before", [True, False])
def test_a_bit_the_board_cannot_tell_is_unknown(before):
    """WKLY reports a channel in error: neither open nor closed."""
    seen: dict[str, Door] = {}

    def take(report: Report) -> None:
        if isinstance(report, Readings):
            seen.update({reading.compartment: reading.door for reading in report.readings})

    setup = board_setup(
        codec=CODECS["wkly"], address=0, compartments={1: A01}, feedback=DoorSensor.CONTACT, pulse=Pulse(500)
    )
    wall = Doors(take)
    board = Board("left", setup, take, wall)
    for at_ms in (0, 30):
        board.looked(StatusReply(0, (before,) * 24), at_ms)
    assert seen[A01] is (Door.CLOSED if before else Door.OPEN)
    board.looked(StatusReply(0, (None,) * 24), 60)
    assert seen[A01] is Door.UNKNOWN
    assert wall.proof(A01).since(0) is None
