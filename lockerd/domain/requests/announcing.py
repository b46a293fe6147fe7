"""What central may do to orders: announce and cancel."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import settle
from lockerd.domain.hand_over.reserve import why_never_all
from lockerd.domain.model.business import are_served
from lockerd.domain.model.derived import excludes_delegates, parts_of
from lockerd.domain.model.events import Accepted, Announce, Answer, Cancel, Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.ids import PartId
from lockerd.domain.model.orders import Order
from lockerd.domain.model.parts import PARTS_MAX, Part, PartState, RightState, are_brought, is_with_the_office
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import Policy
from lockerd.domain.requests.issuing import NUMBER_TAKEN, issue, number_taken
from lockerd.domain.requests.statements import can_prove_the_person


def announce(draft: Draft, event: Announce) -> Answer:
    """Take an order in; each of its parts waits for a compartment, which may be free at once."""
    order, parts = event.order, event.parts
    numbered = tuple(PartId(order.id, number) for number in range(1, order.parts + 1))
    assert 1 <= order.parts <= PARTS_MAX, "the edge has checked how many there are"
    assert tuple(part.id for part in parts) == numbered, "parts are numbered from 1"
    if (why := _why_not(draft, order, parts)) is not None:
        return Refused(why)
    if event.code is not None and number_taken(draft, event.code):
        return NUMBER_TAKEN
    draft.put(order)
    for part in parts:
        draft.put(part)
    draft.tell(
        FactType.ORDER_ANNOUNCED,
        order=order.id,
        kind=order.kind,
        document_class=order.document_class,
        item_count=sum(part.item_count for part in parts),
        parts=order.parts,
    )
    if are_brought(parts):
        draft.tell(FactType.ORDER_AWAITED, order=order.id)
    else:
        for part in parts:
            if part.way.brought:
                draft.tell(FactType.ORDER_AWAITED, None, part.id)
    if event.code is None:
        return Accepted()
    grant = Grant(
        id=event.code.grant,
        order=order.id,
        authority=order.authority,
        code=event.code.record,
        retention_left_ms=order.retention_ms,
    )
    issue(draft, grant, event.code, replaces=None)
    return Accepted(grant=grant.id)


def _why_not(draft: Draft, order: Order, parts: tuple[Part, ...]) -> Refusal | None:
    policy = draft.policy
    if order.id in draft.state.orders:
        return Refusal.ORDER_EXISTS
    if order.on_demand and are_brought(parts):
        return Refusal.KIND_NOT_SUPPORTED
    if not are_served(order.kind, [part.direction for part in parts]):
        return Refusal.KIND_NOT_SUPPORTED
    if (why := why_never_all(draft.state, policy, parts, order.document_class)) is not None:
        return why
    if not all(belongs_together(policy, order.document_class, part) for part in parts):
        return Refusal.WRONG_COUNT
    if keeps_too_long(policy, order):
        return Refusal.RETENTION_TOO_LONG
    proven = not excludes_delegates(policy, order) or can_prove_the_person(policy, order.authority, draft.now)
    return None if proven else Refusal.NO_VERIFIER


def belongs_together(policy: Policy, document_class: str, part: Part) -> bool:
    """Whether as many things lie there as the class says, where it does: a card and its letter. Of what people bring
    the office knows no better than they do."""
    return part.way.brought or policy.of(part.authority, document_class).item_count in {None, part.item_count}


def keeps_too_long(policy: Policy, order: Order) -> bool:
    """Whether it is to wait for longer than its class may."""
    most_ms = policy.of(order.authority, order.document_class).keep_ms
    return most_ms is not None and order.retention_ms > most_ms


TOO_LATE: Final = frozenset({PartState.COLLECTED, PartState.CLOSED})
TAKEN_BACK: Final = frozenset(
    {PartState.CANCELLED, PartState.RECALLED, PartState.RETRIEVED, PartState.CLOSED, PartState.REMAINDER}
)


def cancel(draft: Draft, event: Cancel) -> Answer:
    """Take an order back; waits for an open attempt or a loading to end (design rule 1)."""
    order = draft.state.orders.get(event.order)
    if order is None:
        return Refused(Refusal.ORDER_UNKNOWN)
    parts = parts_of(draft.state, order.id)
    if all(part.state in TAKEN_BACK or is_out(part) or is_with_the_office(part) for part in parts):
        if any(map(is_out, parts)):
            return Refused(Refusal.ALREADY_COLLECTED)
        return Refused(Refusal.ALREADY_HANDED_IN) if any(map(is_with_the_office, parts)) else Accepted()
    draft.change(order, cancel_wanted=True, cancel_reason=event.reason)
    settle(draft, order.id)
    return Accepted()


def is_out(part: Part) -> bool:
    """Whether the person has it, as far as anybody can tell."""
    out = part.state in TOO_LATE or (part.state is PartState.COLLECTING and part.right is RightState.SPENT)
    return out and not part.way.to_office
