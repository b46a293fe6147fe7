"""Ending a visit: the right goes back if it was not used, the compartment is judged, what waited is done."""

from dataclasses import replace

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.evidence import judge, judge_when_left
from lockerd.domain.hand_over.quarantine import doubt, quarantine, wait_again
from lockerd.domain.hand_over.rights import revoke
from lockerd.domain.model.attempts import Attempt
from lockerd.domain.model.compartments import Condition, ConditionStep
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Grant, GrantState, GrantStep
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId
from lockerd.domain.model.orders import Order, OrderState, OrderStep
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import was_loaded
from lockerd.domain.model.visits import Phase, Visit


def finish(draft: Draft, visit: Visit, trouble: Refusal | None = None) -> None:
    """End a visit whose compartment has no open attempt."""
    left = None if visit.trouble is Refusal.SAY_TAKEN_OUT else visit.trouble  # a question is over with its visit
    draft.put_visit(replace(visit, phase=Phase.OVER, phase_since_ms=draft.now.mono_ms, trouble=trouble or left))
    if visit.phase is not Phase.CODE_READY:
        _leave_door(draft, visit, trouble)
    settle(draft, visit.order)


def _leave_door(draft: Draft, visit: Visit, trouble: Refusal | None) -> None:
    assert draft.compartment(visit.compartment).attempt is None
    order = draft.state.orders.get(visit.order)
    if order is not None:
        match order.state:
            case OrderState.COLLECTING if visit.grant is not None:
                give_back(draft, draft.state.grants[visit.grant], trouble)
            case OrderState.LOADING if visit.opened:
                quarantine(draft, visit.compartment, "loading_not_finished")
            case OrderState.LOADING:
                give_back_loading(draft, visit, stuck=trouble is Refusal.DOOR_STUCK)
            case OrderState.RETRIEVAL if not visit.opened:
                draft.move_order(order.id, OrderStep.GIVE_BACK)
            case _:
                pass
    row = draft.compartment(visit.compartment)
    if not row.evidence.opened or row.evidence.closed:
        judge(draft, visit.compartment, visit.claim)


def give_back(draft: Draft, grant: Grant, trouble: Refusal | None) -> None:
    """The code was tried and its door not seen open: it stays good, in grace if a crash had cut an attempt before."""
    if grant.state is not GrantState.ATTEMPTING:
        return
    draft.move_grant(grant.id, GrantStep.GIVE_BACK if grant.grace_left_ms is None else GrantStep.RECOVER)
    draft.move_order(grant.order, OrderStep.GIVE_BACK)
    draft.tell(FactType.ORDER_NOT_COLLECTED, grant.lines[0].compartment, grant.order, reason=trouble or "")


def jam_grant(draft: Draft, grant: GrantId, reason: str) -> None:
    """No attempts left: the code is kept for staff and not burnt (F20)."""
    row = draft.move_grant(grant, GrantStep.JAM)
    line = row.lines[0]
    draft.tell(FactType.GRANT_JAMMED, line.compartment, row.order, grant=grant, attempts=line.attempts, reason=reason)
    draft.move_order(row.order, OrderStep.GIVE_BACK)
    draft.move_compartment(line.compartment, ConditionStep.JAM, reason)


def give_back_loading(draft: Draft, visit: Visit, *, stuck: bool) -> None:
    """The door was not opened for loading: nothing is inside; a stuck door is kept from the next loading."""
    row = draft.compartment(visit.compartment)
    draft.put(replace(row, order=None))
    reason = "door_stuck" if stuck else "not_opened"
    wait_again(draft, visit.order, visit.compartment, reason, OrderStep.GIVE_BACK)
    if stuck:
        quarantine(draft, visit.compartment, "door_stuck")
    elif row.condition is Condition.LOADING and (visit.must_check or row.pulse is not None):
        # A pulse that nobody saw succeed: the door may be unlocked, so nothing is proven any more.
        doubt(draft, visit.compartment, "not_opened")
    elif row.condition is Condition.LOADING:
        draft.move_compartment(visit.compartment, ConditionStep.GIVE_BACK)


def settle(draft: Draft, order: OrderId) -> None:
    """Do what waited for an attempt or a loading to end: a wanted cancellation."""
    row = draft.state.orders.get(order)
    if row is None or not row.cancel_wanted:
        return
    if any(attempt.order == order and attempt.outcome is None for attempt in draft.state.attempts.values()):
        return
    match row.state:
        case OrderState.QUARANTINED if not was_loaded(draft.state, order):
            pass  # whether anything lies inside is not known before staff have looked
        case (
            OrderState.ANNOUNCED | OrderState.RESERVED | OrderState.READY | OrderState.EXPIRED | OrderState.QUARANTINED
        ):
            draft.put(replace(row, cancel_wanted=False))
            cancel_now(draft, draft.state.orders[order], "cancelled_by_authority")
        case OrderState.COLLECTED | OrderState.CLOSED | OrderState.RECALLED | OrderState.RETRIEVED:
            draft.put(replace(row, cancel_wanted=False))
        case _:
            pass


def settle_attempt(draft: Draft, attempt: Attempt) -> None:
    """Do what waited for this attempt to end."""
    judge_when_left(draft, attempt.compartment)
    if attempt.order is not None:
        settle(draft, attempt.order)


def cancel_now(draft: Draft, order: Order, reason: str) -> None:
    """Cancel an order: before loading it ends; loaded, it is recalled and its code dies."""
    if order.state in {OrderState.ANNOUNCED, OrderState.RESERVED}:
        for compartment in order.compartments:
            _vacate(draft, compartment)
        draft.put(replace(order, compartments=()))
        draft.move_order(order.id, OrderStep.CANCEL)
        draft.tell(FactType.ORDER_CANCELLED, order=order.id, reason=reason, cancel_reason=order.cancel_reason)
        draft.put(replace(draft.state.orders[order.id], ended_powered_ms=draft.now.powered_ms))
        return
    mine = (grant for grant in draft.state.grants.values() if grant.order == order.id)
    for grant in sorted(mine, key=lambda grant: grant.id):
        revoke(draft, grant, reason)
    draft.move_order(order.id, OrderStep.RECALL)
    where = order.compartments[0] if order.compartments else None
    draft.tell(FactType.ORDER_RECALLED, where, order.id, reason=reason, cancel_reason=order.cancel_reason)


def _vacate(draft: Draft, compartment: CompartmentId) -> None:
    row = draft.compartment(compartment)
    draft.put(replace(row, order=None))
    if row.condition is Condition.RESERVED:
        draft.move_compartment(compartment, ConditionStep.RELEASE)
