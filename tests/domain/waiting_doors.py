"""Doors that wait for staff: what became of somebody's order before they come."""

from collections.abc import Callable
from typing import Final

from counter import brought
from world import A01, MINUTE, SECOND, World

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.receipts import Grade, Paper
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word

LATER: Final = 20 * SECOND
"""What springs open now has nothing to do with what was done before."""


def grades(world: World) -> list[Grade | None]:
    """Of the receipts that there are."""
    return [each.grade for each in world.state.receipts.values() if each.paper is Paper.RECEIPT]


def handed_in(world: World) -> None:
    """Somebody has handed something in, and has the receipt."""
    brought(world)
    assert (world.order(), world.condition()) == (PartState.HANDED_IN, Condition.OCCUPIED)


def awaited(world: World) -> None:
    """Somebody has opened and shut the door and says that nothing is in."""
    brought(world, word=Word.NOTHING_IN, put_in=False)
    assert (world.order(), world.condition()) == (PartState.AWAITED, Condition.TO_CHECK)


def unclear(world: World) -> None:
    """Somebody says that nothing is in, and the sensor sees something."""
    brought(world, word=Word.NOTHING_IN)
    assert (world.order(), world.condition()) == (PartState.QUARANTINED, Condition.QUARANTINED)


def held(world: World) -> None:
    """The power failed while something was put in; the code is good for some minutes more (rule 21)."""
    visit = world.collect(world.awaited())
    world.fire()
    world.pull()
    world.boxes[A01].item = True
    world.shut()
    assert world.visit(visit).phase is Phase.DOOR_SHUT
    world.crash()
    world.report()
    assert (world.order(), world.condition()) == (PartState.HANDING_IN, Condition.HANDING_OVER)


def expired_hand_in(world: World) -> None:
    """What was to be brought was not, in all the time that the code was kept."""
    awaited(world)
    for _ in range(40):
        world.wait(24 * 60 * MINUTE)
    assert (world.order(), world.condition()) == (PartState.EXPIRED, Condition.TO_CHECK)


def cancelled_hand_in(world: World) -> None:
    """Central does not want it any more, and nobody knows whether it lies there."""
    awaited(world)
    world.cancel()
    assert (world.order(), world.condition()) == (PartState.CANCELLED, Condition.TO_CHECK)


def expired(world: World) -> None:
    """Nobody has collected it."""
    world.loaded()
    for _ in range(40):
        world.wait(24 * 60 * MINUTE)
    assert (world.order(), world.condition()) == (PartState.EXPIRED, Condition.OCCUPIED)


def recalled(world: World) -> None:
    """Central wants back what was put in."""
    world.loaded()
    world.cancel()
    assert (world.order(), world.condition()) == (PartState.RECALLED, Condition.OCCUPIED)


def forced(world: World) -> None:
    """Somebody has forced the door of what waits for its person."""
    world.loaded()
    world.wait(LATER)
    world.pull()
    world.shut()
    assert (world.order(), world.condition()) == (PartState.QUARANTINED, Condition.QUARANTINED)


def jammed(world: World) -> None:
    """The door did not open for the person's code."""
    world.collect(world.loaded())
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(6 * SECOND)
        world.wait(3 * SECOND, ticks=3)
    assert (world.order(), world.condition()) == (PartState.READY, Condition.JAMMED)


def nobodys(world: World) -> None:
    """Nothing is known of what lies there, and nobody's name stands on the door."""
    world.pull()
    world.shut()
    assert (world.condition(), world.state.compartments[A01].part) == (Condition.TO_CHECK, None)


TIED: Final = [awaited, unclear, held, expired_hand_in, cancelled_hand_in]
OUT: Final = [expired, recalled, forced, jammed]
Scene = Callable[[World], None]
