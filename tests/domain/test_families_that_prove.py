"""Another code in a visit that asks for a verifier's statement: judged when it is shown, and used up with that."""

from dataclasses import replace

from family import another, next_opened, taken
from test_statements import STATED, TRUST, asked, guarded, said
from world import A01, A02, MINUTE, O1, O2, SECOND, World

from lockerd.domain.model.events import Accepted
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import GrantId, VisitId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.statements import Statement
from lockerd.domain.model.visits import Phase


def at_first_door() -> tuple[World, VisitId, GrantId]:
    """Two codes that each ask for one; the first door is open."""
    world = guarded((STATED,), trust=TRUST, doors=2)
    first = world.loaded(O1, at=A01)
    second = world.loaded(O2, at=A02)
    event = replace(world.show(first), statement=said(world, asked(world, first)))
    visit = world.accept(event).visit
    assert visit is not None
    world.fire()
    world.pull(A01)
    return world, visit, second


def beside(world: World, visit: VisitId, grant: GrantId, statement: Statement | None) -> object:
    """The other code is shown in this visit, with or without one."""
    return world.event(replace(another(world, visit, grant), statement=statement))


def nonce(world: World, visit: VisitId, grant: GrantId) -> str:
    """What comes with the refusal that asks for one."""
    assert world.refuse(another(world, visit, grant)) is Refusal.STATEMENT_NEEDED
    return world.state.nonces[O2].text


def test_it_waits_for_its_turn_once_it_was_said_who_stands_there() -> None:
    world, visit, second = at_first_door()
    statement = said(world, nonce(world, visit, second), of=O2)
    before = world.visit(visit)
    assert beside(world, visit, second, statement) == Accepted(visit=visit)
    assert world.visit(visit).waiting[0].grant == second
    assert replace(world.visit(visit), waiting=()) == before, "nothing else of the visit has changed"
    assert [fact.order for fact in world.told(FactType.GRANT_STATEMENT_TAKEN)] == [O1, O2]
    taken(world, visit)
    world.wait(6 * SECOND)
    assert next_opened(world, visit) == A02


def test_what_was_said_of_the_first_counts_nothing_for_the_second() -> None:
    world, visit, second = at_first_door()
    of_first = said(world, nonce(world, visit, second), of=O1)
    answer = beside(world, visit, second, of_first)
    assert not isinstance(answer, Accepted)
    assert (world.visit(visit).phase, world.visit(visit).waiting) == (Phase.DOOR_OPEN, ())
    assert world.grant(second).statement_tries.failures == 1


def test_one_that_was_shown_with_it_begins_no_visit_of_its_own_afterwards() -> None:
    """Who goes away before its turn leaves the code good, and what was said of them is used up."""
    world, visit, second = at_first_door()
    statement = said(world, nonce(world, visit, second), of=O2)
    beside(world, visit, second, statement)
    taken(world, visit)
    world.wait(3 * MINUTE)
    assert world.visit(visit).phase is Phase.OVER
    assert world.refuse(replace(world.show(second), statement=statement)) is Refusal.STATEMENT_NOT_VALID
    again = said(world, world.state.nonces[O2].text, of=O2)
    world.accept(replace(world.show(second), statement=again))
