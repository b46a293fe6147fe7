"""Putting in: the compartment of an order and the visit of the staff member who fills it."""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.quarantine import release
from lockerd.domain.hand_over.reserve import choose, make_room, reserve, why_never
from lockerd.domain.model.attempts import Right, RightKind
from lockerd.domain.model.compartments import Condition, ConditionStep, Leaf
from lockerd.domain.model.events import Accepted, Answer, Refused, StartLoading
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.orders import Order, OrderState, OrderStep
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Visit, VisitKind
from lockerd.domain.openings.for_people import fire, open_for_person, refuse_staff


def start_loading(draft: Draft, event: StartLoading) -> Answer:
    """Staff put an order's document in: choose its compartment and open it."""
    order = draft.state.orders.get(event.order)
    if order is None:
        return Refused(Refusal.ORDER_UNKNOWN)
    if (refused := refuse_staff(order, event.staff)) is not None:
        return refused
    if order.state is OrderState.ON_HOLD:
        return Refused(Refusal.ORDER_ON_HOLD)
    if order.state not in {OrderState.ANNOUNCED, OrderState.RESERVED}:
        return Refused(Refusal.ORDER_NOT_READY)
    right = Right(RightKind.LOADING, event.staff.badge)
    chosen = _reserved(draft, order) or make_room(draft, order.id)
    if chosen is None:
        return Refused(why_never(draft.state, draft.policy, order) or Refusal.NO_COMPARTMENT)
    if (refused := open_for_person(draft, chosen, right)) is not None:
        return refused
    must_check = draft.compartment(chosen).condition is Condition.TO_CHECK
    draft.move_compartment(chosen, ConditionStep.LOAD)
    draft.move_order(order.id, OrderStep.LOAD)
    draft.tell(FactType.ORDER_LOADING, chosen, order.id, badge=event.staff.badge)
    visit = Visit(
        id=event.visit,
        kind=VisitKind.LOADING,
        order=order.id,
        compartment=chosen,
        grant=None,
        badge=event.staff.badge,
        started_ms=draft.now.mono_ms,
        phase_since_ms=draft.now.mono_ms,
        must_check=must_check,
    )
    fire(draft, visit, right)
    return Accepted(visit=visit.id)


def _reserved(draft: Draft, order: Order) -> CompartmentId | None:
    """The order's compartment; another one if its door stands open, or its board is silent and another would do."""
    if order.compartments:
        chosen = order.compartments[0]
        seen = draft.openable(chosen)
        if seen in {Leaf.SHUT, Leaf.UNSENSED} or (seen is Leaf.UNKNOWN and choose(draft, order) is None):
            return chosen
        release(draft, chosen, "no_reading" if seen is Leaf.UNKNOWN else "door_not_shut")
    return reserve(draft, order.id)
