"""What lockerd and its buses know in one situation of the search of hand-ins, and when it is the same."""

from dataclasses import dataclass

from lockerd.domain.model.derived import in_order
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.ids import OrderId, PartId
from lockerd.domain.model.state import FirstBadge
from lockerd.domain.model.statements import NONCE_MS
from lockerd.domain.model.visits import Phase
from lockerd.domain.requests.two_people import SECOND_WITHIN_MS
from search import daemon
from search.hand_in.scene import BRINGS
from search.rules import AT_DOOR, brings, left_behind, parts_of, reports
from search.same import age, door_key, rounds_key, site_key, there, visit_key, visits_of


@dataclass(eq=False, repr=False, slots=True)
class Daemon(daemon.Daemon):
    """One state of lockerd and its buses."""

    asked: int = 1
    """How many parts whoever brings something has; what is left behind comes on top."""
    nonce: str = ""
    """What whoever has a code was given last to have signed (ADR 50);"""
    earlier: str = ""
    """and before that."""
    families: bool = False
    """Codes are shown in the visit of another one: also while its paper is shown."""

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
    papers = (visit_key(daemon, visit) for visit in visits if daemon.families and visit.phase is Phase.PAPER_READY)
    return (
        tuple(door_key(daemon, at, visits) for at in range(len(daemon.doors))),
        tuple(_order(daemon, order) for order in sorted(daemon.live)),
        tuple(visit_key(daemon, visit) for visit in there(visits)),
        site_key(daemon, visits),
        tuple(papers),
        rounds_key(daemon),
        _asked(daemon),
        frozenset((asked, first.badge) for asked, first in daemon.state.first_badges.items() if _counts(daemon, first)),
    )


def _counts(daemon: Daemon, first: FirstBadge) -> bool:
    return daemon.mono_ms - first.shown_ms <= SECOND_WITHIN_MS


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
        (grant.id, grant.state, grant.retention_left_ms > 0, _tries(daemon, grant))
        for grant in in_order(state.grants)
        if grant.order == order
    )
    row = state.orders[order]
    return (order, row.cancel_wanted, row.hold, parts, codes)


def _asked(daemon: Daemon) -> object:
    nonces = daemon.state.nonces.values()
    known = (daemon.nonce != "", daemon.earlier != "")
    return known, tuple((each.text == daemon.nonce, age(daemon, each.asked_ms, NONCE_MS + 1)) for each in nonces)


def _tries(daemon: Daemon, grant: Grant) -> object:
    tries = (grant.secret_tries, grant.statement_tries)
    return tuple((each.failures, each.closed_until_ms > daemon.mono_ms) for each in tries)
