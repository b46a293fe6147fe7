"""What the search found where somebody goes round, kept as stories (ADR 48)."""

from going_round import Walker, filled, wall
from world import A01, SECOND

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Accepted
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.reports import NotFiredReason
from lockerd.domain.model.rounds import Scope
from lockerd.domain.model.words import Word


def test_a_door_that_its_person_pulls_late_is_not_theirs_while_staff_begin_to_look() -> None:
    """Its lock was fired, it stuck, and they went; staff come to it, and in this moment somebody pulls."""
    world = filled(wall(A01))
    visit = world.collect(next(iter(world.state.grants)))
    world.fire()
    world.wait(6 * SECOND)
    world.say(visit, Word.DOES_NOT_OPEN)
    Walker(world).start(Scope.ALL)
    world.pull()
    world.give_back(NotFiredReason.DOOR_OPEN)
    (part,) = world.state.parts.values()
    assert (world.condition(), part.state) == (Condition.QUARANTINED, PartState.QUARANTINED)
    assert part.right is RightState.SPENT, "it was opened under its code, whatever was taken"


def test_what_differs_is_told_although_the_round_was_ended_meanwhile() -> None:
    world = filled(wall(A01))
    staff = Walker(world)
    visit = staff.look(Scope.ALL)
    staff.shut()
    assert isinstance(staff.end(), Accepted)
    staff.report(visit, Word.OTHER)
    (told,) = world.told(FactType.STOCK_DIFFERS)
    assert (told.compartment, told.data["report"]) == (A01, Word.OTHER)
