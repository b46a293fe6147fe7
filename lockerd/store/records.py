"""What goes into a commit and what comes back from the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from lockerd.domain.draft import Key
from lockerd.domain.model.facts import Fact, Scalar
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.state import Row, State
from lockerd.domain.shown.usage import Counted

ZERO_HASH: Final = "0" * 64
"""Stands where there is no earlier custody row."""

NOTHING_TOLD: Final[Mapping[str, str]] = MappingProxyType({})
"""As the log holds it: no name and no reason was told in place of its commitment."""

MEMO_KEPT_S: Final[Mapping[str, int]] = {"http": 24 * 3600, "command": 30 * 24 * 3600}
"""Scopes of memos, and for how many seconds of trusted time each is kept."""
MEMO_TEXT_CHARS: Final = 512
"""How much one memo may say: what became of a request, and never what it brought."""


@dataclass(frozen=True, slots=True)
class MemoLimit:
    """How much of one scope is remembered at most."""

    count: int
    bytes: int
    """Of keys, fingerprints and answers."""
    reserve: int = 0
    """The last of ``count`` are kept for signed codes, which the brake on openings bounds: 240 an hour."""


MEMO_LIMITS: Final[Mapping[str, MemoLimit]] = {
    "http": MemoLimit(count=20_000, bytes=8 << 20, reserve=6_000),
    "command": MemoLimit(count=20_000, bytes=8 << 20),
}
"""Much more than a busy wall needs: a visit takes six or seven, a day of failed tries 8,700 at most."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest custody row: ``number`` counts from 1 within ``epoch``; ``hash`` is 64 hex digits.

    ``number`` is 0 before an epoch's first row; ``hash`` is then that of the last row before it, or ``ZERO_HASH``.
    """

    epoch: int
    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a commit was decided: boot id, monotonic and powered milliseconds, trusted time in Unix seconds."""

    boot: str
    mono_ms: int
    powered_ms: int
    lo_s: int
    hi_s: int | None


@dataclass(frozen=True, slots=True)
class Reply:
    """A message for central that is not an event: full topic, signed text, the asker's correlation data."""

    topic: str
    payload: str
    correlation: bytes | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A memo: what a request is to get when it comes again, which then decides nothing (``scope``: see MEMO_KEPT_S)."""

    scope: str
    key: str
    fingerprint: str
    answer: str
    """The asker's own text, at most ``MEMO_TEXT_CHARS``; nobody else reads it. Never holds a code (design rule 12)."""
    lo_s: int


@dataclass(frozen=True, slots=True)
class Commit:
    """One transaction; with group commit it holds what several decisions have come to, each row once."""

    stamp: Stamp
    rows: tuple[Row, ...] = ()
    dropped: tuple[Key, ...] = ()
    """Rows that are no more; one that is in ``rows`` as well was made anew."""
    erased: tuple[OrderId, ...] = ()
    """Orders to forget: no row of this commit and no compartment may name them any more."""
    facts: tuple[Fact, ...] = ()
    replies: tuple[Reply, ...] = ()
    recorded: tuple[Recorded, ...] = ()
    usage: tuple[tuple[Counted, int], ...] = ()
    """What is counted of the day, and how often."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the database knows at start. ``state`` has no readings and no visits; they live in memory only."""

    state: State
    removed: tuple[CompartmentId, ...]
    """Compartments that the store knows and the configuration does not; ``state`` has none of what names them."""
    recorded: tuple[Recorded, ...]
    head: Head
    powered_ms: int
    lo_s: int


class CustodyRow(NamedTuple):
    """One row of the custody log. ``position`` counts over all epochs, ``number`` within one."""

    position: int
    epoch: int
    number: int
    boot: str
    mono_ms: int
    lo_s: int
    hi_s: int | None
    type: str
    compartment: CompartmentId | None
    order: OrderId | None
    """None where the fact names none, and for ever after the order was erased."""
    commitment: str | None
    """Hex SHA-256 of salt and order id; stays when the order is erased."""
    data: Mapping[str, Scalar]
    """Who and why as commitments, unless ``salts`` tells how to make those of what stands here."""
    prev: str
    hash: str
    salts: Mapping[str, str] = NOTHING_TOLD
    """By field of ``data``, hex: of what was told in place of its commitment (`lockerd.store.names`)."""


class OutgoingEvent(NamedTuple):
    """A custody row waiting for central; ``salt`` opens its commitment and is None where the row names no order."""

    id: int
    row: CustodyRow
    salt: bytes | None
    case_reference: str | None = None
    """The office's own name for the order, as long as the order is stored."""


class OutgoingReply(NamedTuple):
    """A reply waiting for central."""

    id: int
    reply: Reply


Outgoing = OutgoingEvent | OutgoingReply
