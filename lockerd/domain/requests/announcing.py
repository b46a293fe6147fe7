"""What central may do to orders: announce and cancel."""

from dataclasses import replace

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import settle
from lockerd.domain.hand_over.reserve import why_never
from lockerd.domain.model.events import Accepted, Announce, Answer, Cancel, Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.orders import SUPPORTED_KINDS, OrderState
from lockerd.domain.model.refusals import Refusal


def announce(draft: Draft, event: Announce) -> Answer:
    """Take an order in; it waits for a compartment, which may be free at once."""
    order = event.order
    if order.id in draft.state.orders:
        return Refused(Refusal.ORDER_EXISTS)
    if order.kind not in SUPPORTED_KINDS:
        return Refused(Refusal.KIND_NOT_SUPPORTED)
    if (why := why_never(draft.state, draft.policy, order)) is not None:
        return Refused(why)
    draft.put(order)
    draft.tell(
        FactType.ORDER_ANNOUNCED,
        order=order.id,
        authority=order.authority,
        kind=order.kind,
        document_class=order.document_class,
        item_count=order.item_count,
    )
    return Accepted()


def cancel(draft: Draft, event: Cancel) -> Answer:
    """Take an order back; waits for an open attempt or a loading to end (design rule 1)."""
    order = draft.state.orders.get(event.order)
    if order is None:
        return Refused(Refusal.ORDER_UNKNOWN)
    match order.state:
        case OrderState.COLLECTED | OrderState.CLOSED:
            return Refused(Refusal.ALREADY_COLLECTED)
        case OrderState.CANCELLED | OrderState.RECALLED | OrderState.RETRIEVED:
            return Accepted()
        case OrderState.COLLECTING:
            spent = any(g.order == order.id and g.state is GrantState.SPENT for g in draft.state.grants.values())
            if spent:
                return Refused(Refusal.ALREADY_COLLECTED)
        case _:
            pass
    draft.put(replace(order, cancel_wanted=True, cancel_reason=event.reason))
    settle(draft, order.id)
    return Accepted()
