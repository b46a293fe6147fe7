"""What lockerd and its bus know in one situation of the search of exchanges, and when it is the same."""

from dataclasses import dataclass
from typing import Final

from lockerd.domain.model.derived import in_order
from lockerd.domain.model.parts import Part, PartState
from search import daemon
from search.exchange.scene import ORDER, PART
from search.rules import AT_DOOR
from search.same import door_key, site_key, there, visit_key, visits_of

TO_JUDGE: Final = frozenset({PartState.READY, PartState.EXCHANGING, PartState.EXPIRED})
"""What was tried and seen so far still decides what becomes of an exchange in one of these."""


@dataclass(eq=False, repr=False, slots=True)
class Daemon(daemon.Daemon):
    """One state of lockerd and its bus."""

    @property
    def part(self) -> Part:
        """What is exchanged."""
        return self.state.parts[PART]

    @property
    def attended(self) -> bool:
        """Whether somebody stands at the door as far as the daemon knows."""
        return any(visit.phase in AT_DOOR for visit in self.state.visits.values())


def key(daemon: Daemon) -> object:
    """What makes two states of the daemon the same."""
    visits = visits_of(daemon)
    return (
        door_key(daemon, 0, visits),
        _order(daemon) if ORDER in daemon.live else None,
        tuple(visit_key(daemon, visit) for visit in there(visits)),
        site_key(daemon, visits),
    )


def _order(daemon: Daemon) -> object:
    """Counts and what was seen of the opening decide until it is judged. No check asks which outage a receipt names."""
    row, part = daemon.state.orders[ORDER], daemon.part
    counts = (part.attempts, part.openings, part.absent_seen)
    return (
        (row.cancel_wanted, row.hold),
        (part.state, part.right, part.before, part.receipt is None, part.grace_left_ms is None),
        counts if part.state in TO_JUDGE else None,
        tuple((grant.id, grant.state, grant.retention_left_ms > 0) for grant in in_order(daemon.state.grants)),
    )
