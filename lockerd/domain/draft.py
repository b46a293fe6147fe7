"""The candidate state while one decision is made: the only place where rows change, so nothing is forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar, assert_never

from lockerd.domain.model.attempts import Attempt
from lockerd.domain.model.compartments import (
    CONDITION_MOVES,
    Compartment,
    ConditionStep,
    Evidence,
    Leaf,
    door_sensor_of,
    leaf,
    openable,
)
from lockerd.domain.model.events import Answer, Effect
from lockerd.domain.model.facts import Fact, FactType, Scalar
from lockerd.domain.model.grants import GRANT_MOVES, Grant, GrantStep
from lockerd.domain.model.ids import AttemptId, CompartmentId, GrantId, OrderId, VisitId
from lockerd.domain.model.orders import ORDER_MOVES, Order, OrderState, OrderStep
from lockerd.domain.model.readings import DoorSensor, Reading, Sensor, opening_word
from lockerd.domain.model.state import Key, Now, Policy, Row, Site, State, in_order, key_of
from lockerd.domain.model.visits import Visit
from lockerd.errors import OurError

_State = TypeVar("_State")
_Step = TypeVar("_Step")


class IllegalMove(OurError):  # noqa: N818
    """A step that the transition table does not have: a defect of ours, and better a restart than a wrong door."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What shall be: committed as one, then handed out."""

    state: State
    rows: tuple[Row, ...]
    dropped: tuple[Key, ...]
    """Rows that are no more."""
    erased: tuple[OrderId, ...]
    facts: tuple[Fact, ...]
    effects: tuple[Effect, ...]
    answer: Answer


class Draft:
    """Collects the changes of one decision. Not shared, not kept: ``decide`` stays a pure function."""

    def __init__(self, state: State, now: Now, policy: Policy) -> None:
        self.state = state
        self.now = now
        self.policy = policy
        self.touched: set[CompartmentId] = set()
        """Compartments that this decision changed or read."""
        self.began_to_wait: set[OrderId] = set()
        """Orders that this decision left without a compartment, for a while at least."""
        self.acting: dict[str, Scalar] = {}
        """Badge or name of whoever asked for this decision; every fact of it carries it (``ACTOR_FIELDS``)."""
        self._rows: dict[Key, Row] = {}
        self._dropped: list[Key] = []
        self._erased: list[OrderId] = []
        self._facts: list[Fact] = []
        self._effects: list[Effect] = []

    def decision(self, answer: Answer) -> Decision:
        """Close the draft."""
        return Decision(
            state=self.state,
            rows=tuple(self._rows.values()),
            dropped=tuple(self._dropped),
            erased=tuple(self._erased),
            facts=tuple(self._facts),
            effects=tuple(self._effects),
            answer=answer,
        )

    def put(self, row: Row) -> None:
        """Replace one kept row."""
        state = self.state
        self._rows[key_of(row)] = row
        match row:
            case Compartment():
                self.touched.add(row.id)
                self.state = replace(state, compartments=state.compartments.insert(row.id, row))
            case Order():
                waits = row.state is OrderState.ANNOUNCED
                if waits:
                    self.began_to_wait.add(row.id)
                waiting = state.waiting.insert(row.id, None) if waits else state.waiting.discard(row.id)
                self.state = replace(state, orders=state.orders.insert(row.id, row), waiting=waiting)
            case Grant():
                self.state = replace(state, grants=state.grants.insert(row.id, row))
            case Attempt():
                self.state = replace(state, attempts=state.attempts.insert(row.id, row))
            case Site():
                self.state = replace(state, site=row)
            case _:
                assert_never(row)

    def put_visit(self, visit: Visit) -> None:
        """Replace a visit; nothing durable."""
        if self.state.visits.get(visit.id) == visit:
            return  # said twice: nothing changed, and nothing has to be remembered of it
        self.state = replace(self.state, visits=self.state.visits.insert(visit.id, visit))

    def forget_visit(self, visit: VisitId) -> None:
        """Drop a visit that has been over for a while."""
        self.state = replace(self.state, visits=self.state.visits.discard(visit))

    def put_reading(self, reading: Reading) -> None:
        """Replace the newest reading; nothing durable."""
        self.touched.add(reading.compartment)
        self.state = replace(self.state, readings=self.state.readings.insert(reading.compartment, reading))

    def forget_attempt(self, attempt: AttemptId) -> None:
        """Drop a closed attempt from memory; its row stays in the store."""
        self.state = replace(self.state, attempts=self.state.attempts.discard(attempt))

    def forget_grants(self, order: OrderId) -> None:
        """Drop the grants of a closed order from memory; a code for them is then simply not valid."""
        grants = self.state.grants
        for grant in [g for g in grants.values() if g.order == order]:
            grants = grants.discard(grant.id)
        self.state = replace(self.state, grants=grants)

    def drop_grants(self, order: OrderId) -> None:
        """Drop the grants of an order that goes on, from the store as well: they say nothing about it any more."""
        for grant in in_order(self.state.grants):
            if grant.order == order:
                self._rows.pop(key_of(grant), None)
                self._dropped.append(key_of(grant))
        self.forget_grants(order)

    def drop_compartment(self, compartment: CompartmentId) -> None:
        """Drop what the store knows of a compartment that was taken out; one that comes back comes as a new one."""
        self._dropped.append(("compartment", compartment))

    def erase(self, order: OrderId) -> None:
        """Erase what names a case, once its retention is over (design rule 12)."""
        self._erased.append(order)
        self._rows.pop(("order", order), None)
        self.forget_grants(order)
        self.state = replace(self.state, orders=self.state.orders.discard(order))

    def tell(
        self,
        kind: FactType,
        /,
        compartment: CompartmentId | None = None,
        order: OrderId | None = None,
        **data: Scalar,
    ) -> None:
        """Write a fact down; its data is declared in ``FACT_FIELDS``."""
        self.write(Fact(type=kind, compartment=compartment, order=order, data=data))

    def write(self, fact: Fact) -> None:
        """Write a ready-made fact down."""
        self._facts.append(replace(fact, data={**self.acting, **fact.data}) if self.acting else fact)

    def ask(self, effect: Effect) -> None:
        """Have something done after the commit."""
        self._effects.append(effect)

    def compartment(self, compartment: CompartmentId) -> Compartment:
        """The compartment as the draft has it."""
        return self.state.compartments[compartment]

    def leaf(self, compartment: CompartmentId) -> Leaf:
        """The door as far as its sensor can tell now."""
        return leaf(self.compartment(compartment).place, self.state.reading(compartment))

    def openable(self, compartment: CompartmentId) -> Leaf:
        """The same for whoever wants to open it: unknown while its lock cannot be reached."""
        return openable(self.compartment(compartment).place, self.state.reading(compartment))

    def spoke(self, compartment: CompartmentId) -> str:
        """Which input said how the door stands: of one that is only not latched, the switch in its lock."""
        place = self.compartment(compartment).place
        unlatched = self.leaf(compartment) is Leaf.UNLATCHED
        return place.inputs.of(Sensor.LATCH if unlatched else door_sensor_of(place))

    def not_shut_word(self, compartment: CompartmentId) -> str:
        """What may be said of a door that is not shut: of one that is only not latched, not that it is open."""
        if self.leaf(compartment) is Leaf.UNLATCHED:
            return opening_word(DoorSensor.HOOK)
        return opening_word(self.compartment(compartment).place.door_sensor)

    def move_compartment(self, compartment: CompartmentId, step: ConditionStep, reason: str = "") -> Compartment:
        """Take one step of ``CONDITION_MOVES``; with the reason if that takes the compartment out of use."""
        row = self.compartment(compartment)
        moved = replace(row, condition=_moved(CONDITION_MOVES, row.condition, step, compartment), reason=reason)
        self.put(moved)
        return moved

    def move_order(self, order: OrderId, step: OrderStep) -> Order:
        """Take one step of ``ORDER_MOVES``."""
        row = self.state.orders[order]
        moved = replace(row, state=_moved(ORDER_MOVES, row.state, step, order))
        self.put(moved)
        return moved

    def move_grant(self, grant: GrantId, step: GrantStep) -> Grant:
        """Take one step of ``GRANT_MOVES``."""
        row = self.state.grants[grant]
        moved = replace(row, state=_moved(GRANT_MOVES, row.state, step, grant))
        self.put(moved)
        return moved

    def set_evidence(self, compartment: CompartmentId, evidence: Evidence) -> None:
        """Replace what speaks for the compartment's being empty."""
        row = self.compartment(compartment)
        if row.evidence != evidence:
            self.put(replace(row, evidence=evidence))


def _moved(moves: Mapping[_State, Mapping[_Step, _State]], state: _State, step: _Step, who: str) -> _State:
    try:
        return moves[state][step]
    except KeyError:
        raise IllegalMove(f"{who}: no step {step} from {state}") from None
