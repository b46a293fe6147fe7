"""Doors that stay shut after a pulse: held, or a lock that does not work, as far as sensors can tell (F20, F31)."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from world import A01, SECOND, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Boot
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import AttemptId
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import PulseFailed
from lockerd.domain.model.visits import Phase

BOTH = place(door_sensor=DoorSensor.BOTH)


def let_go(world: World) -> None:
    """The lock lets go, and the leaf stays shut."""
    world.fire()
    world.report()


def springs_back(world: World) -> None:
    """A bolt lets go for as long as it is pulled; the leaf stays shut."""
    let_go(world)
    world.boxes[A01].bolted = True
    world.report()


def stays(world: World) -> None:
    """Nothing moves."""
    world.fire(gives_way=False)
    world.report()


def board_refuses(world: World) -> None:
    """Nothing moves, and the board says that it did not fire."""
    stays(world)
    assert world.state.last_pulse is not None
    world.event(PulseFailed(AttemptId(world.state.last_pulse.attempt - 1)))  # of another pulse: says nothing
    world.event(PulseFailed(world.state.last_pulse.attempt))


def three_times(world: World, happens: Callable[[World], None]) -> list[int]:
    """Three pulses with the same result; gives when they were fired."""
    fired = []
    for _ in range(3):
        happens(world)
        fired.append(world.mono_ms)
        world.wait(6 * SECOND)
        world.wait(3 * SECOND)
    return fired


@pytest.mark.parametrize(
    ("sensor", "happens", "reason"),
    [
        (DoorSensor.BOTH, let_go, "held"),
        (DoorSensor.BOTH, springs_back, "held"),
        (DoorSensor.BOTH, stays, "not_released"),
        (DoorSensor.HOOK, stays, "not_released"),
        (DoorSensor.CONTACT, stays, ""),
        (DoorSensor.CONTACT, let_go, ""),
        (DoorSensor.CONTACT, board_refuses, "board_failed"),
        (DoorSensor.BOTH, board_refuses, "board_failed"),
    ],
)
def test_f20_f31_a_held_door_and_a_dead_lock_are_told_apart_as_far_as_sensors_can(
    sensor: DoorSensor, happens: Callable[[World], None], reason: str
) -> None:
    world = World.of(place(door_sensor=sensor))
    grant = world.loaded()
    world.collect(grant)
    times = three_times(world, happens)
    assert all(later - earlier >= 2 * SECOND for earlier, later in pairwise(times))
    assert not world.unlocks, "never a fourth pulse"
    assert {fact.data["reason"] for fact in world.told(FactType.ATTEMPT_CLOSED)[-3:]} == {reason}
    [jammed] = world.told(FactType.GRANT_JAMMED)
    assert jammed.data["reason"] == reason
    assert (world.condition(), world.state.compartments[A01].reason) == (Condition.JAMMED, reason)
    assert not world.told(FactType.GRANT_SPENT)


def test_f20_a_lock_that_lets_go_spends_nothing_until_the_leaf_moves() -> None:
    world = World.of(BOTH)
    grant = world.loaded()
    visit = world.collect(grant)
    let_go(world)
    assert (world.worth(grant), world.visit(visit).phase) == (Worth.ATTEMPTING, Phase.OPENING)
    world.pull()
    assert (world.worth(grant), world.visit(visit).phase) == (Worth.SPENT, Phase.DOOR_OPEN)
    assert world.told(FactType.DOOR_OPENED)[-1].data["observed"] == "opened"


def test_f20_a_held_door_that_gives_way_later_belongs_to_its_pulse() -> None:
    world = World.of(BOTH)
    grant = world.loaded()
    world.collect(grant)
    three_times(world, let_go)
    world.pull()
    assert world.told(FactType.DOOR_LATE)
    assert not world.told(FactType.DOOR_FORCED)
    assert world.worth(grant) is Worth.SPENT


def test_f20_a_lock_that_lets_go_only_after_its_time_is_no_burglary() -> None:
    world = World.of(BOTH)
    grant = world.loaded()
    visit = world.collect(grant)
    stays(world)
    world.wait(6 * SECOND)
    assert world.visit(visit).phase is Phase.RETRYING
    world.boxes[A01].bolted = False
    world.report()
    assert not world.told(FactType.DOOR_FORCED)
    assert world.worth(grant) is Worth.ATTEMPTING


def test_f20_a_boot_between_two_tries_that_were_the_last_says_so() -> None:
    world = World.of(place())
    grant = world.loaded()
    for _ in range(2):
        world.collect(grant)
        world.fire(gives_way=False)
        world.crash()
        world.report()
        world.wait(6 * SECOND)
    world.collect(grant)
    world.fire(gives_way=False)
    world.wait(6 * SECOND)
    world.event(Boot("boot-3", "0.1.0", "c0ffee"))
    [jammed] = world.told(FactType.GRANT_JAMMED)
    assert jammed.data["attempts"] == 3
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF
