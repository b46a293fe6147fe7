"""The candidate state while one decision is made: the only place where rows change, so nothing is forgotten."""

from __future__ import annotations  # HashTrieMap is generic for type checkers only

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeVar, assert_never

from rpds import HashTrieMap

from lockerd.copies import replace
from lockerd.domain.model.attempts import Attempt
from lockerd.domain.model.compartments import Compartment
from lockerd.domain.model.consistency import breaches
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.events import Answer, Effect
from lockerd.domain.model.facts import Fact, FactType, Scalar
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId, PartId, ReceiptId
from lockerd.domain.model.orders import Order
from lockerd.domain.model.parts import ENDED, Part, PartState
from lockerd.domain.model.readings import Reading
from lockerd.domain.model.receipts import Receipt
from lockerd.domain.model.state import Now, Policy, Row, Site, Standing, State
from lockerd.domain.model.visits import Visit
from lockerd.errors import OurError

RowT = TypeVar("RowT", bound=Row)

Key = tuple[str, str | int | PartId]
"""What kind of row, and which one."""


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


Volatile = Visit | Reading | Standing
"""Rows that end with the process."""


class Kind(NamedTuple):
    """One kind of row that is kept."""

    name: str
    """In its keys."""
    table: str
    """In the state."""


KINDS: Final[Mapping[type, Kind]] = {
    Compartment: Kind("compartment", "compartments"),
    Order: Kind("order", "orders"),
    Part: Kind("part", "parts"),
    Grant: Kind("grant", "grants"),
    Attempt: Kind("attempt", "attempts"),
    Receipt: Kind("receipt", "receipts"),
}
"""All but the one row of the site."""


def key_of(row: Row) -> Key:
    """What identifies a row: a later row with the same key replaces it."""
    return ("site", 0) if isinstance(row, Site) else (KINDS[type(row)].name, row.id)


def _with_part(live: HashTrieMap[PartId, None], row: Part) -> HashTrieMap[PartId, None]:
    if row.state in ENDED:
        return live.discard(row.id)
    return live if row.id in live else live.insert(row.id, None)


def _with_grant(of: HashTrieMap[OrderId, tuple[GrantId, ...]], row: Grant) -> HashTrieMap[OrderId, tuple[GrantId, ...]]:
    names = of.get(row.order, ())
    return of if row.id in names else of.insert(row.order, (*names, row.id))


@dataclass(slots=True, eq=False)
class Draft:
    """Collects the changes of one decision. Not shared, not kept: ``decide`` stays a pure function."""

    state: State
    """Everything as this decision has it so far; who decides reads it, and changes it by the draft only."""
    now: Now
    policy: Policy
    looked_at: set[CompartmentId] = field(default_factory=set)
    """Compartments that this decision changed or read."""
    began_to_wait: set[PartId] = field(default_factory=set)
    """Parts that this decision left without a compartment."""
    moved: set[PartId] = field(default_factory=set)
    """Parts that this decision changed."""
    _named: dict[CompartmentId, PartId | None] = field(default_factory=dict)
    """Of each compartment that changed, or that a part has left, the part it named before."""
    _acting: dict[str, Scalar] = field(default_factory=dict)
    _rows: dict[Key, Row] = field(default_factory=dict)
    _dropped: list[Key] = field(default_factory=list)
    _erased: list[OrderId] = field(default_factory=list)
    _facts: list[Fact] = field(default_factory=list)
    _effects: list[Effect] = field(default_factory=list)

    def decision(self, answer: Answer) -> Decision:
        """Close the draft. Raises ``InconsistentError`` where its rows contradict each other."""
        found = breaches(self._named, self.state, self._rows.values())
        if found:
            raise InconsistentError("; ".join(found.values()), found)
        return Decision(
            state=self.state,
            rows=tuple(self._rows.values()),
            dropped=tuple(self._dropped),
            erased=tuple(self._erased),
            facts=tuple(self._facts),
            effects=tuple(self._effects),
            answer=answer,
        )

    # rows

    def change(self, row: RowT, **fields: Any) -> RowT:
        """Change fields of a row, whatever else has become of it in this draft; gives it as it is now."""
        current: RowT = self._current(row)
        if all(getattr(current, name) == value for name, value in fields.items()):
            return current
        changed = replace(current, **fields)
        self.put(changed)
        return changed

    def _current(self, row: Any) -> Any:
        return self.state.site if isinstance(row, Site) else getattr(self.state, KINDS[type(row)].table)[row.id]

    def put(self, row: Row | Volatile) -> None:
        """Add a row, or replace the one of its key; what is not kept is replaced in memory only."""
        state = self.state
        match row:
            case Visit():
                if state.visits.get(row.id) != row:  # said twice: nothing changed, nothing has to be remembered of it
                    self.state = state._replace(visits=state.visits.insert(row.id, row))
                return
            case Reading():
                self.looked_at.add(row.compartment)
                self.state = state._replace(readings=state.readings.insert(row.compartment, row))
                return
            case Standing():
                self.state = state._replace(standing=state.standing.insert(row.compartment, row))
                return
            case Compartment():
                self.looked_at.add(row.id)
                before, attempts = state.compartments.get(row.id), state.attempts
                self._named.setdefault(row.id, None if before is None else before.part)
                for name in () if before is None else {before.attempt, before.pulse} - {row.attempt, row.pulse}:
                    if name is not None and name in attempts and attempts[name].outcome is not None:
                        attempts = attempts.discard(name)  # its row stays in the store
                self.state = state._replace(compartments=state.compartments.insert(row.id, row), attempts=attempts)
            case Part():
                self._note_move(row)
                self.state = state._replace(parts=state.parts.insert(row.id, row), live=_with_part(state.live, row))
            case Grant():
                of = _with_grant(state.grants_of, row)
                self.state = state._replace(grants=state.grants.insert(row.id, row), grants_of=of)
            case Order() | Attempt() | Receipt():
                table = KINDS[type(row)].table
                self.state = state._replace(**{table: getattr(state, table).insert(row.id, row)})
            case Site():
                self.state = state._replace(site=row)
            case _:
                assert_never(row)
        self._rows[key_of(row)] = row

    def _note_move(self, row: Part) -> None:
        """A part changes: whether it waits for a door now, and which one it has left."""
        began = row.state is PartState.ANNOUNCED
        (self.began_to_wait.add if began else self.began_to_wait.discard)(row.id)
        self.moved.add(row.id)
        before = self.state.parts.get(row.id)
        if before is not None and before.compartment is not None and before.compartment != row.compartment:
            self._named.setdefault(before.compartment, row.id)

    def forget(self, row: Volatile) -> None:
        """Drop what is kept in memory only: a visit that has been over for a while, a door that is shut."""
        match row:
            case Visit():
                self.state = self.state._replace(visits=self.state.visits.discard(row.id))
            case Standing():
                self.state = self.state._replace(standing=self.state.standing.discard(row.compartment))
            case Reading():
                self.state = self.state._replace(readings=self.state.readings.discard(row.compartment))
            case _:
                assert_never(row)

    def forget_grants(self, order: OrderId) -> None:
        """Drop the grants of an ended order from memory; a code for them is then simply not valid."""
        grants = self.state.grants
        for grant in self.state.grants_of.get(order, ()):
            grants = grants.discard(grant)
        self.state = self.state._replace(grants=grants, grants_of=self.state.grants_of.discard(order))

    def drop_grants(self, order: OrderId) -> None:
        """Drop the grants of an order that goes on, from the store as well: they say nothing about it any more."""
        for name in sorted(self.state.grants_of.get(order, ())):
            self._drop(key_of(self.state.grants[name]))
        self.forget_grants(order)

    def drop_receipt(self, receipt: ReceiptId) -> None:
        """Drop a paper that newer ones have taken the place of, from the store as well."""
        self._drop(key_of(self.state.receipts[receipt]))
        self.state = self.state._replace(receipts=self.state.receipts.discard(receipt))

    def drop_compartment(self, compartment: CompartmentId) -> None:
        """Drop what the store knows of a compartment that was taken out; one that comes back comes as a new one."""
        self._drop(("compartment", compartment))

    def _drop(self, key: Key) -> None:
        self._rows.pop(key, None)
        self._dropped.append(key)

    def erase(self, order: OrderId) -> None:
        """Erase what names a case, once its retention is over (design rule 12)."""
        self._erased.append(order)
        self.forget_grants(order)
        parts, receipts = self.state.parts, self.state.receipts
        for part in parts_of(self.state, order):
            self._rows.pop(key_of(part), None)
            self.began_to_wait.discard(part.id)
            parts = parts.discard(part.id)
        for receipt in [each for each in receipts.values() if each.part.order == order]:
            self._rows.pop(key_of(receipt), None)
            receipts = receipts.discard(receipt.id)
        self._rows.pop(("order", order), None)
        self.state = self.state._replace(orders=self.state.orders.discard(order), parts=parts, receipts=receipts)

    def remember(self, **volatile: Any) -> None:
        """Replace fields of the state that are not kept over a crash."""
        self.state = self.state._replace(**volatile)

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
        whose = order if part is None else part.order
        known = None if whose is None else self.state.orders.get(whose)
        if known is not None:
            data["authority"] = known.authority
        if part is not None:
            data["part"] = part.number
        self._facts.append(Fact(type=kind, compartment=compartment, order=whose, data={**self._acting, **data}))

    def write(self, fact: Fact) -> None:
        """Write a ready-made fact down, which nobody here has caused."""
        self._facts.append(fact)

    def ask(self, effect: Effect) -> None:
        """Have something done after the commit."""
        self._effects.append(effect)
