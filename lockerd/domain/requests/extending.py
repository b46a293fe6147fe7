"""How long a code is good, made longer by its office: one order, or all that wait (ADR 34)."""

from collections.abc import Sequence
from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.keep_back import TOO_LATE
from lockerd.domain.hand_over.moves import move_part
from lockerd.domain.hand_over.rights import only_door
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.derived import active_visit, in_order, live_grant, parts_of, worth
from lockerd.domain.model.events import Accepted, Answer, Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import DEAD, Grant, GrantState, Worth
from lockerd.domain.model.moves_of_parts import PartStep
from lockerd.domain.model.parts import Part, PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.terms import Extend, ExtendAll, Longer
from lockerd.domain.requests.announcing import is_out
from lockerd.domain.requests.holding import why_too_late
from lockerd.domain.requests.issuing import uncounted_ms

_UNTOUCHED: Final = frozenset({Condition.OCCUPIED, Condition.JAMMED, Condition.TO_CHECK})
"""Where what has expired lies as it lay before."""

_NOTHING_RUNS: Final = DEAD | {Worth.NOT_YET}
"""Where no time of a code could be made longer."""


def extend(draft: Draft, event: Extend) -> Answer:
    """More time for one order; what has expired, and staff have not begun to take out, is good again."""
    order = draft.state.orders.get(event.order)
    if order is None:
        return Refused(Refusal.ORDER_UNKNOWN)
    if order.authority != event.authority:
        return Refused(Refusal.WRONG_AUTHORITY)
    if order.cancel_wanted:
        return Refused(Refusal.CANCELLED)
    parts, grant = parts_of(draft.state, order.id), live_grant(draft.state, order.id)
    if all(part.state in TOO_LATE or is_out(part) for part in parts):
        return Refused(why_too_late(parts))
    if grant is None or worth(draft.state, grant) in _NOTHING_RUNS:
        return Refused(Refusal.ORDER_NOT_READY)
    expired = grant.state is GrantState.EXPIRED
    if expired and (refused := _revive(draft, parts)) is not None:
        return refused
    left_ms = event.longer.than(grant.retention_left_ms, _most_ms(draft, grant))
    if expired or left_ms != grant.retention_left_ms:
        draft.change(grant, state=GrantState.ACTIVE, retention_left_ms=_kept(draft, event.longer, left_ms))
        where = only_door(draft, order.id)
        draft.tell(
            FactType.ORDER_EXTENDED,
            where,
            order=order.id,
            grant=grant.id,
            retention_ms=left_ms,
            revived=expired,
        )
    return Accepted()


def _kept(draft: Draft, longer: Longer, left_ms: int) -> int:
    """So much from now on; what is added to what was left has its count already."""
    return left_ms + (uncounted_ms(draft) if left_ms == longer.at_least_ms else 0)


def _most_ms(draft: Draft, grant: Grant) -> int | None:
    order = draft.state.orders[grant.order]
    return draft.policy.of(order.authority, order.document_class).keep_ms


def _revive(draft: Draft, parts: Sequence[Part]) -> Refused | None:
    """What lies where it lay when it expired is what it was before; it waits for whoever is at a door (rule 27)."""
    doors = {part.id: draft.state.compartments.get(part.compartment) for part in parts if part.compartment is not None}
    here = {part: row for part, row in doors.items() if row is not None and row.part == part}
    for row in here.values():
        at_it = row.attempt is not None or active_visit(draft.state, row.id) is not None
        if at_it or row.condition is Condition.RETRIEVAL:
            return Refused(Refusal.BUSY, retry_after_ms=10_000)
    lies = [p for p in parts if p.state is PartState.EXPIRED and p.id in here and here[p.id].condition in _UNTOUCHED]
    unbrought = [p for p in parts if p.state is PartState.EXPIRED and p.compartment is None]
    for part in (*lies, *unbrought) if lies else ():
        move_part(draft, part, PartStep.REVIVE)
    return None if lies else Refused(Refusal.ORDER_NOT_READY)


def extend_all(draft: Draft, event: ExtendAll) -> Answer:
    """More time for all of an office that wait under a good code: one decision and one fact, however many they are.

    What has expired was told as that, and staff may have gone for it: it is asked for by its name.
    """
    if event.authority not in draft.policy.authorities:
        return Refused(Refusal.AUTHORITY_UNKNOWN)
    count = 0
    for grant in in_order(draft.state.grants):
        good = grant.state is GrantState.ACTIVE and grant.authority == event.authority
        if not good or draft.state.orders[grant.order].cancel_wanted or worth(draft.state, grant) in _NOTHING_RUNS:
            continue
        left_ms = event.longer.than(grant.retention_left_ms, _most_ms(draft, grant))
        if left_ms != grant.retention_left_ms:
            draft.change(grant, retention_left_ms=_kept(draft, event.longer, left_ms))
            count += 1
    if count:
        longer = event.longer
        draft.tell(
            FactType.ORDERS_EXTENDED,
            authority=event.authority,
            by_ms=longer.by_ms,
            at_least_ms=longer.at_least_ms,
            count=count,
        )
    return Accepted()
