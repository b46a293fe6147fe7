"""Erasing what names one case before its time: somebody has asked for it (rule 12; GDPR, article 17)."""

from lockerd.domain.draft import Draft
from lockerd.domain.model.events import Accepted, Answer, EraseOrder, Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Visit
from lockerd.domain.openings.refusing import BUSY


def erase_order(draft: Draft, event: EraseOrder) -> Answer:
    """Forget an order that is over; that it was done, by whom and why, is told first, in the same commit.

    Not while a part of it goes on, lies behind a door or is named by one: whose that is must stay known. Not while
    somebody who has to do with it stands there.
    """
    state = draft.state
    order = state.orders.get(event.order)
    if order is None:
        return Refused(Refusal.ORDER_UNKNOWN)
    named = any(row.part is not None and row.part.order == order.id for row in state.compartments.values())
    if order.ended_powered_ms is None or named:
        return Refused(Refusal.NOT_NOW)
    if any(order.id in _orders_of(visit) for visit in state.visits.values()):
        return BUSY
    draft.tell(FactType.ORDER_ERASED, order=order.id, reason=event.reason)
    draft.erase(order.id)
    return Accepted()


def _orders_of(visit: Visit) -> set[OrderId]:
    parts = [visit.part, *visit.queue, *visit.listed]
    shown = [*visit.waiting, *visit.before]
    return {part.order for part in parts if part is not None} | {each.order for each in shown}
