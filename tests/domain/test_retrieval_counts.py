"""How many things staff find, against what the order speaks of; and since when a door has waited for them."""

from dataclasses import replace

import pytest
from counter import REST_MS, found, last, looked
from waiting_doors import LATER, Scene, awaited, handed_in, jammed, nobodys, recalled
from world import A01, STAFF, World, place

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.waiting import date_waiting
from lockerd.domain.model.compartments import Condition, Since
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.retrievals import expected
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word


def wants(world: World) -> int | None:
    """How many things are expected behind the door."""
    return expected(world.state, world.state.compartments[A01])


def test_another_number_is_asked_for_once_more_and_is_an_incident_then() -> None:
    world = World.of(place())
    handed_in(world)
    world.wait(LATER)
    assert wants(world) == 1
    visit = looked(world)
    found(world, visit, 3)
    assert (world.visit(visit).trouble, world.condition()) == (Refusal.COUNT_DIFFERS, Condition.RETRIEVAL)
    assert not world.told(FactType.RETRIEVAL_REPORTED), "a slip is told to nobody"
    found(world, visit, 3)
    said = last(world, FactType.RETRIEVAL_REPORTED)
    assert (said["report"], said["item_count"], said["expected_count"]) == ("found", 3, 1)
    incident = last(world, FactType.INCIDENT_NOTED)
    assert (incident["reason"], incident["receipt"], incident["badge"]) == (
        "count_differs",
        world.part().receipt,
        STAFF.badge,
    )
    assert (world.order(), world.condition(), world.visit(visit).phase) == (
        PartState.RETRIEVED,
        Condition.FREE,
        Phase.OVER,
    )
    assert world.visit(visit).trouble is None, "it was answered"


def test_a_slip_is_put_right_without_a_word_to_central() -> None:
    world = World.of(place())
    recalled(world)
    world.wait(LATER)
    visit = looked(world)
    found(world, visit, 2)
    found(world, visit, 1)
    assert (world.order(), world.condition()) == (PartState.RETRIEVED, Condition.FREE)
    assert world.visit(visit).trouble is None
    assert last(world, FactType.RETRIEVAL_REPORTED)["item_count"] == 1
    assert not world.told(FactType.INCIDENT_NOTED)


def test_the_sensor_is_asked_about_first_and_the_number_stands_with_it() -> None:
    world = World.of(place())
    handed_in(world)
    world.wait(LATER)
    visit = looked(world, take=False)
    found(world, visit, 2)
    assert world.visit(visit).trouble is Refusal.ITEM_STILL_SEEN
    found(world, visit, 2)
    assert world.condition() is Condition.QUARANTINED
    assert [fact.data["reason"] for fact in world.told(FactType.INCIDENT_NOTED)] == ["count_differs"]


def test_what_a_person_left_without_custody_is_counted_too() -> None:
    world = World.of(place())
    awaited(world)
    world.wait(LATER)
    world.boxes[A01].item = True
    visit = looked(world)
    found(world, visit, 2)
    found(world, visit, 2)
    assert last(world, FactType.INCIDENT_NOTED)["reason"] == "count_differs"
    assert world.order() is PartState.RETRIEVED


@pytest.mark.parametrize("count", [1, 7])
def test_where_no_count_is_expected_any_number_is_taken(count: int) -> None:
    world = World.of(place())
    nobodys(world)
    world.wait(LATER)
    assert wants(world) is None
    found(world, looked(world), count)
    said = last(world, FactType.RETRIEVAL_REPORTED)
    assert (world.condition(), said["item_count"], said["expected_count"]) == (Condition.FREE, count, 0)


def test_what_was_never_confirmed_to_be_all_in_is_not_counted() -> None:
    world = World.of(place())
    world.announce()
    world.put_in()
    world.crash()
    world.report()
    assert wants(world) is None
    found(world, looked(world), 5)
    assert not world.told(FactType.INCIDENT_NOTED)


@pytest.mark.parametrize("word", [Word.NOTHING, Word.OTHER])
def test_other_words_count_nothing(word: Word) -> None:
    world = World.of(place())
    recalled(world)
    world.wait(LATER)
    world.say(looked(world), word)
    said = last(world, FactType.RETRIEVAL_REPORTED)
    assert (said["item_count"], said["expected_count"]) == (0, 1)


@pytest.mark.parametrize("scene", [handed_in, awaited, recalled, jammed, nobodys])
def test_a_door_waits_from_the_decision_that_put_it_on_the_list_until_staff_begin(scene: Scene) -> None:
    world = World.of(place())
    before = world.lo_s
    scene(world)
    began = world.state.compartments[A01].waits
    assert began is not None
    assert before <= began.lo_s <= world.lo_s
    assert began.hi_s == began.lo_s + 5, "as wide as the time was known then"
    world.wait(REST_MS + LATER)
    world.crash()
    world.report()
    assert world.state.compartments[A01].waits == began, "also over a power cut"
    world.wait(LATER)
    visit = looked(world)
    assert world.state.compartments[A01].waits is None
    world.say(visit, Word.OTHER)
    again = world.state.compartments[A01].waits
    assert again is not None
    assert again.lo_s > began.lo_s, "looked into meanwhile"


def test_what_waited_before_it_was_noted_is_given_no_time_of_its_own() -> None:
    world = World.of(place(), condition=Condition.TO_CHECK)
    world.pull()
    world.shut()
    assert (world.condition(), world.state.compartments[A01].waits) == (Condition.TO_CHECK, None)


def test_a_time_that_nobody_told_has_no_later_end() -> None:
    world = World.of(place())
    world.pull()
    draft = Draft(world.state, replace(world.now, hi_s=None), world.policy)
    before = world.state
    draft.change(before.compartments[A01], condition=Condition.TO_CHECK, waits=None)
    free = before._replace(
        compartments=before.compartments.insert(A01, replace(before.compartments[A01], condition=Condition.FREE)),
    )
    date_waiting(draft, free)
    assert draft.state.compartments[A01].waits == Since(world.now.lo_s, None)
