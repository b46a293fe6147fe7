"""What the rules believe of a site at a moment, and what a test asks of it."""

from dataclasses import dataclass, field, replace
from typing import Final

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.derived import parts_of, state_of, worth
from lockerd.domain.model.doubt import Doubt
from lockerd.domain.model.fact_fields import WHOSE_FIELDS
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.grants import Grant, Worth
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId, PartId, VisitId
from lockerd.domain.model.parts import Part, PartState
from lockerd.domain.model.state import Now, State
from lockerd.domain.model.visits import Visit
from lockerd.domain.shown.signals import Signals, signals

A01: Final = CompartmentId("A01")
O1: Final = OrderId("01900000-0000-7000-8000-000000000001")


@dataclass(slots=True)
class Belief:
    """The state of a site, the clocks, and all facts that were told so far."""

    state: State = field(default_factory=State.empty)
    mono_ms: int = 1_000_000
    powered_ms: int = 1_000_000
    lo_s: int = 1_800_000_000
    doubt: Doubt | None = None
    facts: list[Fact] = field(default_factory=list)

    @property
    def now(self) -> Now:
        """The time decisions are made at."""
        return Now(self.mono_ms, self.powered_ms, self.lo_s, self.lo_s + 5, self.doubt)

    def condition(self, compartment: CompartmentId = A01) -> Condition:
        """What the compartment may be used for."""
        return self.state.compartments[compartment].condition

    def order(self, order_id: OrderId = O1) -> PartState:
        """Where the order is."""
        return state_of(self.state, order_id)

    def part(self, order_id: OrderId = O1, number: int = 1) -> Part:
        """One part of an order."""
        return self.state.parts[PartId(order_id, number)]

    def doors(self, order_id: OrderId = O1) -> tuple[CompartmentId, ...]:
        """Where the parts of an order lie, or shall lie."""
        return tuple(p.compartment for p in parts_of(self.state, order_id) if p.compartment is not None)

    def worth(self, grant: GrantId) -> Worth:
        """What a code is worth now."""
        return worth(self.state, self.state.grants[grant])

    def grant(self, grant: GrantId) -> Grant:
        """A grant that is still in memory."""
        return self.state.grants[grant]

    def visit(self, visit: VisitId) -> Visit:
        """A visit that is still in memory."""
        return self.state.visits[visit]

    @property
    def signals(self) -> Signals:
        """What is lit and heard now."""
        return signals(self.state, self.now)

    def told(self, kind: FactType) -> list[Fact]:
        """The facts of one type so far, without whose order they speak of."""
        return [
            replace(fact, data={name: value for name, value in fact.data.items() if name not in WHOSE_FIELDS})
            for fact in self.facts
            if fact.type is kind
        ]
