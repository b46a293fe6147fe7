"""What central may do to an order for a while: keep it back, and give it free again."""

from collections.abc import Sequence

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import settle
from lockerd.domain.hand_over.keep_back import TOO_LATE
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.events import Accepted, Answer, Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.holds import EndHold, PutOnHold
from lockerd.domain.model.orders import Hold
from lockerd.domain.model.parts import Part, is_with_the_office
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.requests.announcing import is_out


def put_on_hold(draft: Draft, event: PutOnHold) -> Answer:
    """Nothing is opened under its code any more; what is told waits for whoever is at one of its doors."""
    order = draft.state.orders.get(event.order)
    if order is None:
        return Refused(Refusal.ORDER_UNKNOWN)
    parts = parts_of(draft.state, order.id)
    if all(part.state in TOO_LATE or is_out(part) for part in parts):
        return Refused(why_too_late(parts))
    if order.hold is Hold.NONE or order.hold_reason != event.reason:
        draft.change(order, hold=Hold.WANTED, hold_reason=event.reason)
        settle(draft, order.id)
    return Accepted()


def why_too_late(parts: Sequence[Part]) -> Refusal:
    """Why nothing is left of an order that could be kept back, or waited for."""
    if any(map(is_out, parts)):
        return Refusal.ALREADY_COLLECTED
    return Refusal.ALREADY_HANDED_IN if any(map(is_with_the_office, parts)) else Refusal.ORDER_NOT_READY


def give_free(draft: Draft, event: EndHold) -> Answer:
    """Its code is what it was before; only what became of the order besides is not undone."""
    order = draft.state.orders.get(event.order)
    if order is None:
        return Refused(Refusal.ORDER_UNKNOWN)
    if order.hold is Hold.ON:
        draft.tell(FactType.ORDER_HOLD_ENDED, order=order.id)
    draft.change(order, hold=Hold.NONE, hold_reason="")
    return Accepted()
