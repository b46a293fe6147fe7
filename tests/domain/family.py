"""A family at the wall: somebody with several codes, and what they do between two doors."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from policies import CLAIMS
from world import A01, A02, O1, O2, SECOND, World, hand_in, place

from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.events import StartCollection
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId, VisitId
from lockerd.domain.model.state import Policy
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word

A03: Final = CompartmentId("A03")
O3: Final = OrderId("01900000-0000-7000-8000-000000000003")
DOORS: Final = (A01, A02, A03)
ORDERS: Final = (O1, O2, O3)


def passports(*, policy: Policy = CLAIMS, spare: int = 1) -> tuple[World, list[GrantId]]:
    """Three of them wait behind three doors, and ``spare`` doors are free."""
    free = [CompartmentId(f"B0{n}") for n in range(1, spare + 1)]
    world = World.of(*map(place, (*DOORS, *free)), policy=policy)
    return world, [world.loaded(order, at=door) for order, door in zip(ORDERS, DOORS, strict=True)]


def mixed() -> tuple[World, list[GrantId]]:
    """One to collect, one to hand in, one more to collect."""
    world = World.of(*map(place, DOORS), policy=CLAIMS)
    first = world.loaded(O1, at=A01)
    last = world.loaded(O3, at=A02)
    return world, [first, world.awaited(hand_in(O2)), last]


def another(world: World, visit: VisitId, grant: GrantId | None, form: CodeForm = CodeForm.QR) -> StartCollection:
    """One more code is shown in this visit."""
    return replace(world.show(grant, form), within=visit)


def at_first_door(world: World, grants: Sequence[GrantId]) -> VisitId:
    """All of them shown, and the first door pulled open."""
    visit = world.opened(grants[0])
    for grant in grants[1:]:
        assert world.accept(another(world, visit, grant)).visit == visit
    return visit


def taken(world: World, visit: VisitId) -> None:
    """What lies behind this open door is taken out, the door is shut, and that is said."""
    door = world.visit(visit).compartment
    world.take(door)
    world.shut(door)
    world.say(visit, Word.TAKEN_OUT)


def given(world: World, visit: VisitId, word: Word = Word.ALL_IN) -> None:
    """Something is put in, or not, the door is shut, and that is said."""
    door = world.visit(visit).compartment
    world.boxes[door].item = word is Word.ALL_IN
    world.shut(door)
    world.say(visit, word)
    world.wait(4 * SECOND, ticks=4)


def next_opened(world: World, visit: VisitId) -> CompartmentId:
    """The person is ready: the next door is fired and pulled."""
    assert world.visit(visit).phase is Phase.BETWEEN
    world.say(visit, Word.NEXT_DOOR)
    world.fire()
    door = world.visit(visit).compartment
    world.pull(door)
    return door
