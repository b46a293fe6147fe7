"""An order in each phase of its life, at one door of two, for tables of what may be asked of it then."""

from collections.abc import Callable
from typing import Final

from exchange import ready
from policies import CLAIMS
from world import A01, A02, MINUTE, O1, SECOND, STAFF, World, order, place

from lockerd.domain.model.events import OutOfService
from lockerd.domain.model.holds import PutOnHold
from lockerd.domain.model.staff import StartRetrieval
from lockerd.domain.model.words import Word

HOUR: Final = 60 * MINUTE


def _world() -> World:
    return World.of(place(), place(A02))


def waiting() -> World:
    """Announced, and no door is free for it."""
    world = World.of(place(), place(A02))
    for door in (A01, A02):
        world.accept(OutOfService("meier", door, "painted"))
    world.announce()
    return world


def reserved() -> World:
    """A door is reserved."""
    world = _world()
    world.announce()
    return world


def loading() -> World:
    """Staff stand at the open door."""
    world = reserved()
    world.load()
    world.fire()
    world.pull()
    return world


def in_place() -> World:
    """It lies inside, and its code is out."""
    world = _world()
    world.loaded()
    return world


def tried() -> World:
    """The code was shown, and the bus has not answered yet."""
    world = _world()
    world.collect(world.loaded())
    return world


def at_the_door() -> World:
    """The person stands at the open door."""
    world = _world()
    world.opened()
    return world


def collected() -> World:
    """The person has it."""
    world = _world()
    visit = world.opened()
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    return world


def expired() -> World:
    """Nobody came for it."""
    world = _world()
    world.announce(order(retention_ms=MINUTE))
    visit = world.put_in()
    world.confirm(visit)
    world.say(visit, Word.DONE)
    world.wait(4 * MINUTE, ticks=4)
    return world


def being_retrieved() -> World:
    """Staff begin to take out what has expired."""
    world = expired()
    world.accept(StartRetrieval(world.fresh_visit(), STAFF, A01))
    return world


def kept_back() -> World:
    """Its office keeps it back."""
    world = in_place()
    world.accept(PutOnHold(O1, "fee_unpaid"))
    return world


def recalled() -> World:
    """It was taken back, and lies inside still."""
    world = in_place()
    world.cancel()
    return world


def cancelled() -> World:
    """It was taken back before anything of it came."""
    world = reserved()
    world.cancel()
    return world


def to_be_cancelled() -> World:
    """It shall be taken back as soon as nobody is at its door."""
    world = tried()
    world.cancel()
    return world


def quarantined() -> World:
    """Its door was forced."""
    world = in_place()
    world.pull()
    return world


def awaited() -> World:
    """A person shall bring it."""
    world = _world()
    world.awaited()
    return world


def handing_in() -> World:
    """That person stands at the open door."""
    world = _world()
    world.opened(world.awaited())
    return world


def tied() -> World:
    """That person said that nothing was put in, and a door keeps its name."""
    world = _world()
    visit = world.opened(world.awaited())
    world.shut()
    world.say(visit, Word.NOTHING_IN)
    world.wait(6 * SECOND)
    return world


def handed_in() -> World:
    """The office has it."""
    world = _world()
    visit = world.opened(world.awaited())
    world.boxes[A01].item = True
    world.shut()
    world.say(visit, Word.ALL_IN)
    world.wait(4 * SECOND, ticks=4)
    return world


def exchange() -> World:
    """A new document waits for the old one."""
    world = World.of(place(), place(A02), policy=CLAIMS)
    ready(world)
    return world


PHASES: Final[dict[str, Callable[[], World]]] = {
    each.__name__: each
    for each in (
        waiting,
        reserved,
        loading,
        in_place,
        tried,
        at_the_door,
        collected,
        expired,
        being_retrieved,
        kept_back,
        recalled,
        cancelled,
        to_be_cancelled,
        quarantined,
        awaited,
        handing_in,
        tied,
        handed_in,
    )
}
"""All but that of an exchange, which has doors of its own."""
