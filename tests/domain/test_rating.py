"""How it went is said once, at the end, by the person, and only where something was done."""

from dataclasses import fields

import pytest
from hands import brought, settle
from world import MINUTE, O2, World, order, place

from lockerd.domain.model.events import Accepted, Rate
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase, Visit
from lockerd.domain.model.words import Word


def collected(world: World) -> VisitId:
    visit = world.opened()
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    settle(world)
    assert world.visit(visit).phase is Phase.OVER
    return visit


def test_it_is_said_once_and_changes_nothing_else() -> None:
    world = World.of(place())
    visit = collected(world)
    state, facts = world.state, len(world.facts)
    assert isinstance(world.event(Rate(visit)), Accepted)
    assert len(world.facts) == facts
    assert world.state._replace(visits=state.visits) == state
    assert world.last is not None
    assert not world.last.rows
    assert world.refuse(Rate(visit)) is Refusal.NOT_NOW


def test_it_is_not_said_before_the_end_and_not_of_a_visit_that_is_gone() -> None:
    world = World.of(place())
    visit = world.opened()
    assert world.refuse(Rate(visit)) is Refusal.NOT_NOW
    world.take()
    world.shut()
    assert world.refuse(Rate(visit)) is Refusal.NOT_NOW
    world.wait(4 * MINUTE, ticks=40)
    world.wait(10 * MINUTE, ticks=40)
    assert world.refuse(Rate(visit)) is Refusal.VISIT_OVER
    assert world.refuse(Rate(VisitId("nobody"))) is Refusal.VISIT_OVER


def test_staff_are_not_asked() -> None:
    world = World.of(place())
    world.announce(order(O2))
    visit = world.put_in(O2)
    world.confirm(visit)
    world.say(visit, Word.DONE)
    assert world.visit(visit).phase is Phase.OVER
    assert world.refuse(Rate(visit)) is Refusal.NOT_NOW


@pytest.mark.parametrize("word", [Word.ALL_IN, Word.NOTHING_IN])
def test_whoever_brought_something_may_say_it_beside_the_paper_and_after_it(word: Word) -> None:
    world = World.of(place())
    visit = brought(world)
    world.say(visit, word)
    settle(world)
    assert world.visit(visit).phase is Phase.PAPER_READY
    assert isinstance(world.event(Rate(visit)), Accepted)
    world.say(visit, Word.DONE)
    assert world.refuse(Rate(visit)) is Refusal.NOT_NOW


def test_what_was_said_is_no_field_of_the_event_or_the_visit() -> None:
    """The film keeps both, beside the order: it can hold that something was said, and not what."""
    assert [each.name for each in fields(Rate)] == ["visit"]
    (rated,) = [each for each in fields(Visit) if "rat" in each.name]
    assert rated.type in {bool, "bool"}
