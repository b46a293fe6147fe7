"""What staff report of a door they looked behind, and what becomes of it (rule 26)."""

import pytest
from counter import REST_MS, SUPERVISOR, begin, brought, found, last, looked, refused
from policies import CLAIMS
from waiting_doors import (
    LATER,
    OUT,
    TIED,
    Scene,
    awaited,
    cancelled_hand_in,
    expired,
    expired_hand_in,
    grades,
    handed_in,
    held,
    nobodys,
    recalled,
    unclear,
)
from world import A01, A02, MINUTE, O1, STAFF, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Cancel, Say
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.receipts import Grade
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word


@pytest.mark.parametrize("scene", [handed_in, *OUT])
def test_what_is_found_is_retrieved_and_the_door_is_free(scene: Scene) -> None:
    world = World.of(place())
    scene(world)
    world.wait(LATER)
    papers = grades(world)
    visit = looked(world)
    assert world.condition() is Condition.RETRIEVAL
    found(world, visit)
    assert (world.order(), world.condition(), world.visit(visit).phase) == (
        PartState.RETRIEVED,
        Condition.FREE,
        Phase.OVER,
    )
    assert world.visit(visit).trouble is None
    assert grades(world) == papers, "custody and receipt are what they were"
    assert last(world, FactType.ORDER_RETRIEVED)["who"] == STAFF.badge
    assert last(world, FactType.RETRIEVAL_REPORTED)["report"] == "found"
    assert last(world, FactType.COMPARTMENT_FREE)["reason"] == "reported"
    assert len(world.told(FactType.ORDER_CLOSED)) == 1
    assert not world.told(FactType.INCIDENT_NOTED)


@pytest.mark.parametrize("scene", TIED)
def test_what_a_person_left_without_custody_and_staff_find_gets_a_receipt_of_its_own(scene: Scene) -> None:
    world = World.of(place())
    scene(world)
    world.wait(LATER)
    found(world, looked(world))
    assert (world.order(), world.condition(), grades(world)) == (PartState.RETRIEVED, Condition.FREE, [Grade.FOUND])
    handed, retrieved = (last(world, kind) for kind in (FactType.PART_HANDED_IN, FactType.ORDER_RETRIEVED))
    assert (handed["grade"], handed["badge"], retrieved["badge"]) == ("found", STAFF.badge, STAFF.badge)


@pytest.mark.parametrize(
    ("scene", "ends", "right"),
    [
        (awaited, PartState.AWAITED, RightState.ACTIVE),
        (unclear, PartState.AWAITED, RightState.ACTIVE),
        (held, PartState.AWAITED, RightState.ACTIVE),
        (expired_hand_in, PartState.CLOSED, RightState.ENDED),
        (cancelled_hand_in, PartState.CLOSED, RightState.ENDED),
    ],
)
def test_where_nothing_was_put_in_the_hand_in_stays_open(scene: Scene, ends: PartState, right: RightState) -> None:
    world = World.of(place())
    scene(world)
    world.wait(LATER)
    world.say(looked(world), Word.NOTHING)
    part = world.part()
    assert (world.order(), world.condition(), part.right, part.compartment) == (ends, Condition.FREE, right, None)
    assert (part.attempts, part.openings, grades(world)) == (0, 0, [])
    assert not world.told(FactType.INCIDENT_NOTED)


@pytest.mark.parametrize("scene", [handed_in, *OUT])
def test_what_should_lie_there_and_does_not_is_an_incident(scene: Scene) -> None:
    world = World.of(place())
    scene(world)
    world.wait(LATER)
    world.say(looked(world), Word.NOTHING)
    assert (world.order(), world.condition()) == (PartState.CLOSED, Condition.FREE)
    assert not world.told(FactType.ORDER_RETRIEVED)
    incident = last(world, FactType.INCIDENT_NOTED)
    receipt = world.part().receipt
    assert incident == {
        "badge": STAFF.badge,
        "incident": 1,
        "reason": "nothing_found",
        "receipt": receipt or 0,
        "why": "",
    }
    assert (receipt is not None) is (scene is handed_in)


def test_a_claim_in_custody_that_is_not_found_is_an_incident_too() -> None:
    world = World.of(place(item_sensor=ItemSensor.NONE), policy=CLAIMS)
    brought(world, put_in=False)
    assert grades(world) == [Grade.CLAIM]
    world.wait(LATER)
    world.say(looked(world), Word.NOTHING)
    assert last(world, FactType.INCIDENT_NOTED)["receipt"] == world.part().receipt


def test_what_the_person_has_fetched_is_not_missing() -> None:
    world = World.of(place(item_sensor=ItemSensor.NONE))
    visit = world.opened()
    world.boxes[A01].item = False
    world.shut()
    world.wait(3 * MINUTE)
    assert (world.visit(visit).phase, world.condition()) == (Phase.OVER, Condition.QUARANTINED)
    world.say(looked(world), Word.NOTHING)
    assert (world.order(), world.condition()) == (PartState.CLOSED, Condition.FREE)
    assert not world.told(FactType.INCIDENT_NOTED)


@pytest.mark.parametrize("word", [Word.FOUND, Word.NOTHING])
def test_what_was_never_confirmed_to_lie_there_can_be_loaded_again(word: Word) -> None:
    world = World.of(place())
    world.announce()
    world.put_in()
    world.crash()
    world.report()
    assert (world.order(), world.condition()) == (PartState.QUARANTINED, Condition.QUARANTINED)
    world.accept(Say(looked(world), word, int(word is Word.FOUND)))
    assert (world.order(), world.condition()) == (PartState.RESERVED, Condition.RESERVED), "its own, proven empty now"
    assert not world.told(FactType.INCIDENT_NOTED)


@pytest.mark.parametrize("word", [Word.FOUND, Word.NOTHING])
def test_a_door_that_carries_nobodys_name_is_free_after_a_report(word: Word) -> None:
    world = World.of(place())
    nobodys(world)
    world.wait(LATER)
    world.accept(Say(looked(world), word, int(word is Word.FOUND)))
    assert world.condition() is Condition.FREE


@pytest.mark.parametrize("scene", [handed_in, *TIED, *OUT, nobodys])
def test_something_else_is_an_incident_and_waits_for_a_supervisor(scene: Scene) -> None:
    world = World.of(place())
    scene(world)
    world.wait(LATER)
    papers, was = grades(world), world.state.compartments[A01].part
    world.say(looked(world), Word.OTHER)
    row = world.state.compartments[A01]
    assert (row.condition, row.reason, row.part, grades(world)) == (Condition.QUARANTINED, "other_found", was, papers)
    assert last(world, FactType.INCIDENT_NOTED)["reason"] == "other_found"
    world.wait(LATER)
    assert refused(world) is Refusal.SUPERVISOR_NEEDED
    assert refused(world, None) is Refusal.SUPERVISOR_NEEDED
    visit = begin(world, staff=SUPERVISOR)
    world.fire()
    world.crash()
    world.report()
    assert world.state.compartments[A01].reason == "other_found", "a power cut is no word of a supervisor"
    world.wait(LATER)
    assert refused(world) is Refusal.SUPERVISOR_NEEDED
    visit = looked(world, staff=SUPERVISOR)
    found(world, visit)
    assert world.condition() is Condition.FREE


def test_each_incident_has_a_number_of_its_own_also_after_a_power_cut() -> None:
    world = World.of(place(), place(A02), condition=Condition.TO_CHECK)
    for at, door in enumerate((A01, A02), start=1):
        world.say(looked(world, door), Word.OTHER)
        assert last(world, FactType.INCIDENT_NOTED)["incident"] == at
        world.crash()
        world.report()
        world.wait(LATER)


def test_a_report_that_the_sensor_contradicts_is_asked_for_once_more_and_leaves_the_name() -> None:
    world = World.of(place())
    handed_in(world)
    visit = looked(world, take=False)
    found(world, visit)
    assert (world.visit(visit).trouble, world.condition()) == (Refusal.ITEM_STILL_SEEN, Condition.RETRIEVAL)
    found(world, visit)
    row = world.state.compartments[A01]
    assert (row.condition, row.reason, row.part) == (Condition.QUARANTINED, "item_still_seen", world.part().id)
    assert world.visit(visit).trouble is Refusal.ITEM_STILL_SEEN
    assert (world.order(), grades(world)) == (PartState.HANDED_IN, [Grade.SENSOR])
    world.wait(LATER)
    found(world, looked(world))
    assert (world.order(), world.condition()) == (PartState.RETRIEVED, Condition.FREE)


def test_of_two_things_the_one_that_is_left_is_taken_out_later_and_there_is_one_receipt() -> None:
    world = World.of(place())
    unclear(world)
    world.wait(LATER)
    visit = looked(world, take=False)
    found(world, visit)
    found(world, visit)
    assert (world.order(), world.condition(), grades(world)) == (
        PartState.HANDED_IN,
        Condition.QUARANTINED,
        [Grade.FOUND],
    )
    world.wait(LATER)
    world.say(looked(world), Word.NOTHING)
    assert (world.order(), world.condition(), grades(world)) == (PartState.CLOSED, Condition.FREE, [Grade.FOUND])
    assert not world.told(FactType.INCIDENT_NOTED), "staff have it: nothing is missing"


def test_the_door_can_be_opened_again_before_the_report() -> None:
    world = World.of(place())
    handed_in(world)
    visit = looked(world, take=False)
    world.wait(REST_MS)
    world.say(visit, Word.OPEN_AGAIN)
    assert world.refuse_to(visit, Word.FOUND) is Refusal.NOT_NOW
    world.fire()
    world.pull()
    assert world.refuse_to(visit, Word.FOUND) is Refusal.DOOR_NOT_SHUT
    world.boxes[A01].item = False
    world.shut()
    found(world, visit)
    assert (world.order(), world.condition()) == (PartState.RETRIEVED, Condition.FREE)


def test_with_a_hook_alone_the_report_counts_after_it_let_go_and_caught_again() -> None:
    world = World.of(place(door_sensor=DoorSensor.HOOK))
    expired(world)
    found(world, looked(world))
    assert (world.order(), world.condition()) == (PartState.RETRIEVED, Condition.FREE)


def test_without_a_door_sensor_the_badges_word_counts_once_its_lock_was_fired() -> None:
    world = World.of(place(door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE))
    recalled(world)
    world.wait(MINUTE, ticks=2)
    visit = begin(world)
    assert world.refuse_to(visit, Word.FOUND) is Refusal.NOT_NOW
    world.fire()
    world.boxes[A01].item = False
    found(world, visit)
    assert (world.order(), world.condition()) == (PartState.RETRIEVED, Condition.FREE)


def test_without_a_door_sensor_an_attempt_that_was_given_back_is_no_look() -> None:
    world = World.of(place(door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE))
    recalled(world)
    world.wait(MINUTE, ticks=2)
    visit = begin(world)
    world.give_back()
    assert world.refuse_to(visit, Word.FOUND) is Refusal.VISIT_OVER
    assert (world.order(), world.condition()) == (PartState.QUARANTINED, Condition.QUARANTINED)


def test_a_wish_to_cancel_waits_for_the_report() -> None:
    world = World.of(place())
    awaited(world)
    world.wait(LATER)
    visit = looked(world)
    world.accept(Cancel(O1, "withdrawn"))
    assert world.order() is PartState.AWAITED
    world.say(visit, Word.NOTHING)
    assert (world.order(), world.condition()) == (PartState.CLOSED, Condition.FREE)
    assert len(world.told(FactType.ORDER_CANCELLED)) == 1
