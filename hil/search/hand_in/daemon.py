"""What lockerd and its buses know in one situation of the search of hand-ins, and when it is the same."""

from dataclasses import dataclass

from lockerd.domain.model.derived import in_order
from lockerd.domain.model.ids import OrderId, PartId
from search import daemon
from search.hand_in.scene import BRINGS
from search.rules import AT_DOOR, brings, left_behind, parts_of, reports
from search.same import door_key, site_key, there, visit_key, visits_of


@dataclass(eq=False, repr=False, slots=True)
class Daemon(daemon.Daemon):
    """One state of lockerd and its buses."""

    asked: int = 1
    """How many parts whoever brings something has; what is left behind comes on top."""

    def was_asked_for(self, part: PartId) -> bool:
        """Whether the office has announced it."""
        return part.number <= (self.asked if part.order == BRINGS else 1)

    def attended(self, at: int) -> bool:
        """Whether somebody who brings something, or looks inside, stands at this door as far as the daemon knows."""
        here = (v for v in self.state.visits.values() if v.door == self.doors[at] and v.phase in AT_DOOR)
        return any(brings(visit.role) or reports(visit.role) for visit in here)


def key(daemon: Daemon) -> object:
    """What makes two states of the daemon the same."""
    visits = visits_of(daemon)
    return (
        tuple(door_key(daemon, at, visits) for at in range(len(daemon.doors))),
        tuple(_order(daemon, order) for order in sorted(daemon.live)),
        tuple(visit_key(daemon, visit) for visit in there(visits)),
        site_key(daemon, visits),
    )


def _order(daemon: Daemon, order: OrderId) -> object:
    state = daemon.state
    parts = tuple(
        (
            (part.state, part.right, part.compartment, part.before),
            (part.attempts, part.openings, part.grace_left_ms is None, part.pulsed, part.outage),
            part.needs,
        )
        for part in parts_of(state, order)
        if daemon.was_asked_for(part.id) or part.receipt is not None or left_behind(part)
    )
    codes = tuple(
        (grant.id, grant.state, grant.retention_left_ms > 0) for grant in in_order(state.grants) if grant.order == order
    )
    row = state.orders[order]
    return (order, row.cancel_wanted, row.hold, parts, codes)
