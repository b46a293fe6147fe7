"""What staff read off an envelope, against the orders that wait: looked up, compared, and never kept."""

from lockerd.api.http.problems import RefusalError
from lockerd.api.terminal.staff_bodies import Named
from lockerd.codes.framing import unframe
from lockerd.domain.model.events import Refused
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.orders import Order
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import State
from lockerd.domain.requests.loading import next_to_load


def order_of(state: State, authority: str, body: Named) -> OrderId:
    """The order that is meant; raises ``RefusalError`` (case_unknown, case_differs, case_ambiguous).

    Only of this office: what another one calls its cases is not told. A number that stands on a document is no case
    reference here, so that scanning it finds nothing.
    """
    named = None if body.order is None else OrderId(body.order)
    if body.scan is None:
        assert named is not None, "the body names one of them"
        return named
    text = unframe(body.scan).text.strip()
    found = [order for order in state.orders.values() if order.authority == authority and _is_called(order, text)]
    if named is not None:
        if named in state.orders and all(order.id != named for order in found):
            raise RefusalError(Refused(Refusal.CASE_DIFFERS))
        return named
    if not found:
        raise RefusalError(Refused(Refusal.CASE_UNKNOWN))
    waiting = [order.id for order in found if next_to_load(state, order.id) is not None]
    if len(waiting) > 1:
        raise RefusalError(Refused(Refusal.CASE_AMBIGUOUS))
    return waiting[0] if waiting else found[0].id


def _is_called(order: Order, text: str) -> bool:
    return text in {order.case_reference, order.id} and text != ""
