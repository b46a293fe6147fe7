"""Retrieval that goes wrong: whatever comes before the report is quarantine, with the name kept (rule 26)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest
from counter import OTHERS, REST_MS, SUPERVISOR, begin, brought, found, last, looked, refused
from policies import POLICY
from world import A01, A02, MINUTE, O2, SECOND, STAFF, World, order, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Clear, Found, TechnicianOpen
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.receipts import Grade
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import NotFiredReason
from lockerd.domain.model.staff import Reissue, StartRetrieval
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockerd.domain.shown.attention import Call, attention

LATER: Final = 20 * SECOND


def crash(world: World, visit: VisitId) -> None:
    """The power fails before anything was fired."""
    world.crash()
    world.report()
    assert visit not in world.state.visits


def crash_after_the_pulse(world: World, visit: VisitId) -> None:
    world.fire()
    crash(world, visit)


def crash_at_the_open_door(world: World, visit: VisitId) -> None:
    world.fire()
    world.pull()
    world.boxes[A01].item = False
    crash(world, visit)


def crash_at_the_shut_door(world: World, visit: VisitId) -> None:
    world.fire()
    world.pull()
    world.boxes[A01].item = False
    world.shut()
    crash(world, visit)


def jam(world: World, visit: VisitId) -> None:
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(6 * SECOND)
        world.wait(3 * SECOND, ticks=3)
    assert world.visit(visit).trouble is Refusal.DOOR_STUCK


def not_fired(world: World, visit: VisitId) -> None:
    world.give_back(NotFiredReason.DEADLINE)
    assert world.visit(visit).trouble is Refusal.OUT_OF_SERVICE


def left_open(world: World, visit: VisitId) -> None:
    world.fire()
    world.pull()
    world.wait(POLICY.door_alarm_ms + SECOND, ticks=10)
    assert world.visit(visit).phase is Phase.OVER
    world.boxes[A01].item = False
    world.shut()


def no_report(world: World, visit: VisitId) -> None:
    world.fire()
    world.pull()
    world.boxes[A01].item = False
    world.shut()
    world.wait(2 * MINUTE + SECOND, ticks=4)
    assert world.visit(visit).trouble is Refusal.NOT_REPORTED


ENDS: Final = {
    crash: "crash_during_attempt",
    crash_after_the_pulse: "crash_during_attempt",
    crash_at_the_open_door: "crash_in_retrieval",
    crash_at_the_shut_door: "crash_in_retrieval",
    jam: "door_stuck",
    not_fired: "not_opened",
    left_open: "left_open",
    no_report: "not_reported",
}
Trouble = Callable[[World, VisitId], None]


@pytest.mark.parametrize("trouble", ENDS)
def test_without_a_report_what_was_handed_in_stays_in_custody_and_on_the_list(trouble: Trouble) -> None:
    world = World.of(place())
    brought(world)
    trouble(world, begin(world))
    row, part = world.state.compartments[A01], world.part()
    assert (row.condition, row.reason, row.part) == (Condition.QUARANTINED, ENDS[trouble], part.id)
    assert (part.state, part.right) == (PartState.HANDED_IN, RightState.SPENT)
    assert [each.grade for each in world.state.receipts.values()] == [Grade.SENSOR]
    assert not world.told(FactType.INCIDENT_NOTED)
    calls = [each.call for each in attention(world.state, world.now, world.policy) if each.compartment == A01]
    assert Call.QUARANTINED in calls
    if world.boxes[A01].open:
        world.shut()
    world.wait(LATER)
    found(world, looked(world))
    assert (world.order(), world.condition()) == (PartState.RETRIEVED, Condition.FREE)


@pytest.mark.parametrize("trouble", ENDS)
@pytest.mark.parametrize("direction", ["in", "out", "nobody"])
def test_without_a_report_the_part_is_suspended_and_keeps_its_name(trouble: Trouble, direction: str) -> None:
    world = World.of(place())
    if direction == "in":
        brought(world, word=Word.NOTHING_IN, put_in=False)
    elif direction == "out":
        world.loaded()
        world.cancel()
    else:
        world.pull()
        world.shut()
    world.wait(LATER)
    trouble(world, begin(world))
    row = world.state.compartments[A01]
    assert (row.condition, row.reason) == (Condition.QUARANTINED, ENDS[trouble])
    if direction == "nobody":
        assert row.part is None
        return
    part = world.part()
    assert (row.part, part.state) == (part.id, PartState.QUARANTINED)
    assert part.right is (RightState.SUSPENDED if direction == "in" else RightState.ENDED)


@pytest.mark.parametrize("phase", ["opening", "retrying", "open"])
def test_no_report_counts_before_an_opening_and_a_closing(phase: str) -> None:
    world = World.of(place())
    brought(world)
    visit = begin(world)
    if phase == "retrying":
        world.fire(gives_way=False)
        world.wait(6 * SECOND)
        assert world.visit(visit).phase is Phase.RETRYING
    if phase == "open":
        world.fire()
        world.pull()
    reason = {
        "opening": Refusal.NOT_NOW,
        "retrying": Refusal.NOT_LOOKED_INSIDE,
        "open": Refusal.DOOR_NOT_SHUT,
    }[phase]
    for word in (Word.FOUND, Word.NOTHING, Word.OTHER):
        assert world.refuse_to(visit, word) is reason
    assert world.condition() is Condition.RETRIEVAL


def test_an_opening_seen_before_they_began_does_not_count() -> None:
    world = World.of(place())
    world.pull()
    world.shut()
    assert world.state.compartments[A01].evidence.closed
    world.wait(LATER)
    visit = begin(world)
    world.fire(gives_way=False)
    world.wait(6 * SECOND)
    assert world.refuse_to(visit, Word.NOTHING) is Refusal.NOT_LOOKED_INSIDE


def test_a_report_is_said_once() -> None:
    world = World.of(place())
    brought(world)
    visit = looked(world)
    found(world, visit)
    for word in (Word.FOUND, Word.NOTHING, Word.OTHER):
        assert world.refuse_to(visit, word) is Refusal.VISIT_OVER
    assert len(world.told(FactType.RETRIEVAL_REPORTED)) == len(world.told(FactType.ORDER_RETRIEVED)) == 1
    assert not world.told(FactType.INCIDENT_NOTED)


def test_a_report_cannot_be_said_by_whoever_did_not_begin_one() -> None:
    world = World.of(place(), place(A02))
    visit = world.opened()
    world.shut()
    for word in (Word.FOUND, Word.NOTHING, Word.OTHER):
        assert world.refuse_to(visit, word) is Refusal.NOT_NOW
    assert world.refuse_to(VisitId("unknown"), Word.FOUND) is Refusal.VISIT_OVER


@pytest.mark.parametrize("word", [Word.TAKEN_OUT, Word.DONE, Word.ALL_IN, Word.NOTHING_IN, Word.UNDO, Word.EMPTY])
def test_nothing_but_a_report_ends_it(word: Word) -> None:
    world = World.of(place())
    brought(world)
    visit = looked(world)
    assert world.refuse_to(visit, word) is Refusal.NOT_NOW
    assert world.condition() is Condition.RETRIEVAL


@pytest.mark.parametrize("phase", ["opening", "open", "shut"])
@pytest.mark.parametrize("staff", [STAFF, OTHERS])
def test_there_is_one_visit_at_a_door(phase: str, staff: object) -> None:
    world = World.of(place())
    world.pull()
    world.shut()
    world.wait(LATER)
    visit = begin(world)
    if phase != "opening":
        world.fire()
        world.pull()
    if phase == "shut":
        world.shut()
        world.wait(REST_MS)
    assert refused(world, A01, STAFF if staff is STAFF else OTHERS) is Refusal.BUSY
    assert world.refuse(TechnicianOpen("meier", A01, "look")) is Refusal.BUSY
    assert world.visit(visit).phase is not Phase.OVER


def test_staff_begin_only_where_nobody_stands() -> None:
    world = World.of(place(), place(A02))
    visit = world.collect(world.awaited())
    world.fire()
    world.pull()
    world.shut()
    assert world.visit(visit).phase is Phase.DOOR_SHUT
    world.wait(REST_MS)
    assert refused(world) is Refusal.BUSY
    world.say(visit, Word.NOTHING_IN)
    world.wait(LATER)
    begin(world)


def test_whoever_has_not_reported_begins_no_second_door_and_holds_nobody_else_up() -> None:
    world = World.of(place(), place(A02))
    world.pull(A02)
    world.shut(A02)
    brought(world)
    world.wait(LATER)
    visit = looked(world)
    assert refused(world, A02) is Refusal.BUSY
    other = begin(world, A02, OTHERS)
    assert world.visit(visit).phase is Phase.DOOR_SHUT, "the next who comes does not end it"
    world.fire()
    world.pull(A02)
    world.shut(A02)
    world.say(other, Word.NOTHING)
    found(world, visit)
    assert (world.condition(), world.condition(A02)) == (Condition.FREE, Condition.FREE)


def test_a_door_that_springs_open_again_is_shut_once_more_before_the_report() -> None:
    world = World.of(place())
    brought(world)
    visit = looked(world)
    world.wait(SECOND)
    world.pull()
    assert world.visit(visit).phase is Phase.DOOR_OPEN
    assert world.refuse_to(visit, Word.FOUND) is Refusal.DOOR_NOT_SHUT
    world.shut()
    found(world, visit)
    assert world.condition() is Condition.FREE


def test_what_is_forced_open_after_the_shutting_is_not_reported_but_looked_into_again() -> None:
    world = World.of(place())
    brought(world)
    visit = looked(world)
    world.wait(30 * SECOND)
    world.pull()
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.HANDED_IN)
    world.shut()
    assert world.refuse_to(visit, Word.FOUND) is Refusal.ASK_STAFF


def test_a_sensor_that_falls_silent_is_waited_for() -> None:
    world = World.of(place())
    brought(world)
    visit = looked(world)
    world.boxes[A01].answering = False
    world.report()
    assert world.refuse_to(visit, Word.FOUND) is Refusal.WAIT
    world.boxes[A01].answering = True
    world.report()
    found(world, visit)
    assert world.condition() is Condition.FREE


def test_a_code_dies_where_staff_begin_and_lives_on_for_the_other_door() -> None:
    world = World.of(place(), place(A02))
    grant = world.loaded()
    world.collect(grant)
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(6 * SECOND)
        world.wait(3 * SECOND, ticks=3)
    world.wait(LATER)
    begin(world)
    assert last(world, FactType.GRANT_REVOKED)["reason"] == "staff_look"
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID
    again = Reissue(world.part().id.order, world.fresh_code(), STAFF, VisitId("v"))
    assert world.refuse(again) is Refusal.ORDER_NOT_READY


def test_openings_are_charged_to_the_badge() -> None:
    frugal = replace(POLICY, openings_per_badge_hour=1)
    world = World.of(place(), place(A02), condition=Condition.TO_CHECK, policy=frugal)
    world.say(looked(world), Word.NOTHING)
    world.wait(REST_MS)
    assert refused(world, A02) is Refusal.BRAKE
    begin(world, A02, OTHERS)


def test_a_halt_lets_nobody_begin() -> None:
    world = World.of(place(), place(A02), condition=Condition.TO_CHECK)
    world.pull(A01)
    world.pull(A02)
    world.shut(A01)
    world.shut(A02)
    assert world.state.site.halted is not None
    world.wait(LATER)
    assert refused(world) is Refusal.OUT_OF_SERVICE


def test_a_door_that_stands_open_is_shut_first() -> None:
    world = World.of(place(), condition=Condition.TO_CHECK)
    world.pull()
    world.wait(LATER)
    assert refused(world) is Refusal.DOOR_NOT_SHUT


def test_the_same_request_twice_is_one_visit_at_that_door() -> None:
    world = World.of(place(), condition=Condition.TO_CHECK)
    world.accept(StartRetrieval(VisitId("once"), STAFF, A01))
    assert world.refuse(StartRetrieval(VisitId("twice"), STAFF, A01)) is Refusal.BUSY
    assert len(world.unlocks) == 1


def test_others_are_served_while_staff_stand_at_the_shut_door() -> None:
    world = World.of(place(), place(A02))
    world.announce(order(O2))
    world.pull(A01)
    world.shut(A01)
    world.wait(LATER)
    visit = looked(world)
    load = world.load(O2, staff=OTHERS if world.part(O2).authority == "kreis" else STAFF)
    assert world.visit(load).phase is Phase.OPENING
    world.say(visit, Word.NOTHING)
    assert world.condition() is Condition.FREE


@pytest.mark.parametrize("report", [Clear, Found])
def test_where_something_else_was_found_no_report_from_the_bench_frees_the_door(report: type[Clear | Found]) -> None:
    world = World.of(place())
    brought(world)
    world.say(looked(world), Word.OTHER)
    world.wait(REST_MS)
    world.technician()
    world.shut()
    world.wait(REST_MS)
    assert world.refuse(report("meier", A01, "empty")) is Refusal.SUPERVISOR_NEEDED
    assert world.condition() is Condition.QUARANTINED
    world.say(looked(world, staff=SUPERVISOR), Word.NOTHING)
    assert world.condition() is Condition.FREE
