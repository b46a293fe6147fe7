"""Parts: the share of an order that lies, or shall lie, in one compartment, and the right to open it (rule 24)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lockerd.domain.model.compartments import HOLDS_NOTHING, Compartment
from lockerd.domain.model.directions import WAYS, Direction, Way
from lockerd.domain.model.ids import CompartmentId, PartId, ReceiptId
from lockerd.domain.model.outages import Outage
from lockerd.domain.model.readings import Item

ATTEMPTS_PER_PART: Final = 3
"""So often a code is tried at one door without an opening; then staff look (rule 2)."""
PARTS_MAX: Final = 9
"""So many compartments one order may ask for."""


class PartState(StrEnum):
    """Where a part is in its life; an order is where the least settled of its parts is (``order_state``)."""

    ANNOUNCED = "announced"
    RESERVED = "reserved"
    LOADING = "loading"
    READY = "ready"
    COLLECTING = "collecting"
    COLLECTED = "collected"
    AWAITED = "awaited"
    HANDING_IN = "handing_in"
    EXCHANGING = "exchanging"
    HANDED_IN = "handed_in"
    REMAINDER = "remainder"
    """A door that did not open to what somebody brought elsewhere then: no code opens it, and staff look (rule 16)."""
    EXPIRED = "expired"
    RECALLED = "recalled"
    RETRIEVAL = "retrieval"
    RETRIEVED = "retrieved"
    CANCELLED = "cancelled"
    QUARANTINED = "quarantined"
    CLOSED = "closed"


ENDED: Final = frozenset({PartState.CLOSED, PartState.RETRIEVED, PartState.CANCELLED})
"""Collected, taken out by staff, or taken back before it was put in."""

UNDER_WAY: Final = frozenset(
    {PartState.LOADING, PartState.COLLECTING, PartState.HANDING_IN, PartState.EXCHANGING, PartState.RETRIEVAL}
)
"""Somebody is at its door, or was when the power failed."""


class RightState(StrEnum):
    """What the code of the order is worth at this part's door."""

    NONE = "none"
    """Nothing was put in yet that a code could be for."""
    ACTIVE = "active"
    ATTEMPTING = "attempting"
    GRACE = "grace"
    """The power failed during an attempt: the same code works again for a short powered time."""
    SPENT = "spent"
    JAMMED = "jammed"
    SUSPENDED = "suspended"
    ENDED = "ended"


OPENS: Final = frozenset({RightState.ACTIVE, RightState.ATTEMPTING, RightState.GRACE})
"""Rights that can still open something by themselves."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What the person needs of a compartment; the reason is never stored."""

    size: str | None = None
    lowest_cm: int | None = None
    highest_cm: int | None = None
    slow_hands: bool = False

    @property
    def reach(self) -> bool:
        """Whether the height of the shelf matters."""
        return self.lowest_cm is not None or self.highest_cm is not None


@dataclass(frozen=True, slots=True)
class Part:
    """What is tried, spent, jammed, suspended, quarantined and cleared."""

    id: PartId
    direction: Direction
    authority: str
    needs: Needs
    item_count: int
    state: PartState = PartState.ANNOUNCED
    compartment: CompartmentId | None = None
    right: RightState = RightState.NONE
    attempts: int = 0
    """Of the code at this door that may have fired, without an opening seen; at most three (rule 2)."""
    openings: int = 0
    """Of this door seen under the code; one at most of what staff had put in (rule 2)."""
    grace_left_ms: int | None = None
    """Powered time for which the code still works after a crash; renewed by no reboot; None: never given."""
    pulsed: bool = False
    """Of an ``in`` part: its lock was fired here since it was tied."""
    began_lo_s: int | None = None
    """Unix seconds, not before which its first attempt under a code was made."""
    shut_lo_s: int | None = None
    """Not before which its door was shut last under its own right."""
    outage: Outage = Outage.NONE
    """What happened while it was being handed over."""
    session: int = 0
    """Of loading, in which it was put in; 0: it was not, or before that was counted."""
    disputed: bool = False
    """Whoever came to collect it said that what they took out is not theirs; it is not put back yet (F54)."""
    absent_seen: bool = False
    """Of an exchange: with its door open, in its last opening, the item sensor saw nothing inside (rule 23)."""
    receipt: ReceiptId | None = None
    """Of what has passed to the office, or to the person."""
    before: Item = Item.UNKNOWN
    """What the item sensor said before the hand-over: only against that its word afterwards proves anything (F33)."""
    checklist: tuple[str, ...] = ()
    """Of a hand-in: codes of what is expected; it never changes."""
    missing: tuple[str, ...] | None = None
    """What of it is not there, as the person says who brings it; None: nobody has said anything."""

    @property
    def way(self) -> Way:
        """What goes with its direction."""
        return WAYS[self.direction]


def is_to_come(part: Part) -> bool:
    """Whether staff have still to put it in; a loading that nobody has confirmed is not done."""
    return not part.way.brought and part.right is RightState.NONE and part.state not in ENDED


def was_loaded(part: Part) -> bool:
    """Whether a loading of it came to its end: then it has a right, if only one that has ended."""
    return not part.way.brought and part.right is not RightState.NONE


def are_brought(parts: Sequence[Part]) -> bool:
    """Whether a person brings all that an order is about, and nothing of it lies behind a door for them."""
    return all(part.way.brought for part in parts)


def is_tied(part: Part | None) -> bool:
    """Whether an ``in`` part is named on a compartment: what may lie there is the person's until staff have looked."""
    return part is not None and part.way.brought and part.compartment is not None


def is_remainder(part: Part) -> bool:
    """Whether it was announced by nobody: a door that did not open, left behind by what was brought elsewhere then."""
    return part.way.brought and part.right is RightState.NONE


def holds_nothing(row: Compartment, part: Part | None) -> bool:
    """Whether no item is expected behind a door; one that names an ``in`` part counts as occupied (rule 16)."""
    return row.condition in HOLDS_NOTHING and not is_tied(part)


def may_be_removed(row: Compartment, part: Part | None) -> bool:
    """Whether the configuration may leave a compartment out: nothing is expected inside, and no unlock is under way."""
    return holds_nothing(row, part) and row.attempt is None


def has_ended(part: Part) -> bool:
    """Whether nothing of it is anywhere any more; one that is cancelled and tied waits for staff (rule 20)."""
    return part.state in ENDED and not (part.state is PartState.CANCELLED and is_tied(part))


def is_with_the_office(part: Part) -> bool:
    """Whether custody of it has passed to the office: that is never taken back (rule 17)."""
    return part.way.to_office and part.receipt is not None


def is_held(part: Part) -> bool:
    """Whether it was being put in when the power or its board failed, and is to be judged in some minutes (rule 21)."""
    begun = part.state in {PartState.HANDING_IN, PartState.EXCHANGING} and part.right is not RightState.ATTEMPTING
    return begun and part.grace_left_ms is not None


def in_grace(part: Part) -> bool:
    """Whether powered time runs for it after a power cut: its code works once more, or what was put in is judged."""
    return part.right is RightState.GRACE or is_held(part)
