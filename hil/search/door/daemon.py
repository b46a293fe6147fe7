"""What lockerd and its bus know in one situation of the search of one door, and when it is the same."""

from dataclasses import dataclass, field
from typing import Final

from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.ids import GrantId, OrderId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import Reading
from lockerd.domain.model.visits import Phase
from search import daemon
from search.box import A01, Fitting
from search.rules import loads, parts_of
from search.same import door_key, site_key, there, visit_key, visits_of

WAITING: Final = frozenset({PartState.ANNOUNCED, PartState.RESERVED})
"""Nothing has been put in. Every order here is of one part, and both go by the name of the order."""


@dataclass(eq=False, repr=False, slots=True)
class Daemon(daemon.Daemon):
    """One state of lockerd and its bus."""

    codes: tuple[tuple[GrantId, OrderId], ...] = ()
    waiting: frozenset[OrderId] = field(init=False)
    """Orders of which nothing has been put in."""
    served: frozenset[OrderId] = field(init=False)
    """Orders with a code that can still open."""
    free: bool = field(init=False)
    """Whether it takes the compartment for empty."""
    asked: OrderId | None = field(init=False)
    """Whose item staff are asked to put in."""

    def __post_init__(self) -> None:
        daemon.Daemon.__post_init__(self)
        state = self.state
        self.waiting = frozenset(part.id.order for part in state.parts.values() if part.state in WAITING)
        self.served = frozenset(part.order for part in self.good)
        self.free = state.compartments[A01].condition in {Condition.FREE, Condition.RESERVED}
        loading = (v for v in state.visits.values() if loads(v.role) and v.phase is Phase.DOOR_OPEN)
        self.asked = next((visit.order for visit in loading), None)

    @property
    def fitting(self) -> Fitting:
        """What is built into the one door."""
        return self.fittings[0]

    @property
    def leaf(self) -> Leaf:
        """How the one door stands as far as it was told."""
        return self.seen[0]

    @property
    def reading(self) -> Reading:
        """What it was told of the one door."""
        return self.heard[0]

    def code(self, grant: str | None) -> object:
        """Codes are told from each other by their age, order by order."""
        whose = next((order for name, order in self.codes if name == grant), None)
        return None if whose is None else (whose, self.codes_of(whose).index(GrantId(grant or "")))

    def codes_of(self, order: OrderId) -> list[GrantId]:
        """The codes of an order, the oldest first."""
        return [grant for grant, whose in self.codes if whose == order]


def key(daemon: Daemon) -> object:
    """What makes two states of the daemon the same.

    What belongs to an order that has ended is left out: its grants are forgotten, so that neither code nor attempt can
    do anything any more.
    """
    visits = visits_of(daemon)
    return (
        door_key(daemon, 0, visits),
        tuple(_order(daemon, order) for order in sorted(daemon.live)),
        tuple(visit_key(daemon, visit) for visit in there(visits)),
        site_key(daemon, visits),
    )


def _order(daemon: Daemon, order: OrderId) -> object:
    grants = (daemon.state.grants[grant] for grant in daemon.codes_of(order))
    parts = parts_of(daemon.state, order)
    return (
        order,
        daemon.state.orders[order].cancel_wanted,
        tuple((part.state, part.right, part.attempts, part.grace_left_ms is None, part.before) for part in parts),
        tuple((grant.state, grant.retention_left_ms > 0) for grant in grants),
    )
