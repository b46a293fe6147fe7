"""Taking an order back: what was not put in is cancelled, what was is recalled, what is out stays out (rule 27)."""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.moves import move_part
from lockerd.domain.hand_over.reserve import vacate
from lockerd.domain.hand_over.rights import end_right, revoke
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.derived import grant_of, parts_of
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import OrderId, PartId
from lockerd.domain.model.moves_of_parts import PartStep
from lockerd.domain.model.orders import Order
from lockerd.domain.model.parts import UNDER_WAY, Part, PartState, has_ended
from lockerd.domain.model.reasons import TakeBackReason

NOT_PUT_IN = frozenset({PartState.ANNOUNCED, PartState.RESERVED, PartState.AWAITED})
INSIDE = frozenset({PartState.READY, PartState.EXPIRED, PartState.QUARANTINED})


def in_the_way(draft: Draft, order: OrderId, *, but: PartId | None = None) -> bool:
    """Whether somebody is at a door of this order, or was when the power failed: what its office wants waits for that
    to be judged (rule 27). ``but``: the part of which staff report just now."""
    attempts = draft.state.attempts.values()
    tried = {attempt.part for attempt in attempts if attempt.outcome is None}
    others = [part for part in parts_of(draft.state, order) if part.id != but]
    return any(part.id in tried or part.state in UNDER_WAY or _looked_for(draft, part) for part in others)


def _looked_for(draft: Draft, part: Part) -> bool:
    """Staff stand at its door, and say in a moment what lies there."""
    row = None if part.compartment is None else draft.state.compartments.get(part.compartment)
    return row is not None and row.part == part.id and row.condition is Condition.RETRIEVAL


def _cancel(draft: Draft, part: Part) -> None:
    """Nothing of it lies anywhere; but one that is tied keeps its name until staff have looked (rule 20)."""
    end_right(draft, part)
    if not part.way.brought and part.compartment is not None:
        vacate(draft, part.compartment)
        draft.change(part, compartment=None)
    move_part(draft, part, PartStep.CANCEL)


def take_back(draft: Draft, order: Order, reason: TakeBackReason) -> None:
    """End every part that can still be ended; the code dies."""
    grant = grant_of(draft.state, order.id)
    if grant is not None and not (order.on_demand and reason is TakeBackReason.UNDONE):
        revoke(draft, grant, reason)
    parts = parts_of(draft.state, order.id)
    if reason is TakeBackReason.UNDONE:
        parts = tuple(part for part in parts if not part.way.brought)  # it is loaded again, and brought then
    recalled = [part for part in parts if part.state in INSIDE and not part.way.brought]
    for part in parts:
        if part.state in NOT_PUT_IN or (part.state in INSIDE and part.way.brought):
            _cancel(draft, part)
        elif part.state in INSIDE:
            end_right(draft, part)
            move_part(draft, part, PartStep.RECALL)
    if recalled:
        where = recalled[0].compartment if len(parts) == 1 else None
        kind = FactType.ORDER_RECALLED
    else:
        where, kind = None, FactType.ORDER_CANCELLED
    draft.tell(kind, where, order=order.id, reason=reason, cancel_reason=order.cancel_reason)
    if all(has_ended(part) for part in parts_of(draft.state, order.id)):
        draft.change(order, ended_powered_ms=draft.now.powered_ms)
