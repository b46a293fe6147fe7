"""The whole state decisions are made on, the policy they follow and the time they are made at."""

from __future__ import annotations  # HashTrieMap is generic for type checkers only

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from rpds import HashTrieMap

from lockerd.domain.model.attempts import Attempt, LastPulse
from lockerd.domain.model.called_back import BadgeList
from lockerd.domain.model.compartments import Compartment, Leaf
from lockerd.domain.model.document_classes import EVERY_OFFICE, ClassPolicy, Nature, unnamed
from lockerd.domain.model.doubt import Doubt
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.ids import AttemptId, CompartmentId, GrantId, OrderId, PartId, ReceiptId, VisitId
from lockerd.domain.model.issuers import Numbers
from lockerd.domain.model.kept import Kept
from lockerd.domain.model.key_list import KeyList
from lockerd.domain.model.orders import Order
from lockerd.domain.model.parts import Part
from lockerd.domain.model.readings import Reading
from lockerd.domain.model.receipts import Receipt
from lockerd.domain.model.reports import AuxiliaryInput, Reach
from lockerd.domain.model.rounds import Round
from lockerd.domain.model.staff import LoadSession
from lockerd.domain.model.statements import Nonce, Trust
from lockerd.domain.model.visits import Visit
from lockerd.domain.model.walk_ins import Begun, WalkIn

HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS

OPENINGS_PER_HOUR_CEILING: Final = 240
"""No configuration may allow the wall more openings an hour than this (design rule 6)."""


@dataclass(frozen=True, slots=True)
class Now:
    """Time as decisions see it (design rule 10): true time lies in ``[lo_s, hi_s]``, Unix seconds."""

    mono_ms: int
    """Monotonic since some moment before this boot; the buses' clock."""
    powered_ms: int
    """Time this site has been powered, over all boots."""
    lo_s: int
    hi_s: int | None
    """None: unbounded, nobody trustworthy told the time yet."""
    doubt: Doubt | None = None
    """Why the time is disputed: what serves people then counts served and powered time alone."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The part of the configuration that decisions follow."""

    authorities: frozenset[str] = frozenset()
    sizes: tuple[str, ...] = ("A4",)
    """Names of compartment sizes from small to large."""
    openings_per_hour: int = 120
    openings_per_badge_hour: int = 80
    reach_low_cm: int = 40
    reach_high_cm: int = 110
    """Shelves in this band count as reachable for everybody, a person in a wheelchair included (ISO 21542)."""
    reach_reserved: int = 0
    """How many reachable compartments are kept for orders that need them: a quota, not a preference."""
    door_reminder_ms: int = 60_000
    """An open door is asked for after this (F24); one pushed to, not held, nobody there, is an alarm then (F25)."""
    door_alarm_ms: int = 5 * 60_000
    """A door that still stands open in a visit is an alarm, and holds nobody else up any more (F24)."""
    door_alone_ms: int = 10 * 60_000
    """A door that has been read open so long with nobody there: it, or its sensor, is not as it should be (F22)."""
    classes: Mapping[tuple[str, str], ClassPolicy] = field(default_factory=dict)
    """By office (or ``EVERY_OFFICE``) and document class; see `of`."""
    handles: frozenset[Nature] = frozenset({Nature.OTHER})
    """What the operator has decided that a machine may handle; of another nature nothing is announced."""
    outdoors: bool = False
    """The wall stands outdoors: what belongs indoors only is not announced."""
    quotas: Mapping[str, int] = field(default_factory=dict)
    """By office: so many compartments it holds at most; where nothing stands as many as there are."""
    verifiers: Mapping[str, Trust] = field(default_factory=dict)
    """By id: whose signed statements are taken, and for what."""
    walk_ins: Mapping[str, WalkIn] = field(default_factory=dict)
    """By document class: what is taken in from people without a code; nothing where none is offered."""
    keep_ended_ms: int = 30 * DAY_MS
    """Powered time after which an ended order is erased, its case reference and codes with it (design rule 12)."""

    def of(self, authority: str, document_class: str) -> ClassPolicy:
        """What holds for a class of documents of this office."""
        own = self.classes.get((authority, document_class))
        return own or self.classes.get((EVERY_OFFICE, document_class)) or unnamed(document_class)


Asked = tuple[str, ...]
"""What two people want together: an order put in, or a door opened, why, and by whose staff."""


@dataclass(frozen=True, slots=True)
class FirstBadge:
    """Shown by one of the two people who are needed; monotonic time."""

    badge: str
    shown_ms: int


@dataclass(frozen=True, slots=True)
class NumberTries:
    """Wrong codes typed with one pick-up number; times are powered."""

    number: str
    failures: int
    last_ms: int
    closed_until_ms: int = 0


@dataclass(frozen=True, slots=True)
class Tries:
    """Failed typed codes of one terminal, or of all at the unix socket together, in powered time (design rule 11)."""

    failures: tuple[int, ...] = ()
    """Powered times of the newest failures of the last 24 powered hours."""
    since_success: int = 0
    blocked_until_ms: int = 0
    next_look_ms: int = 0
    """While typing is blocked: when the next code with a pick-up number is looked at."""
    numbers: tuple[NumberTries, ...] = ()
    """The pick-up numbers at which tries failed, the newest last: of all terminals, in the row of the unix socket."""


@dataclass(frozen=True, slots=True)
class TerminalTries:
    """What failed at a terminal that is another machine: it keeps nobody from typing at the others."""

    terminal: str
    tries: Tries = field(default=Tries())
    receipt_tries: Tries = field(default=Tries())


@dataclass(frozen=True, slots=True)
class Opening:
    """One charge on the brake: when (powered time), and by which badge if any."""

    powered_ms: int
    badge: str | None


@dataclass(frozen=True, slots=True)
class Forced:
    """A door that was forced (F23), and when last (powered time)."""

    powered_ms: int
    compartment: CompartmentId


@dataclass(frozen=True, slots=True)
class Site:
    """The one row that belongs to the station as a whole."""

    next_attempt: int = 1
    next_receipt: int = 1
    next_incident: int = 1
    next_session: int = 1
    openings: tuple[Opening, ...] = ()
    """Attempts of the last powered hour, charged in their own transaction (design rule 6)."""
    reissues: tuple[Opening, ...] = ()
    """Codes made anew under a badge, and collections under one, in the last powered hour: they cost its budget, too."""
    tries: Tries = field(default=Tries())
    receipt_tries: Tries = field(default=Tries())
    """The same of numbers of receipts: who guesses at those keeps nobody from a door."""
    elsewhere: tuple[TerminalTries, ...] = ()
    """Both, of each terminal that is another machine, the one used last at the end."""
    walk_ins: tuple[Begun, ...] = ()
    """Hand-ins without a code that began in the last powered day, the newest last: what did not fire counts too."""
    halted: str | None = None
    """Reason why nothing is fired until a technician has looked (F23, F26, F27, F68); None in normal operation."""
    forced: tuple[Forced, ...] = ()
    """The doors that were forced in the last minutes, each once: one whose contact flaps is still one door (F30)."""
    retention_counted_ms: int = 0
    """Powered time up to which retention has been counted."""
    boot_ms: int = 0
    """Powered time of the last boot."""
    badge_list: BadgeList = field(default=BadgeList())
    key_list: KeyList = field(default=KeyList())
    issuers: tuple[Numbers, ...] = ()
    rounds: tuple[Round, ...] = ()
    """Those that go on, of each office one at most, and one of technicians."""
    kept: Kept = field(default=Kept())


@dataclass(frozen=True, slots=True)
class Standing:
    """A door that is not shut."""

    compartment: CompartmentId
    leaf: Leaf
    alone_ms: int | None = None
    """Monotonic; since when nobody stands at it; None: somebody does."""
    opened_ms: int | None = None
    """Monotonic; when a pulse of ours opened it with nobody's visit behind it; None: it was not opened so."""
    told: bool = False
    """Its alarm has gone out."""


Causer = tuple[str, str]
"""Who causes attempts: the kind of right and whose it is."""


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Attempts of one causer in a row that certainly did not fire."""

    times: int
    powered_ms: int
    """When the last one was given back."""


@dataclass(frozen=True, slots=True)
class Disturbed:
    """A line on which nothing is fired because others talk there."""

    since_ms: int
    """Monotonic."""
    doors: frozenset[CompartmentId]


class State(NamedTuple):
    """Everything a decision may look at. Tables are persistent maps: a new state shares all that did not change. A
    tuple, since a decision makes some five of it, and a data class of so many fields is slow to copy."""

    site: Site
    compartments: HashTrieMap[CompartmentId, Compartment]
    orders: HashTrieMap[OrderId, Order]
    parts: HashTrieMap[PartId, Part]
    grants: HashTrieMap[GrantId, Grant]
    receipts: HashTrieMap[ReceiptId, Receipt]
    """Of orders that are not erased yet."""
    attempts: HashTrieMap[AttemptId, Attempt]
    """Open attempts, and closed ones that a compartment's ``pulse`` still names."""
    readings: HashTrieMap[CompartmentId, Reading]
    """Newest reading; volatile, empty after boot."""
    visits: HashTrieMap[VisitId, Visit]
    """Volatile: visits end with the process."""
    live: HashTrieMap[PartId, None]
    """Parts in no state of ``ENDED``, derived from ``parts``: what ended is kept for weeks, with nothing due."""
    grants_of: HashTrieMap[OrderId, tuple[GrantId, ...]]
    """The grants of each order, the newest last, derived from ``grants``."""
    auxiliary: HashTrieMap[AuxiliaryInput, bool]
    """Newest reading of each line of the cabinet; volatile. One that is missing is not fitted, or not read yet."""
    standing: HashTrieMap[CompartmentId, Standing] = HashTrieMap()
    """Doors that are not shut; volatile."""
    last_pulse: LastPulse | None = None
    """Volatile; what a wrong door is recognised by."""
    pulsed: HashTrieMap[CompartmentId, int] = HashTrieMap()
    """Monotonic; when each lock was fired last; volatile. A coil must rest after it (rule 4)."""
    given_back: HashTrieMap[Causer, GivenBack] = HashTrieMap()
    """Volatile; what slows down those whose attempts do not fire (rule 6)."""
    first_badges: HashTrieMap[Asked, FirstBadge] = HashTrieMap()
    """Volatile; for what one of two people has shown a badge."""
    nonces: HashTrieMap[OrderId, Nonce] = HashTrieMap()
    """Volatile; what a verifier has to sign over for an order: after a crash it is asked anew."""
    load_session: LoadSession | None = None
    """Volatile; the newest, of whichever badge."""
    disturbed: HashTrieMap[str, Disturbed] = HashTrieMap()
    """Volatile; by bus, lines that are not quiet (F42)."""
    alarm_ms: int | None = None
    """Volatile; powered time of the newest halt, for as long as it lasts: how long the alarm sounds."""
    first_looked: bool = False
    """Volatile; what could not be read by a minute after the start was judged as such."""
    disputed: bool = False
    """Volatile; it was told that the time is disputed."""
    storage_low: bool = False
    """Volatile; the disk is nearly full: nothing more is put in (F14)."""
    reach: Reach = Reach.REACHED
    ending: HashTrieMap[str, int] = HashTrieMap()
    """Volatile; by name, certificates that end soon, and the days of the newest warning (F67)."""
    dispute_told_ms: int | None = None
    """Volatile; powered time at which that was told last."""

    @classmethod
    def empty(cls) -> State:
        """A site that has never run."""
        return cls(
            site=Site(),
            compartments=HashTrieMap(),
            orders=HashTrieMap(),
            parts=HashTrieMap(),
            grants=HashTrieMap(),
            receipts=HashTrieMap(),
            attempts=HashTrieMap(),
            readings=HashTrieMap(),
            visits=HashTrieMap(),
            live=HashTrieMap(),
            grants_of=HashTrieMap(),
            auxiliary=HashTrieMap(),
        )


Row = Compartment | Order | Part | Grant | Attempt | Receipt | Site
"""What the store keeps. Visits and readings are not kept."""
