"""Whoever only hears what is told can follow: whatever becomes of a part, its right, a door or an attempt is a fact.

Checked of every decision that a test asks for, apart from how the rules come to it.
"""

from collections.abc import Callable, Iterator
from typing import Final

from lockerd.domain.draft import Decision
from lockerd.domain.model.attempts import Attempt
from lockerd.domain.model.compartments import Compartment, Condition
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.grants import NO_CODE, Grant, GrantState
from lockerd.domain.model.orders import Hold, Order
from lockerd.domain.model.parts import ENDED, Part, PartState, RightState
from lockerd.domain.model.state import Row, State

F, P, R, C = FactType, PartState, RightState, Condition
Wanted = tuple[FactType | tuple[FactType, ...], Callable[[Fact], bool]]
"""One of these types, about this."""

PUT_ASIDE: Final = {C.QUARANTINED, C.JAMMED, C.OCCUPIED}
BEGINS: Final[dict[PartState, FactType]] = {
    P.RESERVED: F.ORDER_RESERVED,
    P.LOADING: F.ORDER_LOADING,
    P.COLLECTING: F.ORDER_COLLECTING,
    P.RETRIEVED: F.ORDER_RETRIEVED,
    P.HANDED_IN: F.PART_HANDED_IN,
    P.QUARANTINED: F.ORDER_QUARANTINED,
    P.REMAINDER: F.PART_REMAINDER,
}
"""What is told of a part that comes there from anywhere."""
OF_ALL: Final[dict[PartState, tuple[FactType, ...]]] = {
    P.CANCELLED: (F.ORDER_CANCELLED, F.ORDER_RECALLED),
    P.EXPIRED: (F.ORDER_EXPIRED,),
}
"""The same, told of its order; one of which something was put in is recalled as a whole."""
RIGHTS: Final[dict[RightState, FactType]] = {
    R.ATTEMPTING: F.ATTEMPT_COMMITTED,
    R.SPENT: F.GRANT_SPENT,
    R.GRACE: F.GRANT_GRACE,
    R.JAMMED: F.GRANT_JAMMED,
    R.SUSPENDED: F.GRANT_SUSPENDED,
}
GRANTS: Final[dict[GrantState, FactType]] = {
    GrantState.ACTIVE: F.GRANT_ISSUED,
    GrantState.REVOKED: F.GRANT_REVOKED,
    GrantState.EXPIRED: F.GRANT_EXPIRED,
}
ONCE: Final = {
    F.ATTEMPT_CLOSED,
    F.ATTEMPT_FIRED,
    F.GRANT_GRACE,
    F.GRANT_JAMMED,
    F.GRANT_SPENT,
    F.ORDER_CANCELLED,
    F.ORDER_CLOSED,
    F.ORDER_COLLECTED,
    F.ORDER_CHANGED,
    F.ORDER_EXPIRED,
    F.ORDER_EXTENDED,
    F.ORDER_HELD,
    F.ORDER_HOLD_ENDED,
    F.ORDER_LOADING,
    F.ORDER_READY,
    F.ORDER_RETRIEVED,
    F.PART_COLLECTED,
    F.PART_HANDED_IN,
    F.PART_LOADED,
}
"""Nothing of a part, or of an order, can become twice in one decision."""


def check(before: State, decision: Decision) -> None:
    """Everything that became is told, and nothing twice. A defect is told as such, and nothing besides."""
    facts = decision.facts
    isolated = {fact.compartment for fact in facts if fact.data.get("reason") == "contradiction"}
    for row in decision.rows:
        for kind, fits in _wanted(before, decision.state, row):
            if isinstance(row, Part) and row.compartment in isolated:
                continue
            assert any(fact.type in one_of(kind) and fits(fact) for fact in facts), (
                f"{kind} is not told of {row}: {facts}"
            )
    defect = any(fact.type is F.SITE_DEFECT for fact in facts)
    for kind in ONCE:
        names = [(fact.order, fact.data.get("part"), fact.data.get("attempt")) for fact in facts if fact.type is kind]
        assert defect or len(names) == len(set(names)), f"{kind} is told twice: {facts}"
    for fact in facts:
        if fact.order is not None and fact.order in decision.state.orders:
            assert fact.data["authority"] == decision.state.orders[fact.order].authority, fact


def one_of(kinds: FactType | tuple[FactType, ...]) -> tuple[FactType, ...]:
    """As a tuple."""
    return (kinds,) if isinstance(kinds, FactType) else kinds


def _wanted(before: State, after: State, row: Row) -> Iterator[Wanted]:
    match row:
        case Part() if after.parts.get(row.id) == row:
            yield from _of_part(before.parts.get(row.id), row)
        case Order() if after.orders.get(row.id) == row:
            if row.id not in before.orders:
                came = F.ORDER_WALKED_IN if row.walk_in else F.ORDER_ANNOUNCED
                yield came, lambda fact: fact.order == row.id
            yield from _of_hold(before.orders.get(row.id), row)
            yield from _of_terms(before.orders.get(row.id), row)
        case Grant():
            old = before.grants.get(row.id)
            if old is None or old.state is not row.state:
                revived = old is not None and (old.state, row.state) == (GrantState.EXPIRED, GrantState.ACTIVE)
                walked_in = old is None and row.code == NO_CODE
                yield (
                    F.ORDER_EXTENDED if revived else F.ORDER_WALKED_IN if walked_in else GRANTS[row.state],
                    lambda fact: fact.data["grant"] == row.id and fact.order == row.order,
                )
        case Compartment():
            yield from _of_compartment(before.compartments.get(row.id), row)
        case Attempt():
            yield from _of_attempt(before.attempts.get(row.id), row)


def _of_part(old: Part | None, new: Part) -> Iterator[Wanted]:
    was, now = (None if old is None else old.state), new.state
    doors = {new.compartment, None if old is None else old.compartment}

    def mine(fact: Fact) -> bool:
        told_of = (fact.order, fact.data.get("part"))
        return told_of == (new.id.order, new.id.number) and fact.compartment in doors | {None}

    def the_orders(fact: Fact) -> bool:
        return fact.order == new.id.order

    if was is not now:
        if now in BEGINS and (was, now) != (P.RETRIEVAL, P.HANDED_IN):
            yield BEGINS[now], mine
        if was is P.READY and now is P.RETRIEVAL:
            yield (F.RETRIEVAL_BEGUN, F.ORDER_RECALLED), the_orders
        if was is P.RETRIEVAL and now is P.CLOSED:
            yield F.RETRIEVAL_REPORTED, mine
        if now in OF_ALL:
            yield OF_ALL[now], the_orders
        if now in {P.ANNOUNCED, P.RESERVED} and was not in {None, P.ANNOUNCED}:
            yield F.ORDER_RELEASED, mine
        if was is P.EXPIRED and now in {P.READY, P.AWAITED}:
            yield F.ORDER_EXTENDED, the_orders
        if now is P.AWAITED and was not in {P.HANDING_IN, P.EXPIRED}:
            yield F.ORDER_AWAITED, the_orders
        if was is P.LOADING and now in {P.READY, P.RECALLED}:
            yield F.PART_LOADED, mine
        if was is P.COLLECTING and now is P.CLOSED:
            yield F.PART_COLLECTED, mine
        if now is P.RECALLED and was is not P.RETRIEVAL:
            yield F.ORDER_RECALLED, the_orders
    goes_on = new.right is R.GRACE and old is not None and old.grace_left_ms is not None
    if old is not None and (old.needs, old.item_count) != (new.needs, new.item_count):
        yield F.ORDER_CHANGED, mine
    if (old is None or old.right is not new.right) and new.right in RIGHTS and not goes_on:
        yield RIGHTS[new.right], mine
    if was in ENDED:
        found = was is P.CANCELLED and now in {P.HANDED_IN, P.RETRIEVED}  # rule 20: it lay there all the same
        assert now is was or found or now in {P.CLOSED, P.QUARANTINED}, f"{was} was the end, and it is {now}"


def _of_hold(old: Order | None, new: Order) -> Iterator[Wanted]:
    was = Hold.NONE if old is None else old.hold
    if new.hold is Hold.ON and was is not Hold.ON:
        yield F.ORDER_HELD, lambda fact: fact.order == new.id and fact.data["hold_reason"] == new.hold_reason
    if new.hold is Hold.NONE and was is Hold.ON:
        yield F.ORDER_HOLD_ENDED, lambda fact: fact.order == new.id


def _of_terms(old: Order | None, new: Order) -> Iterator[Wanted]:
    def terms(order: Order) -> tuple[object, ...]:
        return order.case_reference, order.document_class, order.retention_ms

    if old is not None and terms(old) != terms(new):
        yield F.ORDER_CHANGED, lambda fact: fact.order == new.id


def _of_compartment(old: Compartment | None, new: Compartment) -> Iterator[Wanted]:
    was, now = (None if old is None else old.condition), new.condition

    def here(fact: Fact) -> bool:
        return fact.compartment == new.id

    def here_and_why(fact: Fact) -> bool:
        return here(fact) and fact.data["reason"] == new.reason

    kept_out = (F.COMPARTMENT_OUT_OF_SERVICE, F.COMPARTMENT_BLOCKED)
    given_back = (F.COMPARTMENT_IN_SERVICE, F.COMPARTMENT_UNBLOCKED)
    blocks = set() if old is None else set(old.blocks)
    if set(new.blocks) - blocks:
        yield kept_out, here
    if {block.by for block in blocks} - {block.by for block in new.blocks}:
        yield given_back, here
    if old is None:
        yield F.COMPARTMENT_ADDED, here
    elif was is not now:
        if now is C.QUARANTINED:
            yield F.COMPARTMENT_QUARANTINED, here_and_why
        if now is C.TO_CHECK:
            yield F.COMPARTMENT_TO_CHECK, here_and_why
        if was in PUT_ASIDE and now in {C.FREE, C.RESERVED}:
            yield F.COMPARTMENT_CLEARED, here
        if now is C.RETRIEVAL:
            yield F.RETRIEVAL_BEGUN, here
        if was in {C.HANDING_OVER, C.RETRIEVAL} and now in {C.FREE, C.RESERVED}:
            yield F.COMPARTMENT_FREE, here


def _of_attempt(old: Attempt | None, new: Attempt) -> Iterator[Wanted]:
    def mine(fact: Fact) -> bool:
        return fact.data["attempt"] == new.id and fact.compartment == new.compartment

    if old is None:
        yield F.ATTEMPT_COMMITTED, mine
    if new.began_ms is not None and (old is None or old.began_ms is None):
        yield F.ATTEMPT_FIRED, mine
    if new.outcome is not None and (old is None or old.outcome is None):
        yield F.ATTEMPT_CLOSED, lambda fact: mine(fact) and fact.data["outcome"] == new.outcome
