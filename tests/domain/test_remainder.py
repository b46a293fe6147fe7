"""A door that never opened to somebody who brings something, while others are free: a remainder is left (rule 16)."""

from dataclasses import replace
from typing import Final

import pytest
from counter import SUPERVISOR, begin, found, looked
from hands import brought, in_custody, settle
from world import A01, A02, MINUTE, O1, O2, SECOND, STAFF, Wanted, World, hand_in, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.derived import asked_for
from lockerd.domain.model.events import Cancel, Found
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import CompartmentId, GrantId, PartId, VisitId
from lockerd.domain.model.outages import Outage
from lockerd.domain.model.parts import Needs, PartState, RightState
from lockerd.domain.model.receipts import Grade, Paper
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import StartLoading
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockerd.domain.shown.attention import Call, attention

A03: Final = CompartmentId("A03")
LEFT: Final = PartId(O1, 2)


def two_doors() -> World:
    """Two compartments that take in."""
    return World.of(place(), place(A02))


def stuck(world: World, grant: GrantId) -> VisitId:
    """The code is shown; the lock is fired three times, and nothing moves."""
    visit = world.collect(grant)
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(6 * SECOND, ticks=6)
        world.wait(3 * SECOND, ticks=3)
    return visit


def calls(world: World) -> list[tuple[Call, str, CompartmentId | None]]:
    return [(each.call, each.reason, each.compartment) for each in attention(world.state, world.now, world.policy)]


def look(world: World, door: CompartmentId, *, found: bool) -> None:
    """Staff open a door, take out what lies there, shut it and report."""
    world.wait(20 * SECOND, ticks=4)
    world.technician(door)
    world.take(door)
    world.shut(door)
    world.accept(Found("meier", door, "looked")) if found else world.clear(door)


def test_another_door_opens_to_the_same_code_and_the_first_keeps_a_name() -> None:
    world = two_doors()
    grant = world.awaited()
    visit = stuck(world, grant)
    assert (world.condition(), world.state.compartments[A01].part) == (Condition.TO_CHECK, LEFT)
    assert (world.part().state, world.part().compartment, world.worth(grant)) == (
        PartState.AWAITED,
        None,
        Worth.ACTIVE,
    )
    [fact] = world.told(FactType.PART_REMAINDER)
    assert (fact.compartment, fact.data) == (A01, {"of": 1, "reason": ""})
    assert not world.told(FactType.GRANT_JAMMED)
    assert calls(world) == [(Call.TO_LOOK, "remainder", A01)]
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.PAPER_READY, Refusal.DOOR_STUCK)
    paper = world.state.receipts[world.visit(visit).paper]  # type: ignore[index]
    assert (paper.paper, paper.compartment, paper.part) == (Paper.RECORD, A01, PartId(O1, 1))
    again = brought(world, grant)
    assert world.visit(again).compartment == A02
    world.say(again, Word.ALL_IN)
    settle(world)
    assert (world.part().state, world.worth(grant)) == (PartState.HANDED_IN, Worth.SPENT)
    assert len(world.told(FactType.ORDER_HANDED_IN)) == 1
    assert asked_for(world.state, O1) == 1, "the office asked for one door"


def test_what_staff_find_there_has_a_receipt_of_its_own() -> None:
    world = two_doors()
    world.boxes[A01].seen_by_sensor = False
    grant = world.awaited()
    stuck(world, grant)
    world.boxes[A01].item = True  # it had opened, and its contact did not say so
    again = brought(world, grant)
    world.say(again, Word.ALL_IN)
    settle(world)
    look(world, A01, found=True)
    told = [(fact.compartment, fact.data["grade"]) for fact in world.told(FactType.PART_HANDED_IN)]
    assert told == [(A02, Grade.SENSOR), (A01, Grade.FOUND)]
    receipts = {each.part: each for each in world.state.receipts.values() if each.paper is Paper.RECEIPT}
    assert set(receipts) == {PartId(O1, 1), LEFT}
    assert receipts[LEFT].lo_s < receipts[PartId(O1, 1)].lo_s, "from the first attempt at that door"
    assert len(world.told(FactType.ORDER_HANDED_IN)) == 1
    assert not world.told(FactType.ORDER_CLOSED)
    look(world, A02, found=False)
    assert world.order() is PartState.RETRIEVED
    assert len(world.told(FactType.ORDER_CLOSED)) == 1
    assert [fact.compartment for fact in world.told(FactType.GRANT_SPENT)] == [A02]


def test_nothing_found_ends_the_remainder_and_nothing_else() -> None:
    world = two_doors()
    grant = world.awaited()
    stuck(world, grant)
    look(world, A01, found=False)
    assert (world.condition(), world.state.parts[LEFT].state) == (Condition.FREE, PartState.CLOSED)
    assert (world.order(), world.worth(grant)) == (PartState.AWAITED, Worth.ACTIVE)
    assert not world.told(FactType.ORDER_CLOSED)
    door = world.visit(stuck(world, grant)).compartment
    assert world.part().state is PartState.AWAITED, "once more, since staff have looked"
    assert world.state.parts[PartId(O1, 3)].compartment == door


def test_one_door_is_left_behind_and_not_the_whole_wall() -> None:
    world = World.of(place(), place(A02), place(A03))
    grant = world.awaited()
    stuck(world, grant)
    world.wait(5 * SECOND)
    stuck(world, grant)
    assert (world.worth(grant), world.part().compartment) == (Worth.JAMMED, A02)
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF
    assert world.condition(A03) is Condition.FREE


@pytest.mark.parametrize("why", ["none is free", "needs", "seen to open"])
def test_it_is_kept_for_staff_where_no_other_is_offered(why: str) -> None:
    world = World.of(place(), place(A02, height_cm=160 if why == "needs" else 100))
    if why == "none is free":
        world.loaded(O2)
    wanted = hand_in()
    parts = tuple(replace(part, needs=Needs(highest_cm=110)) for part in wanted.parts)
    grant = world.awaited(Wanted(wanted.order, parts) if why == "needs" else wanted)
    if why == "seen to open":
        visit = brought(world, grant, put_in=False)
        world.say(visit, Word.NOTHING_IN)
        world.wait(6 * SECOND)
    door = world.visit(stuck(world, grant)).compartment
    assert not world.told(FactType.PART_REMAINDER)
    assert (world.worth(grant), world.part().compartment) == (Worth.JAMMED, door)


@pytest.mark.parametrize("inside", [True, False])
def test_after_a_power_cut_it_is_left_where_nothing_shows_up(*, inside: bool) -> None:
    world = two_doors()
    grant = world.awaited()
    world.collect(grant)
    world.fire(gives_way=False)
    world.crash()
    world.boxes[A01].item = inside
    world.report()
    world.wait(10 * SECOND)
    world.collect(grant)
    for _ in range(2):
        world.fire(gives_way=False)
        world.wait(6 * SECOND, ticks=6)
        world.wait(3 * SECOND, ticks=3)
    if inside:
        assert (world.condition(), world.worth(grant)) == (Condition.QUARANTINED, Worth.SUSPENDED)
    else:
        assert world.state.compartments[A01].part == LEFT
        assert world.state.parts[LEFT].outage is Outage.POWER


def test_a_door_that_opens_after_all_is_for_staff_and_costs_what_goes_on_elsewhere_nothing() -> None:
    world = two_doors()
    grant = world.awaited()
    stuck(world, grant)
    world.wait(5 * SECOND)
    again = world.collect(grant)
    before = world.part()
    assert before.right is RightState.ATTEMPTING
    world.pull(A01)
    assert (world.condition(), world.state.compartments[A01].part) == (Condition.QUARANTINED, LEFT)
    assert world.part() == before, "neither an opening nor a try of the other door"
    world.shut(A01)
    assert world.visit(again).compartment == A02
    world.give_back() if world.unlocks else None
    look(world, A01, found=False)
    assert world.condition() is Condition.FREE


def test_something_that_shows_up_behind_it_is_for_staff() -> None:
    world = two_doors()
    stuck(world, world.awaited())
    world.boxes[A01].item = True
    world.report([A01])
    assert (world.condition(), world.state.compartments[A01].part) == (Condition.QUARANTINED, LEFT)
    assert calls(world) == [(Call.QUARANTINED, "item_came_while_shut", A01)]


def test_nobody_else_gets_that_door() -> None:
    world = two_doors()
    stuck(world, world.awaited())
    assert world.visit(world.collect(world.awaited(hand_in(O2)))).compartment == A02
    assert not world.may_leave_out(A01)
    assert world.refuse(StartLoading(world.fresh_visit(), O1, STAFF))


@pytest.mark.parametrize("handed_in", [True, False])
def test_taken_back_the_remainder_waits_for_staff(*, handed_in: bool) -> None:
    world = two_doors()
    grant = world.awaited()
    stuck(world, grant)
    if handed_in:
        again = brought(world, grant)
        world.say(again, Word.ALL_IN)
        settle(world)
        assert in_custody(world)
        assert world.refuse(Cancel(O1, "withdrawn")) is Refusal.ALREADY_HANDED_IN
    else:
        world.cancel()
        assert world.part().state is PartState.CANCELLED
        assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID
        assert world.state.orders[O1].ended_powered_ms is None
    look(world, A01, found=True)
    assert world.condition() is Condition.FREE
    assert world.state.parts[LEFT].state is PartState.RETRIEVED
    assert (world.state.orders[O1].ended_powered_ms is None) is handed_in


def test_what_nobody_brings_elsewhere_expires_and_the_remainder_still_waits() -> None:
    world = two_doors()
    stuck(world, world.awaited(hand_in(retention_ms=60 * MINUTE)))
    world.wait(80 * MINUTE, ticks=80)
    assert world.part().state is PartState.CLOSED
    assert world.state.orders[O1].ended_powered_ms is None
    world.crash()
    world.report()
    look(world, A01, found=False)
    assert len(world.told(FactType.ORDER_CLOSED)) == 1


def test_a_power_cut_and_a_new_code_leave_it_as_it_is() -> None:
    world = two_doors()
    grant = world.awaited()
    stuck(world, grant)
    world.crash()
    world.report()
    new = world.reissue()
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID
    again = brought(world, new)
    assert world.visit(again).compartment == A02
    assert world.state.compartments[A01].part == LEFT


def looked_behind(*, inside: bool) -> tuple[World, VisitId]:
    """At the terminal staff have opened the door that was left, taken out what lay there, if anything, and shut it."""
    world = two_doors()
    world.boxes[A01].seen_by_sensor = False
    stuck(world, world.awaited())
    world.boxes[A01].item = inside
    world.wait(10 * SECOND)
    return world, looked(world)


def test_at_the_terminal_staff_find_what_was_left_behind_and_no_count_is_expected() -> None:
    world, visit = looked_behind(inside=True)
    found(world, visit, 5)
    assert (world.condition(), world.state.parts[LEFT].state) == (Condition.FREE, PartState.RETRIEVED)
    assert [fact.data["grade"] for fact in world.told(FactType.PART_HANDED_IN)] == [Grade.FOUND]
    assert world.told(FactType.RETRIEVAL_REPORTED)[-1].data["expected_count"] == 0
    assert not world.told(FactType.INCIDENT_NOTED)


def test_at_the_terminal_staff_find_nothing_and_the_code_is_as_good_as_before() -> None:
    world, visit = looked_behind(inside=False)
    world.say(visit, Word.NOTHING)
    assert (world.condition(), world.state.parts[LEFT].state) == (Condition.FREE, PartState.CLOSED)
    assert (world.order(), world.part().right) == (PartState.AWAITED, RightState.ACTIVE)


@pytest.mark.parametrize("ended", ["crash", "other"])
def test_where_staff_say_nothing_of_it_it_waits_for_them_under_its_name(ended: str) -> None:
    world, visit = looked_behind(inside=True)
    if ended == "crash":
        world.crash()
        world.report()
    else:
        world.say(visit, Word.OTHER)
    assert (world.condition(), world.state.parts[LEFT].state) == (Condition.QUARANTINED, PartState.REMAINDER)
    assert world.state.compartments[A01].part == LEFT
    world.wait(10 * SECOND)
    visit = begin(world, staff=SUPERVISOR)
    world.fire()
    world.pull()
    world.take()
    world.shut()
    found(world, visit)
    assert world.state.parts[LEFT].state is PartState.RETRIEVED
