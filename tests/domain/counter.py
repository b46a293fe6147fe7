"""People who bring something, and staff who take out what lies there."""

from dataclasses import replace
from typing import Final

from world import A01, SECOND, STAFF, World, hand_in

from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.events import Answer, Refused, Say
from lockerd.domain.model.facts import FactType, Scalar
from lockerd.domain.model.ids import CompartmentId, GrantId, VisitId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import Staff, StartRetrieval
from lockerd.domain.model.words import Word

OTHERS: Final = Staff("badge-9", "kreis", STAFF.roles)
SUPERVISOR: Final = replace(STAFF, badge="badge-1", roles=frozenset({BadgeRole.RETRIEVAL, BadgeRole.SUPERVISOR}))
REST_MS: Final = 6 * SECOND
"""Until a coil may be energised again."""


def brought(world: World, *, word: Word | None = Word.ALL_IN, put_in: bool = True, at: CompartmentId = A01) -> GrantId:
    """A person has put something in, or not, shut the door and gone."""
    grant = world.awaited(hand_in())
    visit = world.collect(grant)
    world.fire()
    world.pull(at)
    world.boxes[at].item = put_in
    world.shut(at)
    if word is not None:
        world.say(visit, word)
    world.wait(4 * SECOND, ticks=4)
    if word is not None:
        world.say(visit, Word.DONE)
    world.wait(12 * SECOND)  # what springs open later has nothing to do with this visit
    return grant


def begin(world: World, at: CompartmentId | None = A01, staff: Staff = STAFF) -> VisitId:
    """Staff show the badge at the terminal and choose a door, or the next one; the attempt waits for the bus."""
    visit = world.fresh_visit()
    world.accept(StartRetrieval(visit, staff, at))
    return visit


def refused(world: World, at: CompartmentId | None = A01, staff: Staff = STAFF) -> Refusal:
    """The same, and it is refused; nothing of the door, its part and its right is touched."""
    before = world.state.compartments, world.state.parts
    answer: Answer = world.event(StartRetrieval(world.fresh_visit(), staff, at))
    assert isinstance(answer, Refused), answer
    assert (world.state.compartments, world.state.parts) == before
    return answer.reason


def looked(world: World, at: CompartmentId = A01, staff: Staff = STAFF, *, take: bool = True) -> VisitId:
    """Staff have opened the door, taken out what lay there, or not, and shut it; they have not reported yet."""
    visit = begin(world, at, staff)
    world.fire()
    world.pull(at)
    world.boxes[at].item = world.boxes[at].item and not take
    world.shut(at)
    return visit


def found(world: World, visit: VisitId, count: int = 1) -> None:
    """Staff say how many things they have taken out."""
    world.accept(Say(visit, Word.FOUND, count))


def last(world: World, kind: FactType) -> dict[str, Scalar]:
    """What the newest fact of a type says."""
    return dict(world.told(kind)[-1].data)
