"""People before the two doors of an exchange: the old document goes in first, then the new one comes out (rule 22)."""

from typing import Final

from hands import settle
from policies import CLAIMS
from world import A01, A02, O1, SECOND, World, old_first, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.ids import CompartmentId, GrantId, VisitId
from lockerd.domain.model.parts import Part, PartState, RightState
from lockerd.domain.model.visits import Role
from lockerd.domain.model.words import Word

A03: Final = CompartmentId("A03")
NEW_AT: Final = A01
"""Where staff put the new one in; the old one goes to the next door that is free."""
OLD_AT: Final = A02


def wall(doors: int = 3) -> World:
    """Compartments that are proven empty."""
    return World.of(*(place(name) for name in (A01, A02, A03)[:doors]), policy=CLAIMS)


def old(world: World) -> Part:
    """What the person brings."""
    return world.part(number=1)


def new(world: World) -> Part:
    """What waits for them."""
    return world.part(number=2)


def ready(world: World) -> GrantId:
    """The new one is in, and the code is out."""
    world.announce(old_first())
    visit = world.put_in(O1)
    assert world.visit(visit).part == new(world).id, "nobody loads what is to be brought"
    grant = world.confirm(visit)
    world.say(visit, Word.DONE)
    world.wait(6 * SECOND)
    assert (new(world).state, new(world).right, new(world).compartment) == (PartState.READY, RightState.ACTIVE, NEW_AT)
    assert (old(world).state, old(world).right, old(world).compartment) == (PartState.AWAITED, RightState.ACTIVE, None)
    return grant


def at_old_door(world: World, grant: GrantId) -> VisitId:
    """The code was shown: the lock of a free door was fired, and it was pulled open."""
    visit = world.collect(grant)
    assert (world.visit(visit).role, world.visit(visit).compartment) == (Role.GIVER, OLD_AT)
    world.fire()
    world.pull(OLD_AT)
    return visit


def brought(world: World, grant: GrantId, *, put_in: bool = True) -> VisitId:
    """And shut again, with the old one inside or not."""
    visit = at_old_door(world, grant)
    world.boxes[OLD_AT].item = put_in
    world.shut(OLD_AT)
    return visit


def custody(world: World, grant: GrantId) -> VisitId:
    """The old one is with the office, and the lock of the new one's door waits for its pulse."""
    visit = brought(world, grant)
    world.say(visit, Word.ALL_IN)
    settle(world)
    assert old(world).state is PartState.HANDED_IN
    assert (world.visit(visit).role, world.visit(visit).compartment) == (Role.TAKER, NEW_AT)
    return visit


def taken(world: World, visit: VisitId) -> None:
    """The new one is taken out, and the door shut."""
    world.fire()
    world.pull(NEW_AT)
    world.boxes[NEW_AT].item = False
    world.shut(NEW_AT)
    world.say(visit, Word.TAKEN_OUT)
    assert (new(world).state, world.condition(NEW_AT)) == (PartState.CLOSED, Condition.FREE)
