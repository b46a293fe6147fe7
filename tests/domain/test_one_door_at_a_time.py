"""Rule 6: the next door only when the last is seen shut or its alarm ran, whoever asks."""

from dataclasses import replace

import pytest
from world import A01, A02, MINUTE, O1, O2, SECOND, STAFF, World, place

from lockerd.domain.model.events import TechnicianOpen
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import StartLoading

A03 = CompartmentId("A03")
DOORS = [CompartmentId(f"A{n:02}") for n in range(1, 9)]
NEXT = TechnicianOpen("schulz", A02, "r")


@pytest.mark.parametrize("sensor", list(DoorSensor))
def test_rule_06_a_technician_opens_one_door_after_the_other(sensor: DoorSensor) -> None:
    world = World.of(*[place(name, door_sensor=sensor, item_sensor=ItemSensor.NONE) for name in DOORS])
    opened = 0
    for name in DOORS:
        if world.event(TechnicianOpen("meier", name, "r")) and world.unlocks:
            world.fire()
            world.pull(name)
            opened += 1
        world.wait(2 * SECOND)
    assert opened == 1


@pytest.mark.parametrize("sensor", [DoorSensor.CONTACT, DoorSensor.HOOK, DoorSensor.BOTH])
def test_rule_06_nobody_is_served_beside_a_technicians_open_door(sensor: DoorSensor) -> None:
    world = World.of(place(A01, door_sensor=sensor), place(A02), place(A03))
    grant = world.loaded(O2, at=A01)
    world.announce()
    world.technician(A03)
    assert world.refuse(world.show(grant)) is Refusal.BUSY
    assert world.refuse(StartLoading(world.fresh_visit(), O1, STAFF)) is Refusal.BUSY
    assert world.refuse(NEXT) is Refusal.BUSY
    world.shut(A03)
    world.collect(grant)


def test_rule_06_a_technicians_door_holds_the_wall_until_its_alarm() -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded(O2)
    world.technician(A02)
    world.wait(4 * MINUTE, ticks=8)
    assert world.refuse(world.show(grant)) is Refusal.BUSY
    world.wait(2 * MINUTE, ticks=4)
    assert [fact.compartment for fact in world.told(FactType.DOOR_LEFT_OPEN)] == [A02]
    world.collect(grant)


def test_rule_06_a_technicians_door_holds_the_wall_until_its_alarm_has_gone_out_however_late_that_is() -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded(O2)
    world.technician(A02)
    world.mono_ms += 6 * MINUTE
    assert world.refuse(world.show(grant)) is Refusal.BUSY
    world.wait(1)
    assert world.told(FactType.DOOR_LEFT_OPEN)
    world.collect(grant)


def test_rule_06_a_technicians_door_on_a_board_that_falls_silent_holds_the_wall_no_longer() -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded(O2)
    world.technician(A02)
    world.boxes[A02].answering = False
    world.report()
    assert world.refuse(world.show(grant)) is Refusal.BUSY
    world.wait(6 * MINUTE, ticks=12)
    world.collect(grant)


def test_rule_06_a_door_pushed_to_that_has_not_caught_is_not_shut() -> None:
    world = World.of(place(A01), place(A02, door_sensor=DoorSensor.BOTH))
    grant = world.loaded(O2)
    world.technician(A02)
    world.boxes[A02].open = False
    world.report([A02])
    assert world.refuse(world.show(grant)) is Refusal.BUSY
    world.shut(A02)
    world.collect(grant)


@pytest.mark.parametrize("sensor", [DoorSensor.CONTACT, DoorSensor.BOTH])
def test_rule_06_a_door_that_opens_late_with_nobody_there_holds_the_wall_too(sensor: DoorSensor) -> None:
    world = World.of(place(A01, door_sensor=sensor), place(A02))
    grant = world.loaded(O2)
    world.accept(TechnicianOpen("meier", A01, "r"))
    world.fire()
    world.wait(6 * SECOND)
    world.pull(A01)
    assert world.refuse(NEXT) is Refusal.BUSY
    world.shut(A01)
    world.accept(NEXT)
    del grant


def test_rule_06_a_door_that_was_opened_while_the_power_was_off_is_shut_before_the_next() -> None:
    world = World.of(place(A01), place(A02))
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    world.collect(first)
    world.fire()
    world.boxes[A01].open = True
    world.crash()
    world.report()
    assert world.refuse(world.show(second)) is Refusal.BUSY
    world.shut(A01)
    world.collect(second)


def test_rule_06_a_wrong_door_is_shut_before_a_technician_opens_the_next() -> None:
    world = World.of(place(A01), place(A02), place(A03))
    world.accept(TechnicianOpen("meier", A01, "r"))
    world.fire(gives_way=False)
    world.pull(A03)
    assert world.state.site.halted == "wrong_door"
    world.wait(6 * SECOND)
    assert world.refuse(NEXT) is Refusal.BUSY
    world.shut(A03)
    world.accept(NEXT)


def test_rule_06_a_door_that_was_forced_holds_nobody_up() -> None:
    """Nobody of ours opened it: whoever breaks one door must not close the wall for the night (rule 13)."""
    world = World.of(place(A01), place(A02))
    grant = world.loaded(O2)
    world.pull(A02)
    world.collect(grant)


def test_rule_06_without_a_sensor_a_technicians_door_counts_as_open_for_a_minute() -> None:
    bare = {"door_sensor": DoorSensor.NONE, "item_sensor": ItemSensor.NONE}
    world = World.of(place(A01, **bare), place(A02, **bare))
    world.accept(TechnicianOpen("meier", A01, "r"))
    world.fire()
    world.wait(58 * SECOND, ticks=20)
    assert world.refuse(NEXT) is Refusal.BUSY
    world.wait(3 * SECOND)
    world.accept(NEXT)


def test_rule_06_without_a_sensor_the_technicians_word_that_it_is_shut_stands_in_for_the_reading() -> None:
    """As on a walk along the wall, where each door is looked at; what a sensor says is not overruled."""
    bare = {"door_sensor": DoorSensor.NONE, "item_sensor": ItemSensor.NONE}
    world = World.of(place(A01, **bare), place(A02, **bare), place(A03))
    for name in (A01, A02):
        world.accept(TechnicianOpen("meier", name, "r", others_shut=True))
        world.fire()
    world.accept(TechnicianOpen("meier", A03, "r", others_shut=True))
    world.fire()
    world.pull(A03)
    assert world.refuse(replace(NEXT, others_shut=True)) is Refusal.BUSY


def test_rule_06_the_same_door_is_not_another_door() -> None:
    world = World.of(place(A01, door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE))
    for _ in range(2):
        world.accept(TechnicianOpen("meier", A01, "r"))
        world.fire()
        world.wait(6 * SECOND)
