"""What no test noticed when a fault was put into the rules: the power fails."""

import pytest
from exchange import exchanged, ready
from hands import brought, in_custody, paper, settle
from policies import CLAIMS
from world import A01, A02, MINUTE, O2, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.receipts import Grade
from lockerd.domain.model.words import Word


def test_whoever_comes_back_in_the_minutes_after_a_cut_is_not_judged_by_them() -> None:
    world = World.of(place())
    grant = world.awaited()
    world.collect(grant)
    world.fire()
    world.pull()
    world.shut()
    world.crash()
    world.report()
    world.wait(13 * MINUTE, ticks=13)
    visit = brought(world, grant)
    world.pull()
    world.wait(3 * MINUTE, ticks=18)
    world.shut()
    world.say(visit, Word.ALL_IN)
    settle(world)
    assert (in_custody(world), paper(world, visit).grade) == (True, Grade.SENSOR)


@pytest.mark.parametrize(("minutes", "held"), [(14.5, True), (15.5, False)])
def test_a_code_works_for_a_quarter_of_an_hour_at_its_door_after_a_cut(minutes: float, *, held: bool) -> None:
    world = World.of(place())
    world.collect(world.awaited())
    world.fire()
    world.pull()
    world.shut()
    world.crash()
    world.report()
    world.wait(int(minutes * MINUTE), ticks=93)
    assert (world.order() is PartState.HANDING_IN) is held


def test_a_door_found_open_after_a_cut_in_the_middle_of_a_try_is_put_aside_for_that() -> None:
    world = World.of(place())
    world.collect(world.loaded())
    world.fire(gives_way=False)
    world.boxes[A01].open = True
    world.crash()
    world.report()
    [fact] = world.told(FactType.COMPARTMENT_QUARANTINED)
    assert fact.data["reason"] == "open_after_crash"


def test_f10_a_door_that_nobody_can_read_after_a_cut_is_put_aside_for_that() -> None:
    world = World.of(place())
    world.collect(world.loaded())
    world.fire(gives_way=False)
    world.boxes[A01].answering = False
    world.crash()
    world.report()
    world.wait(2 * MINUTE, ticks=4)
    told = world.told(FactType.COMPARTMENT_QUARANTINED)
    assert [fact.data["reason"] for fact in told] == ["no_reading_after_crash"]


def test_f10_a_lock_that_let_go_before_a_cut_is_told_as_such() -> None:
    world = World.of(place(door_sensor=DoorSensor.BOTH))
    world.collect(world.loaded())
    world.fire()
    world.crash()
    world.report()
    assert world.told(FactType.ATTEMPT_CLOSED)[-1].data["reason"] == "unlatched"


def test_f10_a_door_that_is_only_pushed_to_after_a_cut_is_found_so() -> None:
    world = World.of(place(door_sensor=DoorSensor.BOTH))
    world.opened()
    world.boxes[A01].open, world.boxes[A01].bolted = False, False
    world.crash()
    world.report()
    [fact] = world.told(FactType.DOOR_FOUND_OPEN)
    assert fact.data["observed"] == "unlatched"


def test_rule_17_what_was_not_seen_at_custody_is_not_missed_afterwards() -> None:
    world = World.of(place(), policy=CLAIMS)
    visit = exchanged(world, ready(world, seen=False), moves=())
    world.say(visit, Word.EXCHANGED)
    settle(world)
    assert in_custody(world)
    for seen in (True, False):
        world.boxes[A01].seen_by_sensor = seen
        world.report()
    assert world.condition() is Condition.OCCUPIED
    assert not world.told(FactType.INCIDENT_NOTED)


def test_rule_13_a_door_that_waits_for_its_first_reading_after_a_cut_holds_nobody_up() -> None:
    world = World.of(place(), place(A02))
    mine = world.loaded()
    other = world.loaded(O2, at=A02)
    world.collect(mine)
    world.fire(gives_way=False)
    world.boxes[A01].answering = False
    world.crash()
    world.report()
    assert world.visit(world.collect(other)).compartment == A02
