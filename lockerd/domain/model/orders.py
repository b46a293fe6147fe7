"""Orders: one hand-over an authority wants, from announcement to end; where it is follows from its parts."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.parts import PartState


class Kind(StrEnum):
    """Who gives what to whom; which of them are served stands in ``business.py``."""

    COLLECTION = "collection"
    HAND_IN = "hand_in"
    SWAP = "swap"


class Form(StrEnum):
    """How a swap is made."""

    SAME_COMPARTMENT = "same_compartment"
    """Behind one door: the new document out, the old one in (rule 23)."""
    OLD_FIRST = "old_first"
    """Behind two doors: the old document is with the office before the new one's opens (rule 22)."""


LEAST_SETTLED_FIRST: Final = (
    PartState.COLLECTING,
    PartState.HANDING_IN,
    PartState.EXCHANGING,
    PartState.LOADING,
    PartState.RETRIEVAL,
    PartState.ANNOUNCED,
    PartState.RESERVED,
    PartState.READY,
    PartState.AWAITED,
    PartState.EXPIRED,
    PartState.RECALLED,
    PartState.QUARANTINED,
    PartState.HANDED_IN,
    PartState.REMAINDER,
    PartState.COLLECTED,
    PartState.CLOSED,
    PartState.RETRIEVED,
    PartState.CANCELLED,
)
"""An order is in the first of these states that one of its parts is in: it is done when all are (rule 24)."""


SETTLED: Final = frozenset({PartState.COLLECTED, PartState.CLOSED, PartState.RETRIEVED, PartState.CANCELLED})
"""Nothing of the part is to be handed over any more."""


def order_state(parts: Iterable[PartState]) -> PartState:
    """Where the order of these parts is; there is at least one."""
    found = set(parts)
    return next(state for state in LEAST_SETTLED_FIRST if state in found)


class Hold(StrEnum):
    """Whether the office keeps its order back for a while: a fee, a wish of its own (rule 27)."""

    NONE = "none"
    WANTED = "wanted"
    """Nothing is opened under its code from now on; it acts when whoever is at a door of it is gone."""
    ON = "on"


@dataclass(frozen=True, slots=True)
class Order:
    """One hand-over; pseudonymous, nothing here names a person (design rule 12)."""

    id: OrderId
    authority: str
    kind: Kind
    document_class: str
    case_reference: str
    """The office's own opaque reference, a pseudonym; deleted when the order has ended and its retention is over."""
    parts: int
    """How many, numbered from 1."""
    retention_ms: int
    """Served time for which the items wait once the code is made."""
    cancel_wanted: bool = False
    """A cancellation that waits for an open attempt or a loading to end (design rule 1)."""
    cancel_reason: str = ""
    """Central's word for it, said in the event."""
    hold: Hold = Hold.NONE
    """What its code has done, and what it is good for afterwards, stays as it was meanwhile."""
    hold_reason: str = ""
    """Central's word for it, said in the event."""
    no_delegate: bool = False
    """Its office excludes that somebody else comes for it; its class may exclude that too."""
    on_demand: bool = False
    """Its code comes with the announcement, and staff put it in when somebody asks for it with that (ADR 49)."""
    asked_ms: int | None = None
    """Powered time at which it was told last that somebody stood here with its code, and it was not in."""
    asked_lo_s: int | None = None
    """Unix seconds, not before which that was."""
    walk_in: bool = False
    """Nobody announced it: somebody brought it without a code, and its right is their visit (rule 21)."""
    ended_powered_ms: int | None = None
    """Powered time at which its last part ended; what names its case is erased some time after."""
