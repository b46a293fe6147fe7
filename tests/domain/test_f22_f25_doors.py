"""Doors that stand open, or are pushed to and do not catch (F22, F24, F25)."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from policies import POLICY
from world import A01, MINUTE, O2, SECOND, World, order, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import TechnicianOpen
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import Door, DoorSensor
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word

BOTH = place(door_sensor=DoorSensor.BOTH)


def let_go(world: World) -> None:
    """The lock lets go, and the leaf stays shut."""
    world.fire()
    world.report()


def three_times(world: World, happens: Callable[[World], None]) -> list[int]:
    """Three pulses with the same result; gives when they were fired."""
    fired = []
    for _ in range(3):
        happens(world)
        fired.append(world.mono_ms)
        world.wait(6 * SECOND)
        world.wait(3 * SECOND)
    return fired


def half_shut(world: World) -> VisitId:
    """Somebody took out what is theirs and pushed the door to; it did not catch."""
    visit = world.opened()
    world.take()
    world.boxes[A01].open = False
    world.report()
    return visit


def test_f25_a_held_door_that_nobody_pulls_is_not_left_unlocked_unnoticed() -> None:
    world = World.of(BOTH)
    grant = world.loaded()
    world.collect(grant)
    three_times(world, let_go)
    world.wait(2 * MINUTE, ticks=4)
    [fact] = world.told(FactType.DOOR_LEFT_OPEN)
    assert fact.data["observed"] == "unlatched"
    assert (world.condition(), world.worth(grant)) == (Condition.QUARANTINED, Worth.SUSPENDED)


def test_f25_a_leaf_that_has_not_caught_is_not_shut() -> None:
    world = World.of(BOTH)
    visit = half_shut(world)
    assert world.visit(visit).phase is Phase.DOOR_OPEN
    assert not world.told(FactType.DOOR_CLOSED)[1:], "only the loading's"
    world.wait(61 * SECOND)
    assert world.visit(visit).reminded
    world.wait(4 * MINUTE)
    [fact] = world.told(FactType.DOOR_LEFT_OPEN)
    assert fact.data["observed"] == "unlatched"
    assert world.condition() is Condition.HANDING_OVER
    world.shut()
    assert world.visit(visit).phase is Phase.DOOR_SHUT
    assert world.told(FactType.DOOR_CLOSED)[-1].data["observed"] == "closed"


def test_f25_a_shut_door_whose_lock_lets_go_again_at_once_goes_on_being_open() -> None:
    world = World.of(BOTH)
    visit = world.opened()
    world.shut()
    world.boxes[A01].bolted = False
    world.report()
    assert world.visit(visit).phase is Phase.DOOR_OPEN
    assert world.told(FactType.DOOR_LATE)[-1].data["observed"] == "unlatched"
    world.shut()
    assert world.visit(visit).phase is Phase.DOOR_SHUT


@pytest.mark.parametrize("count", range(8))
def test_f25_a_door_that_springs_open_belongs_to_who_pushed_it_shut_last(count: int) -> None:
    world = World.of(place())
    world.count = count  # other names lie in another order in the table of visits
    before = world.opened()
    world.take()
    world.shut()
    world.say(before, Word.TAKEN_OUT)
    world.announce(order(O2))
    world.wait(5 * SECOND)
    now = world.put_in(O2)
    assert world.visit(before).phase is Phase.OVER
    world.pull()
    assert (world.visit(now).phase, world.condition()) == (Phase.DOOR_OPEN, Condition.LOADING)


@pytest.mark.parametrize("loaded", [True, False])
def test_f25_a_lock_that_is_released_by_nobodys_pulse_is_forced_before_the_door_moves(loaded: bool) -> None:
    world = World.of(BOTH)
    if loaded:
        world.loaded()
    world.boxes[A01].bolted = False
    world.report()
    assert world.told(FactType.DOOR_FORCED)[-1].data["observed"] == "unlatched"
    assert world.condition() is (Condition.QUARANTINED if loaded else Condition.TO_CHECK)
    world.pull()
    assert world.told(FactType.DOOR_FORCED)[-1].data["observed"] == "opened"
    assert world.state.site.halted is None, "one door"


def test_f25_a_door_that_has_not_caught_is_neither_loaded_nor_cleared() -> None:
    world = World.of(BOTH)
    world.accept(TechnicianOpen("meier", A01, "look inside"))
    world.fire()
    world.pull()
    world.boxes[A01].open = False
    world.report()
    world.announce()
    assert world.order() is PartState.ANNOUNCED
    world.boxes[A01].bolted = True
    world.report()
    assert world.order() is PartState.RESERVED


def test_f22_a_door_that_is_read_open_with_nobody_there_names_its_sensor_after_ten_minutes() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.boxes[A01].stuck = Door.OPEN
    world.report()
    assert world.told(FactType.DOOR_FORCED), "at first it cannot be told from a burglary"
    world.wait(9 * MINUTE, ticks=9)
    assert not world.told(FactType.SENSOR_FAULT)
    world.wait(2 * MINUTE, ticks=4)
    world.wait(60 * MINUTE, ticks=60)
    [fault] = world.told(FactType.SENSOR_FAULT)
    assert (fault.compartment, fault.data) == (
        A01,
        {"sensor": "door", "input": "in/1/7", "reason": "open_without_user"},
    )
    assert (world.condition(), world.worth(grant)) == (Condition.QUARANTINED, Worth.SUSPENDED)


def test_f22_a_door_found_open_at_the_start_is_another_thing_than_its_sensor() -> None:
    world = World.of(place(), condition=Condition.TO_CHECK)
    world.boxes[A01].open = True
    world.crash()
    world.report()
    assert world.told(FactType.DOOR_FOUND_OPEN)
    world.shut()
    world.wait(20 * MINUTE, ticks=20)
    assert not world.told(FactType.SENSOR_FAULT)
    assert world.condition() is Condition.TO_CHECK


def test_f22_while_somebody_stands_there_it_is_a_door_left_open() -> None:
    world = World.of(place())
    visit = world.opened()
    world.wait(20 * MINUTE, ticks=40)
    [fact] = world.told(FactType.DOOR_LEFT_OPEN)
    assert fact.data["observed"] == "opened"
    assert not world.told(FactType.SENSOR_FAULT)
    assert world.visit(visit).alarmed


def test_f24_a_technician_who_leaves_a_door_open_is_no_broken_sensor() -> None:
    world = World.of(place())
    world.loaded()
    world.technician()
    world.wait(11 * MINUTE, ticks=22)
    assert len(world.told(FactType.DOOR_LEFT_OPEN)) == 1
    assert not world.told(FactType.SENSOR_FAULT)


def test_f22_the_ten_minutes_do_not_run_while_nothing_is_known() -> None:
    world = World.of(place())
    world.pull()
    world.wait(9 * MINUTE, ticks=9)
    world.boxes[A01].answering = False
    world.report()
    world.wait(30 * MINUTE, ticks=30)
    world.boxes[A01].answering = True
    world.report()
    world.wait(9 * MINUTE, ticks=9)
    assert not world.told(FactType.SENSOR_FAULT)


def test_f25_a_lock_found_open_after_a_crash_gives_grace_and_then_the_alarm() -> None:
    world = World.of(BOTH)
    grant = world.loaded()
    world.collect(grant)
    world.fire()
    world.crash()
    world.report()
    assert world.worth(grant) is Worth.GRACE
    world.wait(2 * MINUTE, ticks=4)
    assert (world.condition(), world.worth(grant)) == (Condition.QUARANTINED, Worth.SUSPENDED)


def test_f24_a_site_may_want_its_doors_shut_sooner() -> None:
    world = World.of(place(), policy=replace(POLICY, door_reminder_ms=5_000, door_alarm_ms=8_000))
    visit = world.opened()
    world.wait(6 * SECOND)
    assert world.visit(visit).reminded
    world.wait(3 * SECOND)
    assert world.told(FactType.DOOR_LEFT_OPEN)


def test_f24_what_is_fetched_late_and_left_open_is_told_in_a_word_of_the_contract() -> None:
    """The door of a code that opened late has nobody's visit behind it: after its alarm staff look."""
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(6 * SECOND, ticks=6)
        world.wait(3 * SECOND, ticks=3)
    assert world.visit(visit).phase is Phase.OVER
    world.boxes[A01].bolted = False
    world.pull()
    assert world.condition() is Condition.HANDING_OVER
    world.wait(5 * MINUTE, ticks=10)
    assert world.condition() is Condition.QUARANTINED
    told = world.told(FactType.COMPARTMENT_QUARANTINED)[-1]
    assert told.data["reason"] == "left_open"
