"""Which pulse an opening belongs to hangs on when it was; one that cannot be dated is nobody's wrong door (F26)."""

import pytest
from world import A01, A02, O1, O2, SECOND, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import TechnicianOpen
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import NotFiredReason, Readings
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word


@pytest.mark.parametrize("sensor", [DoorSensor.CONTACT, DoorSensor.HOOK, DoorSensor.BOTH])
def test_f41_a_door_that_stands_open_when_its_board_answers_again_is_no_wrong_door(sensor: DoorSensor) -> None:
    world = World.of(place(A01), place(A02, door_sensor=sensor))
    grant = world.loaded(O1)
    world.boxes[A02].answering = False
    world.report()
    visit = world.collect(grant)
    world.fire()
    world.boxes[A02].answering = True
    world.pull(A02)
    world.pull(A01)
    assert not world.told(FactType.DOOR_WRONG)
    assert [fact.compartment for fact in world.told(FactType.DOOR_FOUND_OPEN)] == [A02]
    assert world.state.site.halted is None
    assert world.visit(visit).phase is Phase.DOOR_OPEN


def test_f41_a_latch_that_is_found_free_when_its_board_answers_again_is_no_wrong_door() -> None:
    world = World.of(place(A01), place(A02, door_sensor=DoorSensor.BOTH))
    grant = world.loaded(O1)
    world.boxes[A02].answering = False
    world.report()
    world.collect(grant)
    world.fire()
    world.boxes[A02].answering, world.boxes[A02].bolted = True, False
    world.report([A02])
    assert not world.told(FactType.DOOR_WRONG)
    assert world.state.site.halted is None


def test_f25_a_door_that_springs_open_behind_whoever_left_it_is_no_wrong_door() -> None:
    world = World.of(place(A01), place(A02))
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    leaving = world.opened(second)
    world.take(A02)
    world.shut(A02)
    world.say(leaving, Word.TAKEN_OUT)
    world.collect(first)
    world.fire()
    world.pull(A02)  # its latch had not caught
    assert not world.told(FactType.DOOR_WRONG)
    assert [fact.compartment for fact in world.told(FactType.DOOR_LATE)] == [A02]
    assert world.state.site.halted is None
    assert world.condition(A02) is Condition.TO_CHECK


def test_f25_a_leaf_that_nothing_held_before_the_pulse_is_no_wrong_door() -> None:
    world = World.of(place(A01), place(A02, door_sensor=DoorSensor.BOTH))
    grant = world.loaded(O1)
    world.boxes[A02].bolted = False
    world.report([A02])
    world.collect(grant)
    world.fire()
    world.pull(A02)
    assert not world.told(FactType.DOOR_WRONG)
    assert world.state.site.halted is None


def test_f26_a_door_that_was_read_shut_before_and_opens_on_anothers_pulse_is_the_wrong_door() -> None:
    world = World.of(place(A01), place(A02, door_sensor=DoorSensor.BOTH))
    world.collect(world.loaded(O1))
    world.fire(gives_way=False)
    world.pull(A02)
    assert world.state.site.halted == "wrong_door"


def opened_early_told_late(world: World) -> None:
    """A02 opened on the first pulse at A01; what its sensor said arrives after the next attempt at A01 is committed."""
    world.boxes[A02].open, world.boxes[A02].bolted = True, False
    late = world.boxes[A02].reading(world.mono_ms + 1)
    world.wait(6 * SECOND)
    world.wait(3 * SECOND)
    assert len(world.unlocks) == 1
    world.event(Readings((late,)))


def test_a_reading_that_comes_late_closes_no_attempt_that_was_committed_since() -> None:
    """Whoever waits for that attempt is told when the bus has given it back, and not before."""
    world = World.of(place(A01), place(A02))
    grant = world.loaded(O1)
    visit = world.collect(grant)
    world.fire(gives_way=False)
    opened_early_told_late(world)
    assert world.state.site.halted == "wrong_door"
    assert world.visit(visit).phase is Phase.OPENING
    assert world.refuse(TechnicianOpen("meier", A02, "r")) is Refusal.BUSY
    world.give_back(NotFiredReason.WITHDRAWN)
    assert world.visit(visit).phase is Phase.OVER
    assert (world.condition(A01), world.worth(grant)) == (Condition.QUARANTINED, Worth.SUSPENDED)


def test_a_pulse_that_leaves_although_its_door_is_suspected_is_not_forgotten() -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded(O1)
    world.collect(grant)
    world.fire(gives_way=False)
    opened_early_told_late(world)
    world.fire()
    world.pull(A01)
    assert not world.told(FactType.DOOR_FORCED)
    assert (world.condition(A01), world.worth(grant)) == (Condition.QUARANTINED, Worth.SPENT)
