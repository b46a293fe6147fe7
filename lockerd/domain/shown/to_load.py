"""What staff have still to put in: first what somebody asks for who stands here, then what waits longest."""

from typing import Final

from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.derived import live_parts
from lockerd.domain.model.events import Refused
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.orders import Order
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.staff import Staff
from lockerd.domain.model.state import Policy, State
from lockerd.domain.openings.for_people import refuse_staff

TO_LOAD_SHOWN: Final = 64
"""So many are listed at once: as many as one confirmation takes."""
_WAITS: Final = frozenset({PartState.ANNOUNCED, PartState.RESERVED})


def to_load(state: State, policy: Policy, staff: Staff) -> tuple[Order, ...] | Refused:
    """The orders of this badge's office of which something is to be put in; whoever asked last comes first, as who
    stands here now comes before who stood here yesterday. The others in the order in which they were announced."""
    if (refused := refuse_staff(state, policy, staff, BadgeRole.LOADING, None)) is not None:
        return refused
    waiting = [order for order in _waiting(state) if order.authority == staff.authority]
    asked = [order for order in asked_for(state) if order.authority == staff.authority]
    known = {order.id for order in asked}
    return (*asked, *(order for order in waiting if order.id not in known))[:TO_LOAD_SHOWN]


def asked_for(state: State) -> tuple[Order, ...]:
    """Those of all offices that were asked for, whoever asked last first."""
    asked = [order for order in _waiting(state) if order.asked_ms is not None]
    return tuple(sorted(asked, key=lambda order: (-(order.asked_ms or 0), order.id)))


def _waiting(state: State) -> list[Order]:
    """Of which something is to be put in, and nobody is at it; by their ids, which sort by time."""
    parts = live_parts(state)
    under_way = {part.id.order for part in parts if part.state is PartState.LOADING}
    names: dict[OrderId, None] = dict.fromkeys(part.id.order for part in parts if part.state in _WAITS)
    return [state.orders[name] for name in names if name not in under_way and not state.orders[name].cancel_wanted]
