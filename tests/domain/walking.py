"""A site at which people hand in without a code: helpers of several tests."""

from dataclasses import replace
from typing import Final

from policies import POLICY
from world import A01, World, place

from lockerd.domain.model.compartments import Place
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId, PartId, VisitId
from lockerd.domain.model.parts import Needs, Part
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.said_needs import SaidNeeds
from lockerd.domain.model.state import Policy
from lockerd.domain.model.walk_ins import StartWalkIn, WalkIn

KEYS: Final = WalkIn(authority="stadt", doors=2, per_hour=3, per_day=6, item_count=1)
OPEN: Final = replace(POLICY, walk_ins={"keys": KEYS, "plates": replace(KEYS, authority="kreis", item_count=None)})
ORDINARY: Final = Needs()


def wall(doors: int = 5, policy: Policy = OPEN, **changes: object) -> World:
    """So many doors, all within reach and proven empty."""
    return World.of(*(door(number, **changes) for number in range(1, doors + 1)), policy=policy)


def door(number: int, **changes: object) -> Place:
    """One of them."""
    return place(CompartmentId(f"A{number:02}"), row=number, **changes)


def asks(
    world: World, document_class: str = "keys", needs: Needs = ORDINARY, count: int | None = None, *, low: bool = False
) -> StartWalkIn:
    """Somebody without a code presses the button."""
    world.count += 1
    order = OrderId(f"01900000-0000-7000-9000-{world.count:012}")
    said = SaidNeeds(needs.size, low, needs.slow_hands)
    return StartWalkIn(world.fresh_visit(), order, GrantId(f"walk-{world.count}"), document_class, said, count)


def begun(world: World, document_class: str = "keys", needs: Needs = ORDINARY, *, low: bool = False) -> VisitId:
    """It is accepted; the attempt waits for the bus."""
    count = 1 if world.policy.walk_ins[document_class].item_count is None else None
    event = asks(world, document_class, needs, count, low=low)
    world.accept(event)
    return event.visit


def brought(world: World, *, put_in: bool = True) -> VisitId:
    """Its door was opened, the thing put in or not, and the door shut."""
    visit = begun(world)
    at = world.visit(visit).compartment
    world.fire()
    world.pull(at)
    world.boxes[at].item = put_in
    world.shut(at)
    return visit


def part(world: World, visit: VisitId) -> Part:
    """What is brought in a visit."""
    order = world.visit(visit).order
    assert order is not None
    return world.state.parts[PartId(order, 1)]


def refused(
    world: World, document_class: str = "keys", needs: Needs = ORDINARY, count: int | None = None, *, low: bool = False
) -> Refusal:
    """Why not."""
    return world.refuse(asks(world, document_class, needs, count, low=low))


FIRST: Final = A01
