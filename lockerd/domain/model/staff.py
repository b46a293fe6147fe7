"""What staff ask for under a badge."""

from dataclasses import dataclass

from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.codes import FreshCode
from lockerd.domain.model.ids import CompartmentId, OrderId, VisitId
from lockerd.domain.model.reasons import EmergencyReason
from lockerd.domain.model.rounds import RoundKind, Scope


@dataclass(frozen=True, slots=True)
class Staff:
    """A verified badge."""

    badge: str
    authority: str
    roles: frozenset[BadgeRole]


@dataclass(frozen=True, slots=True)
class LoadSession:
    """What one badge puts in without a longer pause; monotonic time."""

    number: int
    badge: str
    last_ms: int


@dataclass(frozen=True, slots=True)
class Reissue:
    """A new code for a ready or awaited order (``grant.reissue``, or a badge at the terminal); the old one dies."""

    order: OrderId
    code: FreshCode
    staff: Staff | None = None
    visit: VisitId | None = None


@dataclass(frozen=True, slots=True)
class StartLoading:
    """Staff want to put an order's document in."""

    visit: VisitId
    order: OrderId
    staff: Staff
    scanned: bool = False
    """Its envelope was read, and is that of this order."""


@dataclass(frozen=True, slots=True)
class StartRetrieval:
    """Staff want to take out what waits for them behind one door; in an emergency two of them, what does not wait."""

    visit: VisitId
    staff: Staff
    compartment: CompartmentId | None = None
    """None: the next door of their list."""
    emergency: EmergencyReason | None = None


@dataclass(frozen=True, slots=True)
class ConfirmLoaded:
    """Staff confirm that the item lies in the compartment and the door is shut."""

    visit: VisitId
    code: FreshCode
    although_not_seen: bool = False
    """Staff insist although the item sensor sees nothing (a thin letter, F33)."""
    counted: int | None = None
    """How many things staff say they put in; None: they were not asked."""
    others: tuple[FreshCode, ...] = ()
    """For what stands on the list of this visit, in its order."""


@dataclass(frozen=True, slots=True)
class LoadNext:
    """Staff have put something in, shut the door, and want to put the next thing in: the first is on their list."""

    visit: VisitId
    order: OrderId
    """The next one."""
    although_not_seen: bool = False
    """Of what lies there already, as of ``ConfirmLoaded``."""
    counted: int | None = None
    scanned: bool = False


@dataclass(frozen=True, slots=True)
class StartRound:
    """Somebody goes round: staff under a badge, or a technician on the bench; the next door of it is opened."""

    visit: VisitId
    kind: RoundKind
    staff: Staff | None
    """None: ``who`` on the bench, who has given a ``reason``."""
    scope: Scope | None = None
    """Where it begins, through which doors: no request names several (rule 5). None: it goes on."""
    who: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EndRound:
    """Whoever may go on with a round ends it: the doors that are left stay as they are."""

    staff: Staff | None
    """None: ``who`` on the bench."""
    who: str = ""


StaffRequest = StartLoading | LoadNext | ConfirmLoaded | StartRetrieval | StartRound | EndRound | Reissue
"""What staff ask for under a badge; central, too, has codes made anew."""
