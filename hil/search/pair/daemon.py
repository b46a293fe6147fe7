"""What lockerd and its buses know in one situation of the search of two doors, and when it is the same."""

from dataclasses import dataclass, field

from lockerd.domain.model.derived import in_order
from lockerd.domain.model.ids import OrderId, PartId
from lockerd.domain.model.visits import Phase
from lockerd.domain.requests.on_demand import ASKED_AGAIN_MS
from search import daemon
from search.box import DOORS
from search.rules import loads, parts_of
from search.same import age, door_key, site_key, there, visit_key, visits_of


@dataclass(eq=False, repr=False, slots=True)
class Daemon(daemon.Daemon):
    """One state of lockerd and its buses."""

    asked: tuple[int, PartId] | None = field(init=False)
    """At which door staff are asked to put what in."""

    def __post_init__(self) -> None:
        daemon.Daemon.__post_init__(self)
        visits = self.state.visits.values()
        loading = (v for v in visits if loads(v.role) and v.phase is Phase.DOOR_OPEN)
        self.asked = next(((DOORS.index(v.compartment), v.part) for v in loading if v.part is not None), None)


def key(daemon: Daemon) -> object:
    """What makes two states of the daemon the same."""
    visits = visits_of(daemon)
    return (
        tuple(door_key(daemon, at, visits) for at in range(2)),
        tuple(_order(daemon, order) for order in sorted(daemon.live)),
        tuple(visit_key(daemon, visit) for visit in there(visits)),
        site_key(daemon, visits),
    )


def _order(daemon: Daemon, order: OrderId) -> object:
    state = daemon.state
    parts = parts_of(state, order)
    return (
        order,
        state.orders[order].cancel_wanted,
        _asked(daemon, state.orders[order].asked_ms),
        tuple((part.state, part.right, part.attempts, part.grace_left_ms is None, part.before) for part in parts),
        tuple(part.needs for part in parts),
        tuple((grant.state, grant.retention_left_ms > 0) for grant in in_order(state.grants) if grant.order == order),
    )


def _asked(daemon: Daemon, asked_ms: int | None) -> object:
    return None if asked_ms is None else age(daemon, asked_ms, ASKED_AGAIN_MS)
