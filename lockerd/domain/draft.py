"""The candidate state while one decision is made: the only place where rows change, so nothing is forgotten."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar, assert_never

from lockerd.domain.model.attempts import Attempt
from lockerd.domain.model.compartments import Compartment, Leaf
from lockerd.domain.model.consistency import breaches
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.events import Answer, Effect
from lockerd.domain.model.facts import Fact, FactType, Scalar
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.ids import (
    AttemptId,
    CompartmentId,
    GrantId,
    OrderId,
    PartId,
    ReceiptId,
    VisitId,
    number_of,
    order_of,
)
from lockerd.domain.model.looks import leaf, openable
from lockerd.domain.model.orders import Order
from lockerd.domain.model.parts import Part, PartState, has_ended
from lockerd.domain.model.readings import Reading
from lockerd.domain.model.receipts import Receipt
from lockerd.domain.model.state import Key, Now, Policy, Row, Site, State, in_order, key_of
from lockerd.domain.model.visits import Visit
from lockerd.errors import OurError

RowT = TypeVar("RowT", bound=Row)


class InconsistentError(OurError):
    """A decision that must not be committed: a step no table has, or rows that contradict each other. Our defect."""

    def __init__(self, what: str, compartments: Iterable[CompartmentId]) -> None:
        super().__init__(what)
        self.what = what
        """Told as a fact: it names no order."""
        self.compartments = frozenset(compartments)
        """Whose rows are concerned."""


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
        self.now = now
        self.policy = policy
        self._before = state
        self._state = state
        self._acting: dict[str, Scalar] = {}
        self._rows: dict[Key, Row] = {}
        self._read: set[CompartmentId] = set()
        self._dropped: list[Key] = []
        self._erased: list[OrderId] = []
        self._facts: list[Fact] = []
        self._effects: list[Effect] = []

    def decision(self, answer: Answer) -> Decision:
        """Close the draft. Raises ``InconsistentError`` where its rows contradict each other."""
        found = breaches(self._before, self._state, self._rows.values())
        if found:
            raise InconsistentError("; ".join(found.values()), found)
        return Decision(
            state=self._state,
            rows=tuple(self._rows.values()),
            dropped=tuple(self._dropped),
            erased=tuple(self._erased),
            facts=tuple(self._facts),
            effects=tuple(self._effects),
            answer=answer,
        )

    # looking

    @property
    def state(self) -> State:
        """Everything as this decision has it so far."""
        return self._state

    @property
    def looked_at(self) -> frozenset[CompartmentId]:
        """Compartments that this decision changed or read."""
        return frozenset({row.id for row in self._rows.values() if isinstance(row, Compartment)} | self._read)

    @property
    def began_to_wait(self) -> frozenset[PartId]:
        """Parts that this decision left without a compartment."""
        waits = PartState.ANNOUNCED
        return frozenset(row.id for row in self._rows.values() if isinstance(row, Part) and row.state is waits)

    @property
    def moved_orders(self) -> frozenset[OrderId]:
        """Orders of which this decision changed a part."""
        return frozenset(row.order for row in self._rows.values() if isinstance(row, Part))

    @property
    def badge(self) -> Scalar:
        """Of whoever asked for this decision under a badge; None: nobody did."""
        return self._acting.get("badge")

    def compartment(self, compartment: CompartmentId) -> Compartment:
        """The compartment as the draft has it."""
        return self._state.compartments[compartment]

    def part(self, part: PartId) -> Part:
        """The part as the draft has it."""
        return self._state.parts[part]

    def leaf(self, compartment: CompartmentId) -> Leaf:
        """The door as far as its sensor can tell now."""
        return leaf(self.compartment(compartment).place, self._state.reading(compartment))

    def openable(self, compartment: CompartmentId) -> Leaf:
        """The same for whoever wants to open it: unknown while its lock cannot be reached."""
        return openable(self.compartment(compartment).place, self._state.reading(compartment))

    # rows that are kept

    def change(self, row: RowT, **fields: Any) -> RowT:
        """Change fields of a row, whatever else has become of it in this draft; gives it as it is now."""
        current: RowT = self._current(row)
        changed = replace(current, **fields)
        if changed != current:
            self.put(changed)
        return changed

    def put(self, row: Row) -> None:
        """Add a row, or replace the one of its key."""
        state = self._state
        self._rows[key_of(row)] = row
        match row:
            case Compartment():
                self._state = replace(state, compartments=state.compartments.insert(row.id, row))
            case Order():
                self._state = replace(state, orders=state.orders.insert(row.id, row))
            case Part():
                live = state.live.discard(row.id) if has_ended(row) else state.live.insert(row.id, None)
                self._state = replace(state, parts=state.parts.insert(row.id, row), live=live)
            case Grant():
                names = state.grants_of.get(row.order, ())
                known = names if row.id in names else (*names, row.id)
                of = state.grants_of.insert(row.order, known)
                self._state = replace(state, grants=state.grants.insert(row.id, row), grants_of=of)
            case Attempt():
                self._state = replace(state, attempts=state.attempts.insert(row.id, row))
            case Receipt():
                self._state = replace(state, receipts=state.receipts.insert(row.id, row))
            case Site():
                self._state = replace(state, site=row)
            case _:
                assert_never(row)

    def _current(self, row: Any) -> Any:
        match row:
            case Compartment():
                return self._state.compartments[row.id]
            case Order():
                return self._state.orders[row.id]
            case Part():
                return self._state.parts[row.id]
            case Grant():
                return self._state.grants[row.id]
            case Attempt():
                return self._state.attempts[row.id]
            case _:
                return self._state.site

    def forget_attempt(self, attempt: AttemptId) -> None:
        """Drop a closed attempt from memory; its row stays in the store."""
        self._state = replace(self._state, attempts=self._state.attempts.discard(attempt))

    def forget_grants(self, order: OrderId) -> None:
        """Drop the grants of an ended order from memory; a code for them is then simply not valid."""
        grants = self._state.grants
        for grant in self._state.grants_of.get(order, ()):
            grants = grants.discard(grant)
        self._state = replace(self._state, grants=grants, grants_of=self._state.grants_of.discard(order))

    def drop_grants(self, order: OrderId) -> None:
        """Drop the grants of an order that goes on, from the store as well: they say nothing about it any more."""
        for name in sorted(self._state.grants_of.get(order, ())):
            key = key_of(self._state.grants[GrantId(name)])
            self._rows.pop(key, None)
            self._dropped.append(key)
        self.forget_grants(order)

    def drop_receipt(self, receipt: ReceiptId) -> None:
        """Drop a paper that newer ones have taken the place of, from the store as well."""
        key = key_of(self._state.receipts[receipt])
        self._rows.pop(key, None)
        self._dropped.append(key)
        self._state = replace(self._state, receipts=self._state.receipts.discard(receipt))

    def drop_compartment(self, compartment: CompartmentId) -> None:
        """Drop what the store knows of a compartment that was taken out; one that comes back comes as a new one."""
        self._dropped.append(("compartment", compartment))

    def erase(self, order: OrderId) -> None:
        """Erase what names a case, once its retention is over (design rule 12)."""
        self._erased.append(order)
        self.forget_grants(order)
        parts = self._state.parts
        for part in parts_of(self._state, order):
            self._rows.pop(key_of(part), None)
            parts = parts.discard(part.id)
        receipts = self._state.receipts
        for receipt in [each for each in receipts.values() if each.order == order]:
            self._rows.pop(key_of(receipt), None)
            receipts = receipts.discard(receipt.id)
        self._rows.pop(("order", order), None)
        self._state = replace(self._state, orders=self._state.orders.discard(order), parts=parts, receipts=receipts)

    # what is not kept

    def put_visit(self, visit: Visit) -> None:
        """Replace a visit."""
        if self._state.visits.get(visit.id) == visit:
            return  # said twice: nothing changed, and nothing has to be remembered of it
        self._state = replace(self._state, visits=self._state.visits.insert(visit.id, visit))

    def forget_visit(self, visit: VisitId) -> None:
        """Drop a visit that has been over for a while."""
        self._state = replace(self._state, visits=self._state.visits.discard(visit))

    def put_reading(self, reading: Reading) -> None:
        """Replace the newest reading."""
        self._read.add(reading.compartment)
        self._state = replace(self._state, readings=self._state.readings.insert(reading.compartment, reading))

    def remember(self, **volatile: Any) -> None:
        """Replace tables and fields of the state that are not kept over a crash."""
        self._state = replace(self._state, **volatile)

    # what is told and asked

    def act(self, **who: Scalar) -> None:
        """Badge or name of whoever asked for this decision; every fact of it carries it (``ACTOR_FIELDS``)."""
        self._acting = who

    def tell(
        self,
        kind: FactType,
        /,
        compartment: CompartmentId | None = None,
        part: PartId | None = None,
        *,
        order: OrderId | None = None,
        **data: Scalar,
    ) -> None:
        """Write a fact down; its data is declared in ``FACT_FIELDS``. Of a part: its order and number are told too."""
        whose = order if part is None else order_of(part)
        known = None if whose is None else self._state.orders.get(whose)
        if known is not None:
            data["authority"] = known.authority
        if part is not None:
            data["part"] = number_of(part)
        self.write(Fact(type=kind, compartment=compartment, order=whose, data=data))

    def write(self, fact: Fact) -> None:
        """Write a ready-made fact down."""
        self._facts.append(replace(fact, data={**self._acting, **fact.data}) if self._acting else fact)

    def ask(self, effect: Effect) -> None:
        """Have something done after the commit."""
        self._effects.append(effect)

    def visits(self) -> list[Visit]:
        """All visits, by their ids."""
        return in_order(self._state.visits)
