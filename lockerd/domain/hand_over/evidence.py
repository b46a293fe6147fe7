"""What speaks for the outcome of a hand-over, and what follows (design rule 3)."""

from enum import StrEnum
from typing import Final, NamedTuple

from lockerd.domain.model.compartments import Place
from lockerd.domain.model.parts import Direction, Part
from lockerd.domain.model.readings import Item, ItemSensor, Reading
from lockerd.domain.model.visits import Claim


class Expectation(NamedTuple):
    """What the item sensor must say before and after a hand-over to prove it."""

    before: Item
    after: Item


EXPECTED: Final = {Direction.OUT: Expectation(before=Item.PRESENT, after=Item.ABSENT)}
"""By direction: only a change between two words proves anything (F33)."""


class ItemProof(StrEnum):
    """What the item sensor can say about a hand-over."""

    GONE = "gone"
    """As expected: it saw the item before, and not afterwards."""
    STILL_SEEN = "still_seen"
    UNKNOWN = "unknown"
    NOTHING = "nothing"
    """Not fitted, or it never saw the item (a thin letter)."""


class Verdict(StrEnum):
    """What the evidence allows."""

    FREE = "free"
    TO_CHECK = "to_check"
    QUARANTINED = "quarantined"


class Speaks(NamedTuple):
    """All that is judged."""

    direction: Direction
    proof: ItemProof
    cycle: bool
    """An opening and a closing were seen by a door contact."""
    claim: Claim


_OUT: Final[dict[tuple[ItemProof, bool, Claim], Verdict]] = {
    **{(ItemProof.GONE, True, claim): Verdict.FREE for claim in Claim},
    **{(ItemProof.GONE, False, claim): Verdict.TO_CHECK for claim in Claim},
    **{(ItemProof.STILL_SEEN, cycle, claim): Verdict.QUARANTINED for cycle in (True, False) for claim in Claim},
    **{(ItemProof.UNKNOWN, cycle, claim): Verdict.QUARANTINED for cycle in (True, False) for claim in Claim},
    **{(ItemProof.NOTHING, cycle, Claim.NONE): Verdict.QUARANTINED for cycle in (True, False)},
    **{(ItemProof.NOTHING, cycle, Claim.EMPTY): Verdict.TO_CHECK for cycle in (True, False)},
    **{(ItemProof.NOTHING, cycle, Claim.TAKEN_OUT): Verdict.TO_CHECK for cycle in (True, False)},
}

VERDICTS: Final[dict[Speaks, Verdict]] = {Speaks(Direction.OUT, *speaks): verdict for speaks, verdict in _OUT.items()}
"""What follows from direction, item proof, door cycle and what the person said."""


def as_expected(part: Part, place: Place, reading: Reading) -> bool:
    """Whether a fitted item sensor proves the hand-over of this part."""
    expected = EXPECTED[part.direction]
    return place.item_sensor is ItemSensor.FITTED and (part.before, reading.item) == expected


def item_proof(part: Part | None, place: Place, reading: Reading) -> ItemProof:
    """What a fitted item sensor proves about what was loaded."""
    if place.item_sensor is ItemSensor.NONE:
        return ItemProof.NOTHING
    if part is not None and as_expected(part, place, reading):
        return ItemProof.GONE
    return {
        Item.PRESENT: ItemProof.STILL_SEEN,
        Item.UNKNOWN: ItemProof.UNKNOWN,
        Item.ABSENT: ItemProof.NOTHING,
    }[reading.item]
