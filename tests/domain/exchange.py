"""People before the door of an exchange: who takes the new document out, who leaves the old one, and who says what."""

from collections.abc import Sequence
from typing import Final

from hands import settle
from world import A01, O1, SECOND, World, swap

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.ids import GrantId, VisitId
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.words import Word

AWAY: Final = 130 * SECOND
"""After so long nobody is expected to say anything any more."""


def ready(world: World, *, seen: bool = True) -> GrantId:
    """Staff have put the new document in; whether the item sensor sees it, and its code."""
    world.announce(swap())
    visit = world.load(O1)
    world.fire()
    world.pull()
    world.boxes[A01].item = True
    world.boxes[A01].seen_by_sensor = seen
    world.shut()
    grant = world.confirm(visit, although_not_seen=True)
    world.say(visit, Word.DONE)
    world.wait(6 * SECOND)
    assert (world.order(), world.condition(), world.part().right) == (
        PartState.READY,
        Condition.OCCUPIED,
        RightState.ACTIVE,
    )
    return grant


def at_the_open_door(world: World, grant: GrantId | None = None) -> VisitId:
    """The code was shown, its lock fired and its door pulled open."""
    visit = world.collect(ready(world) if grant is None else grant)
    world.fire()
    world.pull()
    return visit


def lies(world: World, *, inside: bool) -> None:
    """Something is taken out of the open compartment, or laid into it."""
    world.boxes[A01].item = inside
    world.report([A01])


def exchanged(world: World, grant: GrantId | None = None, *, moves: Sequence[bool] = (False, True)) -> VisitId:
    """The door was opened, what lies inside went and came as said, and the door was shut."""
    visit = at_the_open_door(world, grant)
    for inside in moves:
        lies(world, inside=inside)
    world.shut()
    return visit


def says(world: World, visit: VisitId, word: Word | None) -> None:
    """The person says this, as often as they are asked, or goes away without a word; then it is judged."""
    if word is None:
        world.wait(AWAY, ticks=20)
        return
    world.say(visit, word)
    if word is Word.EXCHANGED and world.visit(visit).claim_ms is None:
        world.say(visit, word)  # the offer to open again is not taken
    settle(world)
