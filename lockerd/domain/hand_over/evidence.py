"""What speaks for the outcome of a hand-over, and what follows (rules 3, 17 and 20)."""

from enum import StrEnum
from itertools import product
from typing import Final, NamedTuple

from lockerd.domain.model.compartments import Place
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.parts import Part, PartState
from lockerd.domain.model.readings import Item, ItemSensor, Reading
from lockerd.domain.model.visits import Claim


class Expectation(NamedTuple):
    """What the item sensor must say before and after a hand-over to prove it."""

    before: Item
    after: Item
    between: Item | None = None
    """And while the door stood open, in the last opening; None: what it says then proves nothing."""


EXPECTED: Final = {
    Direction.OUT: Expectation(before=Item.PRESENT, after=Item.ABSENT),
    Direction.IN: Expectation(before=Item.ABSENT, after=Item.PRESENT),
    Direction.BOTH: Expectation(before=Item.PRESENT, after=Item.PRESENT, between=Item.ABSENT),
}
"""By direction: only a change between two words proves anything (F33); of an exchange that there were two."""

CLAIMS: Final = {
    Direction.OUT: (Claim.NONE, Claim.EMPTY, Claim.TAKEN_OUT),
    Direction.IN: (Claim.NONE, Claim.ALL_IN, Claim.NOTHING_IN),
    Direction.BOTH: (Claim.NONE, Claim.EXCHANGED, Claim.NOTHING_IN),
}
"""By direction: what a person may have said at the end."""


class ItemProof(StrEnum):
    """What the item sensor can say about a hand-over."""

    AS_EXPECTED = "as_expected"
    AS_BEFORE = "as_before"
    """It says what it said before: nothing has changed."""
    CONTRARY = "contrary"
    """It shows an item, and nothing is known of before; of an exchange: none, and the new one had been seen."""
    UNKNOWN = "unknown"
    """Fitted, and no reading."""
    NOTHING = "nothing"
    """Not fitted, or it never saw the item (a thin letter)."""


class Verdict(StrEnum):
    """What the evidence allows."""

    FREE = "free"
    TO_CHECK = "to_check"
    QUARANTINED = "quarantined"
    CUSTODY_BY_SENSOR = "custody: sensor"
    CUSTODY_BY_CLAIM = "custody: claim"
    """Where the class takes a claim; else quarantined."""


class Speaks(NamedTuple):
    """All that is judged."""

    direction: Direction
    proof: ItemProof
    cycle: bool
    """An opening and a closing were seen by a door contact."""
    claim: Claim


_EITHER: Final = (True, False)
_SEEN_AFTER_OUT: Final = (ItemProof.AS_BEFORE, ItemProof.CONTRARY, ItemProof.UNKNOWN)
_UNSEEN_IN: Final = (ItemProof.AS_BEFORE, ItemProof.UNKNOWN, ItemProof.NOTHING)

_OUT: Final[dict[tuple[ItemProof, bool, Claim], Verdict]] = {
    **dict.fromkeys(product([ItemProof.AS_EXPECTED], [True], CLAIMS[Direction.OUT]), Verdict.FREE),
    **dict.fromkeys(product([ItemProof.AS_EXPECTED], [False], CLAIMS[Direction.OUT]), Verdict.TO_CHECK),
    **dict.fromkeys(product(_SEEN_AFTER_OUT, _EITHER, CLAIMS[Direction.OUT]), Verdict.QUARANTINED),
    **dict.fromkeys(product([ItemProof.NOTHING], _EITHER, [Claim.NONE]), Verdict.QUARANTINED),
    **dict.fromkeys(product([ItemProof.NOTHING], _EITHER, [Claim.EMPTY, Claim.TAKEN_OUT]), Verdict.TO_CHECK),
}
_IN: Final[dict[tuple[ItemProof, bool, Claim], Verdict]] = {
    **dict.fromkeys(product([ItemProof.AS_EXPECTED], [True], [Claim.ALL_IN, Claim.NONE]), Verdict.CUSTODY_BY_SENSOR),
    **dict.fromkeys(product([ItemProof.AS_EXPECTED], _EITHER, [Claim.NOTHING_IN]), Verdict.QUARANTINED),
    **dict.fromkeys(product(_UNSEEN_IN, [True], [Claim.ALL_IN]), Verdict.CUSTODY_BY_CLAIM),
    **dict.fromkeys(product(_UNSEEN_IN, _EITHER, [Claim.NOTHING_IN, Claim.NONE]), Verdict.TO_CHECK),
    **dict.fromkeys(product([ItemProof.CONTRARY], [True], [Claim.ALL_IN]), Verdict.CUSTODY_BY_CLAIM),
    **dict.fromkeys(product([ItemProof.CONTRARY], _EITHER, [Claim.NOTHING_IN, Claim.NONE]), Verdict.QUARANTINED),
    **dict.fromkeys(product(ItemProof, [False], [Claim.ALL_IN]), Verdict.QUARANTINED),
    (ItemProof.AS_EXPECTED, False, Claim.NONE): Verdict.QUARANTINED,
}
_BOTH: Final[dict[tuple[ItemProof, bool, Claim], Verdict]] = {
    **dict.fromkeys(product(ItemProof, _EITHER, CLAIMS[Direction.BOTH]), Verdict.QUARANTINED),
    **dict.fromkeys(product(_UNSEEN_IN, [True], [Claim.EXCHANGED]), Verdict.CUSTODY_BY_CLAIM),
    **dict.fromkeys(product([ItemProof.AS_EXPECTED], [True], [Claim.EXCHANGED, Claim.NONE]), Verdict.CUSTODY_BY_SENSOR),
}

VERDICTS: Final[dict[Speaks, Verdict]] = {
    **{Speaks(Direction.OUT, *speaks): verdict for speaks, verdict in _OUT.items()},
    **{Speaks(Direction.IN, *speaks): verdict for speaks, verdict in _IN.items()},
    **{Speaks(Direction.BOTH, *speaks): verdict for speaks, verdict in _BOTH.items()},
}
"""What follows from direction, item proof, door cycle and what the person said. Of what passes to the office a cycle is
an opening and a closing seen in this turn with no pulse after it that may have left the lock off (rule 17)."""


def judged_as(part: Part) -> Direction:
    """The direction by whose rows it is judged: what staff take out again a moment after its loading goes out."""
    return Direction.OUT if part.state is PartState.RETRIEVAL else part.direction


def as_expected(part: Part, place: Place, reading: Reading) -> bool:
    """Whether a fitted item sensor proves the hand-over of this part."""
    expected = EXPECTED[judged_as(part)]
    seen = (part.before, reading.item) == (expected.before, expected.after)
    return place.item_sensor is ItemSensor.FITTED and seen and (expected.between is None or part.absent_seen)


def item_proof(part: Part, place: Place, reading: Reading) -> ItemProof:
    """What a fitted item sensor proves about a hand-over."""
    if place.item_sensor is ItemSensor.NONE:
        return ItemProof.NOTHING
    if as_expected(part, place, reading):
        return ItemProof.AS_EXPECTED
    if reading.item is Item.UNKNOWN:
        return ItemProof.UNKNOWN
    if judged_as(part) is Direction.BOTH:
        return _proof_of_exchange(part, reading)
    match reading.item:
        case Item.PRESENT:
            return ItemProof.AS_BEFORE if part.before is Item.PRESENT else ItemProof.CONTRARY
        case Item.ABSENT:
            return ItemProof.AS_BEFORE if part.before is Item.ABSENT else ItemProof.NOTHING


def _proof_of_exchange(part: Part, reading: Reading) -> ItemProof:
    """Present afterwards proves nothing by itself: it may be the new one, untouched (rule 23)."""
    if part.before is not Item.PRESENT:
        return ItemProof.NOTHING
    return ItemProof.AS_BEFORE if reading.item is Item.PRESENT else ItemProof.CONTRARY
