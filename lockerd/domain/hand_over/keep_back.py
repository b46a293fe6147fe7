"""Keeping an order back for a while: its code is refused, and everything else of it stays as it is (rule 27)."""

from lockerd.domain.draft import Draft
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.orders import SETTLED, Hold, Order
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.state import State

TOO_LATE = SETTLED | {PartState.HANDED_IN, PartState.RECALLED}
"""A code has nothing to do with these parts any more."""


def keep_back(draft: Draft, order: Order) -> Order:
    """Act on a wish for which nobody at a door is in the way any more; one that came too late is no more."""
    if all(part.state in TOO_LATE for part in parts_of(draft.state, order.id)):
        return draft.change(order, hold=Hold.NONE, hold_reason="")
    draft.tell(FactType.ORDER_HELD, order=order.id, hold_reason=order.hold_reason)
    return draft.change(order, hold=Hold.ON)


def is_kept_back(state: State, order: OrderId) -> bool:
    """Whether its code is refused for a while."""
    return state.orders[order].hold is not Hold.NONE
