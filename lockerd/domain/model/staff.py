"""What staff ask for under a badge."""

from dataclasses import dataclass

from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.codes import FreshCode
from lockerd.domain.model.ids import CompartmentId, OrderId, VisitId
from lockerd.domain.model.reasons import EmergencyReason


@dataclass(frozen=True, slots=True)
class Staff:
    """A verified badge."""

    badge: str
    authority: str
    roles: frozenset[BadgeRole]


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


StaffRequest = StartLoading | LoadNext | ConfirmLoaded | StartRetrieval | Reissue
"""What staff ask for under a badge; central, too, has codes made anew."""
