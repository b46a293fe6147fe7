"""What no test noticed when a fault was put into the rules: what staff do at a door, and what it ends."""

from dataclasses import replace

import pytest
from counter import begin
from hands import brought, settle
from test_found_by_mutants import whole
from test_remainder import LEFT, look, stuck, two_doors
from world import A01, A02, SECOND, World, place

from lockerd.domain.draft import Draft, InconsistentError
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Accepted, ConfirmLoaded
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word

BARE = place(A01, door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE)


def test_rule_20_a_door_that_lost_its_sensor_is_reported_empty_and_its_code_is_as_good_as_before() -> None:
    world = World.of(place(), place(A02))
    grant = world.awaited()
    world.say(brought(world, grant, put_in=False), Word.NOTHING_IN)
    assert (world.part().state, world.part().compartment, world.part().right) == (
        PartState.AWAITED,
        A01,
        RightState.ACTIVE,
    )
    world.reconfigure(BARE, place(A02))
    world.report()
    world.clear()
    assert (world.condition(), world.part().compartment, world.worth(grant)) == (Condition.FREE, None, Worth.ACTIVE)
    assert world.visit(world.collect(grant)).compartment == A02


def test_rule_24_a_code_ends_with_the_last_of_its_doors_that_staff_clear() -> None:
    world = World.of(place(), place(A02))
    grant = whole(world)
    for door, ended in ((A01, []), (A02, [(grant, "cleared")])):
        world.technician(door)
        world.take(door)
        world.shut(door)
        world.clear(door)
        assert [(fact.data["grant"], fact.data["reason"]) for fact in world.told(FactType.GRANT_REVOKED)] == ended
        world.wait(10 * SECOND)


def test_f20_staff_have_three_tries_of_their_own_at_a_door_that_stuck_under_its_code() -> None:
    world = World.of(place())
    stuck(world, world.loaded())
    assert world.part().right is RightState.JAMMED
    visit = begin(world)
    for used in (1, 2):
        world.fire(gives_way=False)
        world.wait(6 * SECOND, ticks=6)
        assert (world.visit(visit).phase, world.visit(visit).attempts) == (Phase.RETRYING, used)
        world.wait(3 * SECOND, ticks=3)
    world.fire()
    world.pull()
    assert world.visit(visit).phase is Phase.DOOR_OPEN


def test_an_order_is_handed_in_once_whatever_staff_find_behind_a_door_that_was_left() -> None:
    world = two_doors()
    grant = world.awaited()
    stuck(world, grant)
    world.boxes[A01].item = True
    world.boxes[A01].seen_by_sensor = False
    world.say(brought(world, grant), Word.ALL_IN)
    settle(world)
    look(world, A02, found=False)
    assert world.part().state is PartState.RETRIEVED
    assert not world.told(FactType.ORDER_CLOSED)
    look(world, A01, found=True)
    assert world.state.parts[LEFT].receipt is not None
    assert (len(world.told(FactType.ORDER_HANDED_IN)), len(world.told(FactType.ORDER_CLOSED))) == (1, 1)


def test_what_is_confirmed_after_the_visit_is_over_is_told_so() -> None:
    world = World.of(place())
    world.announce()
    visit = world.load()
    world.give_back()
    assert world.visit(visit).phase is Phase.OVER
    assert world.refuse(ConfirmLoaded(visit, world.fresh_code())) is Refusal.VISIT_OVER


def test_rule_06_where_no_sensor_tells_of_a_technicians_door_nobody_is_served_beside_it_for_a_minute() -> None:
    world = World.of(place(), replace(BARE, compartment=A02))
    grant = world.loaded()
    world.technician(A02)
    assert world.refuse(world.show(grant)) is Refusal.BUSY
    world.wait(61 * SECOND)
    world.collect(grant)


@pytest.mark.parametrize(("left_ms", "refused"), [(1, Refusal.WAIT), (0, None)])
def test_rule_04_a_coil_rests_to_the_last_millisecond(left_ms: int, refused: Refusal | None) -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.fire()
    world.pull()
    began_ms = world.state.pulsed[A01]
    world.shut()
    world.mono_ms = began_ms + 5_000 - left_ms - 1
    [visit] = [each.id for each in world.state.visits.values() if each.phase is Phase.DOOR_SHUT]
    answer = world.says(visit, Word.OPEN_AGAIN)
    assert answer is (refused is None)


def test_time_that_was_asked_for_at_the_open_door_is_none_at_the_shut_one() -> None:
    world = World.of(place())
    visit = world.opened()
    world.say(visit, Word.MORE_TIME)
    assert world.visit(visit).extra_ms > 0
    world.shut()
    assert world.visit(visit).extra_ms == 0


def test_a_second_code_for_what_has_one_is_never_committed() -> None:
    world = World.of(place())
    first = world.grant(world.loaded())
    draft = Draft(world.state, world.now, world.policy)
    draft.put(replace(first, id=world.fresh_code().grant))
    with pytest.raises(InconsistentError, match="two codes"):
        draft.decision(Accepted())


def test_an_attempt_that_two_doors_name_in_a_torn_file_is_answered_for_at_its_own() -> None:
    world = World.of(place(), place(A02))
    grant = world.loaded()
    world.collect(grant)
    [attempt] = [each.id for each in world.state.attempts.values() if each.outcome is None]
    torn = replace(world.state.compartments[A02], attempt=attempt)
    world.state = replace(world.state, compartments=world.state.compartments.insert(A02, torn))
    world.crash()
    assert (world.condition(A02), world.state.compartments[A02].attempt) == (Condition.QUARANTINED, None)
    world.report()
    assert [fact.data["attempt"] for fact in world.told(FactType.ATTEMPT_CLOSED)][-1] == attempt
    assert world.part().right is RightState.GRACE
