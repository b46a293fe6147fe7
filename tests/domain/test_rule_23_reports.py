"""What staff find behind the door of an exchange: the old document or not, the new one or not (rule 23)."""

from collections.abc import Callable

import pytest
from counter import REST_MS, last, looked
from exchange import at_the_open_door, exchanged, lies, ready, says
from hands import brought
from policies import CLAIMS
from world import A01, MINUTE, SECOND, World, place, swap

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Found
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.reasons import IncidentReason, TakeBackReason
from lockerd.domain.model.receipts import Grade, Paper
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.words import Word

ANSWERS = (Word.FOUND_OLD, Word.FOUND_NEW, Word.FOUND_BOTH, Word.NOTHING)


def unclear(world: World) -> None:
    """The new one was left untouched, for all that anybody knows; nothing was said."""
    says(world, exchanged(world, moves=()), None)


def old_missing(world: World) -> None:
    """The new one is gone, and nothing lies there."""
    says(world, exchanged(world, moves=(False,)), None)


def left_open(world: World) -> None:
    """The person went away from the open door."""
    at_the_open_door(world)
    world.wait(5 * MINUTE + SECOND, ticks=10)
    world.shut()


def after_a_cut(world: World) -> None:
    """The power failed with the door shut after its opening; its minutes run."""
    exchanged(world)
    world.crash()
    world.report()
    assert (world.order(), world.condition()) == (PartState.EXCHANGING, Condition.HANDING_OVER)


def incidents(world: World) -> list[object]:
    """What was written down for the office."""
    return [fact.data["reason"] for fact in world.told(FactType.INCIDENT_NOTED)]


def grades(world: World) -> list[Grade | None]:
    """Of the receipts that there are."""
    return [each.grade for each in world.state.receipts.values() if each.paper is Paper.RECEIPT]


def reported(world: World, word: Word) -> None:
    """Staff open it, take out what lies there, shut it and say what they have found."""
    world.wait(20 * SECOND)
    visit = looked(world)
    world.say(visit, word)


SCENES: list[Callable[[World], None]] = [unclear, old_missing, left_open, after_a_cut]


@pytest.mark.parametrize("word", ANSWERS)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_custody_is_of_an_old_one_that_was_found_and_the_rest_is_told(
    scene: Callable[[World], None], word: Word
) -> None:
    world = World.of(place())
    scene(world)
    before = incidents(world)
    reported(world, word)
    old, new = word in {Word.FOUND_OLD, Word.FOUND_BOTH}, word in {Word.FOUND_NEW, Word.FOUND_BOTH}
    assert grades(world) == ([Grade.FOUND] if old else [])
    assert incidents(world) == before + ([] if old or new else [IncidentReason.BOTH_MISSING])
    recalled = [fact.data["reason"] for fact in world.told(FactType.ORDER_RECALLED)]
    assert recalled == ([TakeBackReason.NEW_FOUND] if new else [])
    assert (world.order(), world.condition()) == (
        PartState.RETRIEVED if old or new else PartState.CLOSED,
        Condition.FREE,
    )
    assert world.part().right is RightState.SPENT, "no report revives the code"
    assert len(world.told(FactType.ORDER_CLOSED)) == 1


@pytest.mark.parametrize("word", ANSWERS)
def test_of_what_was_in_custody_a_report_takes_nothing_back(word: Word) -> None:
    world = World.of(place(), policy=CLAIMS)
    says(world, exchanged(world, moves=()), Word.EXCHANGED)
    assert grades(world) == [Grade.CLAIM]
    reported(world, word)
    assert grades(world) == [Grade.CLAIM], "exactly one"
    missing = word not in {Word.FOUND_OLD, Word.FOUND_BOTH}
    assert incidents(world) == ([IncidentReason.OLD_MISSING] if missing else [])
    if missing:
        assert last(world, FactType.INCIDENT_NOTED)["receipt"] == next(iter(world.state.receipts.values())).id
    assert (world.condition(), world.order()) == (
        Condition.FREE,
        PartState.CLOSED if word is Word.NOTHING else PartState.RETRIEVED,
    )


def test_each_of_the_two_is_asked_for() -> None:
    world = World.of(place())
    unclear(world)
    world.wait(20 * SECOND)
    visit = looked(world)
    assert world.refuse_to(visit, Word.FOUND) is Refusal.NOT_NOW
    world.say(visit, Word.FOUND_OLD)


def test_what_was_never_an_exchange_has_no_two_answers() -> None:
    world = World.of(place())
    world.loaded()
    world.cancel()
    visit = looked(world)
    for word in (Word.FOUND_OLD, Word.FOUND_NEW, Word.FOUND_BOTH):
        assert world.refuse_to(visit, word) is Refusal.NOT_NOW
    world.say(visit, Word.FOUND)


def test_what_still_lies_there_is_asked_for_once_more_and_the_receipt_stays_one() -> None:
    world = World.of(place())
    unclear(world)
    world.wait(20 * SECOND)
    visit = looked(world, take=False)
    world.say(visit, Word.FOUND_OLD)
    assert world.visit(visit).trouble is Refusal.ITEM_STILL_SEEN
    world.say(visit, Word.FOUND_OLD)
    assert (world.order(), world.condition(), grades(world)) == (
        PartState.HANDED_IN,
        Condition.QUARANTINED,
        [Grade.FOUND],
    )
    world.wait(REST_MS)
    world.say(looked(world), Word.FOUND_BOTH)
    assert (world.order(), world.condition(), grades(world)) == (PartState.RETRIEVED, Condition.FREE, [Grade.FOUND])


def test_something_else_is_for_a_supervisor() -> None:
    world = World.of(place())
    unclear(world)
    reported(world, Word.OTHER)
    assert (incidents(world), grades(world)) == ([IncidentReason.OTHER_FOUND], [])
    assert world.condition() is Condition.QUARANTINED


def test_staff_who_do_not_report_change_neither_custody_nor_receipt() -> None:
    world = World.of(place())
    says(world, exchanged(world), Word.EXCHANGED)
    world.wait(20 * SECOND)
    looked(world)
    world.wait(3 * MINUTE, ticks=6)
    assert (world.order(), world.condition(), grades(world)) == (
        PartState.HANDED_IN,
        Condition.QUARANTINED,
        [Grade.SENSOR],
    )


def test_a_loading_that_nobody_confirmed_is_no_exchange_yet() -> None:
    world = World.of(place())
    world.announce(swap())
    world.put_in()
    world.crash()
    world.report()
    assert world.condition() is Condition.QUARANTINED
    reported(world, Word.FOUND)
    assert (world.order(), world.condition()) == (PartState.RESERVED, Condition.RESERVED)


def test_an_untouched_one_that_was_kept_too_long_is_taken_out() -> None:
    world = World.of(place())
    ready(world)
    for _ in range(40):
        world.wait(24 * 60 * MINUTE)
    assert (world.order(), world.condition()) == (PartState.EXPIRED, Condition.OCCUPIED)
    reported(world, Word.FOUND_NEW)
    assert (world.order(), world.condition(), incidents(world)) == (PartState.RETRIEVED, Condition.FREE, [])
    assert not world.told(FactType.ORDER_RECALLED), "nobody has opened it with its code"


def at_the_bench(world: World) -> None:
    """A technician opens it, takes out what lies there, and shuts it."""
    world.wait(20 * SECOND)
    world.technician()
    world.take()
    world.shut()


@pytest.mark.parametrize("word", [Word.FOUND_OLD, Word.FOUND_NEW, Word.FOUND_BOTH])
def test_a_technician_says_which_of_the_two_was_found(word: Word) -> None:
    world = World.of(place())
    unclear(world)
    at_the_bench(world)
    assert world.refuse(Found("meier", A01, "looked")) is Refusal.NOT_NOW
    world.accept(Found("meier", A01, "looked", word))
    assert grades(world) == ([] if word is Word.FOUND_NEW else [Grade.FOUND])
    recalled = [fact.data["reason"] for fact in world.told(FactType.ORDER_RECALLED)]
    assert recalled == ([] if word is Word.FOUND_OLD else [TakeBackReason.NEW_FOUND])
    assert incidents(world) == []
    assert (world.order(), world.condition()) == (PartState.RETRIEVED, Condition.FREE)


def test_a_technician_who_finds_neither_tells_the_office() -> None:
    world = World.of(place())
    unclear(world)
    at_the_bench(world)
    world.clear()
    assert (grades(world), incidents(world)) == ([], [IncidentReason.BOTH_MISSING])
    assert (world.order(), world.condition()) == (PartState.CLOSED, Condition.FREE)


def test_a_technician_who_finds_the_new_one_where_the_old_was_in_custody_tells_the_office() -> None:
    world = World.of(place(), policy=CLAIMS)
    says(world, exchanged(world, moves=()), Word.EXCHANGED)
    at_the_bench(world)
    world.accept(Found("meier", A01, "looked", Word.FOUND_NEW))
    assert grades(world) == [Grade.CLAIM], "custody is never taken back"
    assert incidents(world) == [IncidentReason.DISTURBED, IncidentReason.OLD_MISSING]
    assert (world.order(), world.condition()) == (PartState.RETRIEVED, Condition.FREE)


@pytest.mark.parametrize("word", [Word.FOUND_OLD, Word.FOUND_NEW, Word.FOUND_BOTH, Word.NOTHING])
def test_of_what_is_no_exchange_there_is_one_word(word: Word) -> None:
    world = World.of(place())
    world.say(brought(world, put_in=False), Word.NOTHING_IN)
    at_the_bench(world)
    assert world.refuse(Found("meier", A01, "looked", word)) is Refusal.NOT_NOW
    world.accept(Found("meier", A01, "looked"))


def test_what_lies_in_the_open_door_is_nobodys_report() -> None:
    world = World.of(place())
    visit = at_the_open_door(world)
    lies(world, inside=False)
    for word in ANSWERS:
        assert world.refuse_to(visit, word) is Refusal.NOT_NOW
    assert world.state.compartments[A01].part is not None
