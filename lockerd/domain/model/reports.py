"""What the bus owners are asked to do and what they report back."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lockerd.domain.model.ids import AttemptId, CompartmentId
from lockerd.domain.model.readings import Reading
from lockerd.domain.model.reasons import Reason


@dataclass(frozen=True, slots=True)
class Unlock:
    """Fire the lock of ``compartment`` once, for an attempt that is already durable (design rule 1)."""

    attempt: AttemptId
    compartment: CompartmentId
    deadline_ms: int
    """Monotonic; past it the first byte must not leave any more."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Do not fire this attempt if its first byte has not left yet; its ``not_fired`` is still reported."""

    attempt: AttemptId


class NotFiredReason(Reason):
    """Why an unlock was given back with no byte of it sent."""

    DEADLINE = "deadline", "its turn did not come in time"
    WITHDRAWN = "withdrawn", "it was taken back: the wall was halted, or its door moved meanwhile"
    DOOR_OPEN = "door_open", "the last look before the pulse found the door open"
    NO_READING = "no_reading", "the last look before the pulse could not read the door"
    BOARD_DEAD = "board_dead", "the board does not answer (F41)"
    BUS_GONE = "bus_gone", "the port, or the pins, are lost (F43)"
    LINE_DISTURBED = "line_disturbed", "somebody else talks on the line: what is sent may arrive as another thing (F42)"


@dataclass(frozen=True, slots=True)
class Fired:
    """The unlock frame went out; its first byte left at ``began_ms`` (monotonic). Says nothing about the door."""

    attempt: AttemptId
    began_ms: int


@dataclass(frozen=True, slots=True)
class NotFired:
    """No byte of the unlock frame was sent; the attempt is given back."""

    attempt: AttemptId
    reason: NotFiredReason


@dataclass(frozen=True, slots=True)
class PulseFailed:
    """The board's answer to an unlock that was sent says that it failed; no proof of anything."""

    attempt: AttemptId


@dataclass(frozen=True, slots=True)
class Readings:
    """Consistent look at the compartments of one board; sent on change, and when a board falls silent (``unknown``)."""

    readings: tuple[Reading, ...]


class BoardHealth(StrEnum):
    """Whether a board's answers can be used."""

    ALIVE = "alive"
    DEAD = "dead"
    """It does not answer (F41), or must not be used."""
    CONFLICT = "conflict"
    """It is not alone at its address, as far as can be seen (F39); its compartments are unknown."""
    RESTARTED = "restarted"
    """It lost its supply for a moment; what it said before does not count any more (F40)."""
    LATE = "late"
    """It answers, again and again, after its time is over: no lock is fired on what it says (F37)."""


@dataclass(frozen=True, slots=True)
class BoardReport:
    """Something became of a board."""

    bus: str
    address: int
    health: BoardHealth
    sign: str = ""
    """Of a conflict: what speaks for it."""
    reply_ms: int = 0
    """Of a late board: how long its answer took, at most."""


class BusTrouble(StrEnum):
    """What is wrong on a line, and that it is over."""

    BABBLE = "babble"
    """Bytes that belong to nothing while nobody was asked (F42)."""
    FOREIGN_QUESTION = "foreign_question"
    """Somebody else asks our boards."""
    FOREIGN_ORDER = "foreign_order"
    """Somebody else fires locks, or sets boards up."""
    QUIET = "quiet"
    """None of these was heard for a while."""
    ERRORS = "errors"
    """More than 1 % of the questions of 5 minutes went wrong (F44)."""
    CLEAN = "clean"
    """Not more than 0.5 % did."""


@dataclass(frozen=True, slots=True)
class BusReport:
    """Something became of a line. Until `BusTrouble.QUIET`, nothing is fired on one that is not."""

    bus: str
    trouble: BusTrouble
    said: str = ""
    """Of a foreign frame: what it says."""
    target: str = ""
    """Of a foreign frame: the board, or board/channel; empty for all boards."""
    meant: tuple[CompartmentId, ...] = ()
    """Of a foreign order: whose locks it meant, of one for all boards those of the whole line."""
    doors: tuple[CompartmentId, ...] = ()
    """Of what ends all firing on this line until it is quiet: all its doors."""
    per_mille: int = 0
    """Of errors: how many of a thousand questions."""


class AuxiliaryInput(StrEnum):
    """What the lines of the cabinet tell beside the doors; named after what is so while the line is active.

    Drivers report in this order, so that a cabinet found open is judged with the key known.
    """

    SERVICE_KEY = "service_key"
    """A technician has turned the service key: somebody who may be here is here."""
    MAINS_LOST = "mains_lost"
    """The uninterruptible supply runs on its battery (F8)."""
    TAMPER = "tamper"
    """The cabinet of the electronics stands open (F68)."""
    FIRE = "fire"
    """The building's fire alarm has gone off (F73). It is told, and opens nothing."""


@dataclass(frozen=True, slots=True)
class AuxiliaryReport:
    """A line of the cabinet changed, or was read for the first time."""

    input: AuxiliaryInput
    active: bool | None
    """None: the line cannot be read any more."""


@dataclass(frozen=True, slots=True)
class RoomReport:
    """The disk of the database is nearly full, or has room again (F14)."""

    low: bool
    free_mb: int


@dataclass(frozen=True, slots=True)
class CertificatesReport:
    """Until when the certificates are good that this site shows or relies on (F67)."""

    ends: Mapping[str, int]
    """By name, Unix seconds."""


class Reach(StrEnum):
    """How central has been reached lately."""

    REACHED = "reached"
    UNSTEADY = "unsteady"
    """Its connection was lost again and again within the hour; what has to go out does."""
    AWAY = "away"
    """Nothing that was sent has been acknowledged for minutes (F59, F60)."""


@dataclass(frozen=True, slots=True)
class ReachReport:
    """Central is reached in another way than before."""

    reach: Reach
    since_s: int
    """Unix seconds, the lower end of trusted time: since when."""
    losses: int
    """How often the connection was lost within the hour."""


Report = (
    Fired
    | NotFired
    | PulseFailed
    | Readings
    | BoardReport
    | BusReport
    | AuxiliaryReport
    | RoomReport
    | CertificatesReport
    | ReachReport
)
