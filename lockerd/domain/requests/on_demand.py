"""Somebody stands here with a good code, and what it is for was not put in yet: its office is told (ADR 49)."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.events import Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.orders import Order
from lockerd.domain.model.parts import is_to_come
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import Phase

ASKED_AGAIN_MS: Final = 15 * 60_000
"""For so long (powered time) an order that was asked for is not told again, however often its code is shown."""


def ask_for(draft: Draft, grant: Grant) -> Refused:
    """Have its office told that somebody asks for it, unless it was a moment ago, and say what is true of staff.

    Only whoever has a good code, and what else it needs, comes so far: no stranger calls anybody.
    """
    order = draft.state.orders[grant.order]
    if is_told_again(order, draft.now.powered_ms):
        draft.change(order, asked_ms=draft.now.powered_ms, asked_lo_s=draft.now.lo_s)
        to_put_in = sum(is_to_come(part) for part in parts_of(draft.state, order.id))
        draft.tell(FactType.ORDER_ASKED_FOR, order=order.id, to_put_in=to_put_in)
    here = staff_are_here(draft.state, order.authority)
    return Refused(Refusal.STAFF_ARE_HERE if here else Refusal.NOT_PUT_IN_YET)


def is_told_again(order: Order, powered_ms: int) -> bool:
    """Whether asking for it now is news."""
    return order.asked_ms is None or powered_ms - order.asked_ms >= ASKED_AGAIN_MS


def staff_are_here(state: State, authority: str) -> bool:
    """Whether a badge of this office is at work here: putting in, taking out, going round."""
    visits = (visit for visit in state.visits.values() if visit.phase is not Phase.OVER)
    return any(visit.badge is not None and visit.authority == authority for visit in visits)
