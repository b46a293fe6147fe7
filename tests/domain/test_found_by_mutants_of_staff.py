"""What no test noticed when a fault was put into the rules: what staff do at a door, and what it ends."""

from dataclasses import replace

import pytest
from counter import begin, found, looked
from counter import brought as counter_brought
from hands import brought, settle
from policies import classed
from test_found_by_mutants import whole
from test_remainder import LEFT, look, stuck, two_doors
from world import A01, A02, MINUTE, O1, O2, SECOND, STAFF, World, hand_in, order, place

from lockerd.domain.draft import Draft, InconsistentError
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.derived import waiting_parts
from lockerd.domain.model.events import Accepted, Event, Found, Note, Refused, TechnicianOpen
from lockerd.domain.model.facts import FactType, Scalar
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import OrderId, PartId
from lockerd.domain.model.parts import PARTS_MAX, PartState, RightState
from lockerd.domain.model.readings import Door, DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import AuxiliaryInput, NotFiredReason
from lockerd.domain.model.staff import ConfirmLoaded, Reissue, StartLoading
from lockerd.domain.model.state import DAY_MS
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockerd.domain.requests.two_people import MOST_WAITING

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
    world.sound = False
    grant = world.loaded()
    world.collect(grant)
    [attempt] = [each.id for each in world.state.attempts.values() if each.outcome is None]
    torn = replace(world.state.compartments[A02], attempt=attempt)
    world.state = world.state._replace(compartments=world.state.compartments.insert(A02, torn))
    world.crash()
    assert (world.condition(A02), world.state.compartments[A02].attempt) == (Condition.QUARANTINED, None)
    world.report()
    assert [fact.data["attempt"] for fact in world.told(FactType.ATTEMPT_CLOSED)][-1] == attempt
    assert world.part().right is RightState.GRACE


WAITS = {
    "busy": 3_000,
    "the code is tried": 3_000,
    "somebody collects": 10_000,
    "the number was taken": 1_000,
    "not read": 2_000,
    "on battery": 60_000,
}


@pytest.mark.parametrize("why", WAITS)
def test_whoever_is_to_come_again_is_told_after_how_long(why: str) -> None:
    world = World.of(place(), place(A02))
    grant = world.loaded()
    match why:
        case "busy":
            world.accept(TechnicianOpen("meier", A02, "look"))
            event: Event = TechnicianOpen("meier", A02, "look")
        case "the code is tried":
            world.collect(grant)
            world.crash()
            event = world.show(grant, CodeForm.TYPED)
        case "somebody collects":
            world.collect(grant)
            event = Reissue(O1, world.fresh_code())
        case "the number was taken":
            code = replace(world.fresh_code(), record=world.grant(grant).code)
            event = Reissue(O1, code)
        case "not read":
            world.boxes[A01].answering = False
            world.report()
            event = world.show(grant)
        case _:
            world.line(AuxiliaryInput.MAINS_LOST, active=True)
            event = world.show(grant)
    answer = world.event(event)
    assert isinstance(answer, Refused)
    assert answer.retry_after_ms == WAITS[why]


@pytest.mark.parametrize("door", [Door.OPEN, Door.CLOSED])
def test_rule_26_no_report_counts_before_the_door_has_caught(door: Door) -> None:
    world = World.of(place(door_sensor=DoorSensor.BOTH))
    counter_brought(world)
    visit = looked(world)
    world.boxes[A01].open, world.boxes[A01].bolted = door is Door.OPEN, False
    world.report()
    assert world.refuse_to(visit, Word.FOUND) is Refusal.DOOR_NOT_SHUT
    world.shut()
    found(world, visit)
    assert (world.order(), world.condition()) == (PartState.RETRIEVED, Condition.FREE)


def test_something_else_that_lies_there_still_is_reported_at_once() -> None:
    world = World.of(place())
    counter_brought(world)
    visit = looked(world, take=False)
    world.say(visit, Word.OTHER)
    assert (world.visit(visit).phase, world.condition()) == (Phase.OVER, Condition.QUARANTINED)
    assert [fact.data["reason"] for fact in world.told(FactType.INCIDENT_NOTED)] == ["other_found"]


def test_rule_27_a_new_code_does_not_wait_for_staff_who_look() -> None:
    world = World.of(place())
    world.say(brought(world, put_in=False), Word.NOTHING_IN)
    world.wait(12 * SECOND)
    visit = begin(world)
    world.fire()
    world.pull()
    world.shut()
    grant = world.reissue()
    world.say(visit, Word.NOTHING)
    assert (world.order(), world.worth(grant)) == (PartState.AWAITED, Worth.ACTIVE)


def test_a_code_whose_loading_is_undone_is_forgotten_by_the_store_too() -> None:
    world = World.of(place())
    world.announce()
    visit = world.put_in()
    grant = world.confirm(visit)
    world.wait(6 * SECOND)
    world.say(visit, Word.UNDO)
    dropped: list[object] = []
    world.fire()
    world.pull()
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    assert world.last is not None
    dropped += world.last.dropped
    assert ("grant", grant) in dropped
    assert grant not in world.state.grants


def test_rule_12_what_is_erased_in_the_decision_that_ended_it_is_not_written_once_more() -> None:
    world = World.of(place())
    world.opened()
    draft = Draft(world.state, world.now, world.policy)
    draft.change(world.state.orders[O1], cancel_reason="case-1")
    draft.change(world.part(), attempts=3)
    draft.erase(O1)
    decision = draft.decision(Accepted())
    assert (decision.rows, decision.erased) == ((), (O1,))


def test_a_defect_at_one_door_takes_back_no_pulse_of_another() -> None:
    world = World.of(place(), place(A02))
    world.sound = False
    world.collect(world.loaded())
    torn = replace(world.state.compartments[A02], part=world.part().id)
    world.state = world.state._replace(compartments=world.state.compartments.insert(A02, torn))
    world.report([A02])
    world.boxes[A02].open = True
    world.report([A02])
    assert world.told(FactType.SITE_DEFECT)
    assert world.condition(A02) is Condition.QUARANTINED
    assert not world.withdrawn


@pytest.mark.parametrize(("silent", "reason"), [(True, "no_reading"), (False, "door_not_shut")])
def test_why_a_reservation_moves_to_another_door_is_told(*, silent: bool, reason: str) -> None:
    world = World.of(place(), place(A02))
    world.announce()
    world.boxes[A01].answering, world.boxes[A01].open = not silent, not silent
    world.mono_ms += 1
    reading = world.boxes[A01].reading(world.mono_ms)
    world.state = world.state._replace(readings=world.state.readings.insert(A01, reading))
    assert world.visit(world.load()).compartment == A02
    assert [fact.data["reason"] for fact in world.told(FactType.ORDER_RELEASED)] == [reason]


def test_rule_03_a_door_is_not_judged_before_the_bus_has_answered_for_its_lock() -> None:
    world = World.of(place())
    stuck(world, world.loaded())
    world.wait(6 * SECOND)
    world.accept(TechnicianOpen("meier", A01, "it stuck"))
    world.pull()
    world.take()
    world.shut()
    assert world.condition() is Condition.HANDING_OVER
    world.give_back(NotFiredReason.WITHDRAWN)
    assert world.condition() is Condition.FREE


def test_rule_18_a_door_put_aside_for_a_defect_gives_no_second_receipt() -> None:
    world = World.of(place())
    world.sound = False
    counter_brought(world)
    assert world.part().receipt is not None
    torn = replace(world.state.compartments[A01], condition=Condition.FREE)
    world.state = world.state._replace(compartments=world.state.compartments.insert(A01, torn))
    world.crash()
    world.report()
    assert world.part().state is PartState.QUARANTINED
    world.technician()
    world.take()
    world.shut()
    assert world.refuse(Found("meier", A01, "looked")) is Refusal.NOT_NOW
    world.clear()
    assert len(world.told(FactType.PART_HANDED_IN)) == 1


def test_a_code_made_anew_for_what_left_a_door_behind_is_shown_for_what_is_still_to_be_brought() -> None:
    world = two_doors()
    stuck(world, world.awaited())
    visit = world.fresh_visit()
    world.accept(Reissue(O1, world.fresh_code(), STAFF, visit))
    assert (world.visit(visit).part, world.visit(visit).door) == (world.part().id, None)


def test_so_many_loadings_wait_for_their_second_badge_and_no_more() -> None:
    world = World.of(place(), policy=classed("passport", two_people=True))
    for number in range(MOST_WAITING + 1):
        name = OrderId(f"01900000-0000-7000-8000-0000000001{number:02}")
        world.announce(order(name))
        world.event(StartLoading(world.fresh_visit(), name, STAFF))
        assert len(world.state.first_badges) == min(number + 1, 32)


def test_a_defect_that_the_clock_meets_at_one_door_stops_nothing_else() -> None:
    world = World.of(place(), place(A02))
    world.sound = False
    first = world.grant(world.loaded())
    second = replace(first, id=world.fresh_code().grant)
    names = world.state.grants_of.insert(O1, (first.id, second.id))
    world.state = world.state._replace(grants=world.state.grants.insert(second.id, second), grants_of=names)
    other = world.awaited(hand_in(O2))
    world.wait(2 * MINUTE)
    assert (world.condition(), len(world.told(FactType.SITE_DEFECT))) == (Condition.QUARANTINED, 1)
    assert world.state.site.halted is None
    assert world.grant(other).retention_left_ms < world.state.orders[O2].retention_ms, "what was due is done"


def test_what_others_of_the_station_note_is_told() -> None:
    world = World.of(place())
    who: dict[str, Scalar] = {"who": "meier", "record": "", "config": "", "new_config": "", "proven": 1, "unproven": 0}
    world.accept(Note(FactType.SITE_COMMISSIONED, who))
    assert [fact.data for fact in world.told(FactType.SITE_COMMISSIONED)] == [who]


@pytest.mark.parametrize(("parts", "left"), [(PARTS_MAX - 1, True), (PARTS_MAX, False)])
def test_an_order_has_nine_parts_at_most_those_that_were_left_behind_too(parts: int, *, left: bool) -> None:
    world = two_doors()
    grant = world.awaited()
    ended = {
        PartId(O1, n): replace(world.part(), id=PartId(O1, n), state=PartState.CLOSED) for n in range(2, parts + 1)
    }
    grown = replace(world.state.orders[O1], parts=parts)
    every = world.state.parts.update({name: replace(part, right=RightState.NONE) for name, part in ended.items()})
    world.state = world.state._replace(parts=every, orders=world.state.orders.insert(O1, grown))
    stuck(world, grant)
    assert (world.state.orders[O1].parts > parts) is left
    assert bool(world.told(FactType.GRANT_JAMMED)) is not left


def test_what_nobody_brought_in_time_waits_for_no_door() -> None:
    world = World.of(place())
    world.awaited(hand_in(retention_ms=DAY_MS))
    assert waiting_parts(world.state) == [world.part()]
    world.wait(DAY_MS + MINUTE, ticks=3)
    assert world.told(FactType.ORDER_EXPIRED)
    assert waiting_parts(world.state) == []


def test_a_doubt_that_staff_have_answered_is_not_shown_with_the_code() -> None:
    world = World.of(place())
    world.announce()
    visit = world.put_in()
    world.take()
    assert world.refuse(ConfirmLoaded(visit, world.fresh_code())) is Refusal.ITEM_NOT_SEEN
    assert world.visit(visit).trouble is Refusal.ITEM_NOT_SEEN
    world.confirm(visit, although_not_seen=True)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.CODE_READY, None)
