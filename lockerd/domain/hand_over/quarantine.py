"""Taking a compartment out of use: quarantine, doubt, release of a reservation (design rule 3)."""

from dataclasses import replace

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.rights import suspend_grants
from lockerd.domain.model.compartments import HOLDS_NOTHING, Compartment, Condition, ConditionStep, Evidence, Leaf
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.orders import ORDER_MOVES, Order, OrderState, OrderStep


def quarantine(draft: Draft, compartment: CompartmentId, reason: str) -> None:
    """Nobody may use this compartment until staff have looked; its grants are suspended, its order waits for staff."""
    row = draft.compartment(compartment)
    release(draft, compartment, reason)
    if row.condition is not Condition.QUARANTINED:
        draft.move_compartment(compartment, ConditionStep.QUARANTINE, reason)
        draft.tell(FactType.COMPARTMENT_QUARANTINED, compartment, row.order, reason=reason)
    # What was seen before does not count: staff open it once more, look, and shut it (design rule 3).
    draft.set_evidence(
        compartment, Evidence(opened=draft.leaf(compartment) is Leaf.OPEN, item_seen=row.evidence.item_seen)
    )
    suspend_grants(draft, compartment, reason)
    order = _order(draft, draft.compartment(compartment))
    if order is not None and OrderStep.QUARANTINE in ORDER_MOVES[order.state]:
        draft.move_order(order.id, OrderStep.QUARANTINE)
        draft.tell(FactType.ORDER_QUARANTINED, compartment, order.id, reason=reason)


def doubt(draft: Draft, compartment: CompartmentId, reason: str) -> None:
    """Nothing is known against its being empty, but it is not proven any more: staff look before the next use."""
    release(draft, compartment, reason)
    if draft.compartment(compartment).condition is not Condition.TO_CHECK:
        draft.move_compartment(compartment, ConditionStep.DOUBT, reason)
        draft.tell(FactType.COMPARTMENT_TO_CHECK, compartment, reason=reason)


def release(draft: Draft, compartment: CompartmentId, reason: str) -> None:
    """End a reservation, if there is one: the order waits for another compartment."""
    row = draft.compartment(compartment)
    order = _order(draft, row)
    if order is None or order.state is not OrderState.RESERVED:
        return
    draft.put(replace(row, order=None))
    if row.condition is Condition.RESERVED:
        draft.move_compartment(compartment, ConditionStep.RELEASE)
    wait_again(draft, order.id, compartment, reason)


def wait_again(
    draft: Draft, order: OrderId, compartment: CompartmentId, reason: str, step: OrderStep = OrderStep.RELEASE
) -> None:
    """The order holds this compartment no more, nothing of it lies anywhere, and it waits for another one.

    Codes that were made for it before are forgotten for good: what is loaded later gets its own.
    """
    draft.drop_grants(order)
    draft.put(replace(draft.state.orders[order], compartments=()))
    draft.move_order(order, step)
    draft.tell(FactType.ORDER_RELEASED, compartment, order, reason=reason)


def disturb(draft: Draft, compartment: CompartmentId, reason: str) -> None:
    """The door was opened under no right of its order: occupied goes to quarantine, empty must be looked at."""
    if draft.compartment(compartment).condition in HOLDS_NOTHING:
        doubt(draft, compartment, reason)
    else:
        quarantine(draft, compartment, reason)


def _order(draft: Draft, row: Compartment) -> Order | None:
    return None if row.order is None else draft.state.orders.get(row.order)
