"""A checklist on a hand-in: the person says what is missing, as often as they like, until the word that ends it."""

from dataclasses import replace
from typing import Any, Final

import pytest
from counter import found, last, looked
from hands import brought, settle
from policies import CLAIMS
from world import A01, A02, MINUTE, SECOND, Wanted, World, asking, hand_in, place, swap

from lockerd.domain.model.events import Accepted, Say
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import GrantId, VisitId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockerd.domain.shown.speech import may

LIST: Final = ("form_b", "photo", "plates")


def listed(parts: int = 1, codes: tuple[str, ...] = LIST) -> Wanted:
    """What somebody shall bring, with a checklist."""
    wanted = hand_in(parts=parts)
    return Wanted(wanted.order, tuple(replace(part, checklist=codes) for part in wanted.parts))


def wall(*doors: Any) -> tuple[World, GrantId]:
    """Compartments that are proven empty, and the code for what is expected."""
    world = World.of(*(doors or (place(),)), policy=CLAIMS)
    return world, world.awaited(listed())


def lacks(world: World, visit: VisitId, *codes: str) -> None:
    """The person says that these are missing."""
    world.accept(Say(visit, Word.MISSING, missing=codes))


def handed_in(world: World, visit: VisitId) -> tuple[Any, Any]:
    """They say that everything else is in; what central is told of the list then."""
    world.say(visit, Word.ALL_IN)
    settle(world)
    told = last(world, FactType.PART_HANDED_IN)
    return told["missing"], told["checked"]


def offered(world: World, visit: VisitId) -> bool:
    """Whether it can be said now."""
    return Word.MISSING in may(world.state, visit, world.now, world.policy)


def test_central_learns_with_custody_what_the_person_says_is_missing() -> None:
    world, grant = wall()
    visit = brought(world, grant)
    lacks(world, visit, "photo", "form_b")
    assert world.part().missing == ("form_b", "photo"), "as the list has them"
    assert handed_in(world, visit) == ("form_b,photo", True)


def test_nothing_missing_is_another_thing_than_nothing_said() -> None:
    for said, told in ((True, ("", True)), (False, ("", False))):
        world, grant = wall()
        visit = brought(world, grant)
        if said:
            lacks(world, visit)
        assert handed_in(world, visit) == told


def test_what_was_said_is_corrected_until_the_word_that_ends_it() -> None:
    world, grant = wall()
    visit = world.opened(grant)
    lacks(world, visit, "photo")
    world.boxes[A01].item = True
    world.shut()
    lacks(world, visit, "plates")
    lacks(world, visit)
    lacks(world, visit, "form_b")
    world.say(visit, Word.ALL_IN)
    assert world.refuse(Say(visit, Word.MISSING, missing=("photo",))) is Refusal.NOT_NOW
    settle(world)
    assert last(world, FactType.PART_HANDED_IN)["missing"] == "form_b"
    assert world.refuse(Say(visit, Word.MISSING)) is Refusal.NOT_NOW, "there is the receipt"
    assert world.visit(visit).phase is Phase.PAPER_READY


def test_while_the_word_is_asked_for_once_more_the_list_can_be_corrected_as_well() -> None:
    world = World.of(place())
    grant = world.awaited(listed())
    world.boxes[A01].seen_by_sensor = False
    visit = brought(world, grant)
    lacks(world, visit, "photo")
    world.say(visit, Word.ALL_IN)
    assert world.visit(visit).trouble is Refusal.ITEM_NOT_SEEN
    lacks(world, visit, "plates")
    assert world.part().missing == ("plates",)


def test_a_code_that_is_not_on_the_list_is_refused_and_changes_nothing() -> None:
    world, grant = wall()
    visit = brought(world, grant)
    lacks(world, visit, "photo")
    before = world.state
    for codes in (("passport",), ("form_b", "passport"), ("",)):
        assert world.refuse(Say(visit, Word.MISSING, missing=codes)) is Refusal.NOT_ON_CHECKLIST
    assert world.state == before


def test_it_is_offered_at_the_door_and_only_where_there_is_a_list() -> None:
    world, grant = wall()
    visit = world.collect(grant)
    assert not offered(world, visit), "nobody has the door open yet"
    world.fire()
    world.pull()
    assert offered(world, visit)
    world.shut()
    assert offered(world, visit)
    world.say(visit, Word.NOTHING_IN)
    assert not offered(world, visit)
    world = World.of(place(), policy=CLAIMS)
    assert not offered(world, brought(world))


def test_an_exchange_has_none() -> None:
    world = World.of(place(), policy=CLAIMS)
    wanted = swap()
    world.accept(asking(Wanted(wanted.order, (replace(wanted.parts[0], checklist=LIST),))))
    visit = world.put_in()
    grant = world.confirm(visit)
    world.say(visit, Word.DONE)
    world.wait(6 * SECOND)
    visit = world.opened(grant)
    assert world.refuse(Say(visit, Word.MISSING)) is Refusal.NOT_NOW


def test_opened_again_the_word_stands_and_in_another_visit_it_is_asked_for_anew() -> None:
    world, grant = wall()
    visit = brought(world, grant, put_in=False)
    lacks(world, visit, "photo")
    world.wait(6 * SECOND)
    world.say(visit, Word.OPEN_AGAIN)
    world.fire()
    world.pull()
    assert world.part().missing == ("photo",)
    world.shut()
    world.wait(3 * MINUTE, ticks=30)
    assert world.order() is PartState.AWAITED
    visit = brought(world, grant)
    assert world.part().missing is None, "they may have brought it meanwhile"
    assert handed_in(world, visit) == ("", False)


def test_who_goes_away_with_everything_has_said_nothing() -> None:
    world, grant = wall()
    visit = brought(world, grant, put_in=False)
    lacks(world, visit, "photo")
    world.say(visit, Word.NOTHING_IN)
    assert (world.order(), world.part().missing) == (PartState.AWAITED, None)


def test_left_without_a_word_what_was_said_before_counts() -> None:
    world, grant = wall()
    lacks(world, brought(world, grant), "photo")
    world.wait(122 * SECOND, ticks=20)
    told = last(world, FactType.PART_HANDED_IN)
    assert (told["grade"], told["missing"], told["checked"]) == ("sensor", "photo", True)


def test_each_door_has_its_own_list() -> None:
    world = World.of(place(A01), place(A02), policy=CLAIMS)
    wanted = listed(parts=2)
    wanted = Wanted(wanted.order, (wanted.parts[0], replace(wanted.parts[1], checklist=())))
    visit = brought(world, world.awaited(wanted))
    lacks(world, visit, "photo")
    assert handed_in(world, visit) == ("photo", True)
    world.fire()
    world.pull(A02)
    assert world.refuse(Say(visit, Word.MISSING, missing=("photo",))) is Refusal.NOT_NOW
    world.boxes[A02].item = True
    world.shut(A02)
    assert handed_in(world, visit) == ("", False)


def test_staff_who_take_it_out_report_against_what_was_said() -> None:
    world, grant = wall()
    visit = brought(world, grant)
    lacks(world, visit, "photo")
    handed_in(world, visit)
    world.say(visit, Word.DONE)
    world.wait(12 * SECOND)
    visit = looked(world)
    assert world.refuse(Say(visit, Word.MISSING)) is Refusal.NOT_NOW, "it is not theirs to say"
    found(world, visit)
    assert last(world, FactType.RETRIEVAL_REPORTED)["missing"] == "photo"
    assert world.part().state is PartState.RETRIEVED


@pytest.mark.parametrize("found_there", [True, False])
def test_a_door_given_up_forgets_it(found_there: bool) -> None:
    world, grant = wall(place(item_sensor=ItemSensor.NONE))
    visit = brought(world, grant, put_in=found_there)
    lacks(world, visit, "photo")
    world.wait(3 * MINUTE, ticks=30)
    assert world.part().missing == ("photo",), "nobody knows yet what lies there"
    visit = looked(world)
    if found_there:
        found(world, visit)
        assert last(world, FactType.PART_HANDED_IN)["missing"] == "photo"
    else:
        world.say(visit, Word.NOTHING)
        assert (world.order(), world.part().missing) == (PartState.AWAITED, None)


def test_said_twice_nothing_is_written_down_twice() -> None:
    world, grant = wall()
    visit = brought(world, grant)
    lacks(world, visit, "photo")
    assert isinstance(world.event(Say(visit, Word.MISSING, missing=("photo",))), Accepted)
    assert world.last is not None
    assert (world.last.rows, world.last.facts) == ((), ())
