"""An order of three parts at a wall of three doors, loaded and taken out as people do it."""

from typing import Final

from world import A01, A02, SECOND, World, order, place

from lockerd.domain.model.ids import CompartmentId, GrantId, VisitId
from lockerd.domain.model.parts import Needs
from lockerd.domain.model.staff import ConfirmLoaded
from lockerd.domain.model.words import Word

A03: Final = CompartmentId("A03")
DOORS: Final = (A01, A02, A03)
THREE: Final = (Needs(), Needs(), Needs())


def wall() -> World:
    """Three compartments."""
    return World.of(*(place(name) for name in DOORS))


def put_in(world: World, door: CompartmentId) -> None:
    """The lock of this door is fired, the item put in, the door shut."""
    world.fire()
    world.pull(door)
    world.boxes[door].item = True
    world.shut(door)


def loaded(world: World) -> GrantId:
    """An order of three parts, loaded in one visit."""
    world.announce(order(needs=THREE))
    visit = world.load()
    for door in DOORS[:2]:
        put_in(world, door)
        assert world.accept(ConfirmLoaded(visit, world.fresh_code())).grant is None, "the code comes at the end"
    put_in(world, A03)
    grant = world.confirm(visit)
    world.say(visit, Word.DONE)
    world.wait(6 * SECOND)
    return grant


def take(world: World, visit: VisitId, door: CompartmentId) -> None:
    """This door's lock is fired; it is opened, emptied and shut, and the person says so."""
    assert world.visit(visit).compartment == door
    world.fire()
    world.pull(door)
    world.take(door)
    world.shut(door)
    world.say(visit, Word.TAKEN_OUT)
