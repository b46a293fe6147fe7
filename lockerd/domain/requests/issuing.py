"""How grants begin: a confirmed loading, or a new code for one that is lost."""

from dataclasses import replace
from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import cancel_now, finish
from lockerd.domain.hand_over.rights import revoke
from lockerd.domain.model.compartments import Condition, ConditionStep, Evidence, Leaf
from lockerd.domain.model.events import Accepted, Answer, ConfirmLoaded, FreshCode, Refused, Reissue
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Grant, GrantLine, GrantState, with_number
from lockerd.domain.model.orders import OrderState, OrderStep
from lockerd.domain.model.patience import entered
from lockerd.domain.model.readings import Item, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase, VisitKind, must_say_empty
from lockerd.domain.openings import brake
from lockerd.domain.openings.attempting import not_read
from lockerd.domain.openings.for_people import printing_visit, refuse_staff

NOT_NOW: Final = Refused(Refusal.NOT_NOW)
NUMBER_TAKEN: Final = Refused(Refusal.BUSY, retry_after_ms=1_000)
"""Another code got this pick-up number a moment ago; the next one drawn will do (design rule 11)."""


def confirm_loaded(draft: Draft, event: ConfirmLoaded) -> Answer:
    """The item lies inside and the door is shut: now, and not before, the grant and its code come into being.

    An order that was taken back meanwhile gets none: its visit ends, and says so.
    """
    visit = draft.state.visits.get(event.visit)
    if visit is None or visit.phase is Phase.OVER:
        return Refused(Refusal.VISIT_OVER)
    leaf = draft.leaf(visit.compartment)
    at_door = Phase.DOOR_OPEN if leaf is Leaf.UNSENSED else Phase.DOOR_SHUT
    if visit.kind is not VisitKind.LOADING or visit.phase is not at_door:
        return NOT_NOW
    if draft.compartment(visit.compartment).condition is not Condition.LOADING:
        return Refused(Refusal.ASK_STAFF)
    if draft.compartment(visit.compartment).attempt is not None:
        return Refused(Refusal.BUSY, retry_after_ms=3_000)
    if leaf is Leaf.UNKNOWN:
        return not_read(draft, visit.compartment)
    if must_say_empty(visit):
        return Refused(Refusal.SAY_EMPTY_FIRST)
    if _number_taken(draft, event.code):
        return NUMBER_TAKEN
    row = draft.compartment(visit.compartment)
    item = draft.state.reading(visit.compartment).item
    seen = item is Item.PRESENT
    if row.place.item_sensor is ItemSensor.FITTED and not seen and not event.although_not_seen:
        draft.put_visit(replace(visit, trouble=Refusal.ITEM_NOT_SEEN))
        return Refused(Refusal.ITEM_NOT_SEEN)
    draft.move_compartment(row.id, ConditionStep.CONFIRM)
    draft.set_evidence(row.id, Evidence(item_seen=seen))
    order = draft.move_order(visit.order, OrderStep.CONFIRM)
    draft.tell(FactType.ORDER_READY, row.id, order.id, badge=visit.badge or "", item_seen=item)
    grant = Grant(
        id=event.code.grant,
        order=order.id,
        lines=(GrantLine(row.id),),
        code=event.code.record,
        retention_left_ms=order.retention_ms,
    )
    if order.cancel_wanted:
        # Nobody gets this code; that there was one says that something was put in.
        draft.put(replace(grant, state=GrantState.REVOKED))
        draft.put(replace(order, cancel_wanted=False))
        cancel_now(draft, draft.state.orders[order.id], "cancelled_by_authority")
        finish(draft, visit, Refusal.CANCELLED)
        return Accepted(visit=visit.id)
    _issue(draft, grant, event.code, replaces=None)
    shown = entered(visit, Phase.CODE_READY, draft.now.mono_ms)
    draft.put_visit(replace(shown, grant=grant.id, trouble=None))
    return Accepted(visit=visit.id, grant=grant.id)


def reissue(draft: Draft, event: Reissue) -> Answer:
    """A new code for a ready order; attempts, retention and grace go on as they were, the old code dies."""
    order = draft.state.orders.get(event.order)
    if order is None:
        return Refused(Refusal.ORDER_UNKNOWN)
    if event.staff is not None and (refused := refuse_staff(order, event.staff)) is not None:
        return refused
    if order.state is OrderState.COLLECTING:
        return Refused(Refusal.BUSY, retry_after_ms=10_000)
    usable = {GrantState.ACTIVE, GrantState.GRACE}
    old = next((g for g in draft.state.grants.values() if g.order == order.id and g.state in usable), None)
    if order.state is not OrderState.READY or old is None:
        return Refused(Refusal.ORDER_NOT_READY)
    if draft.compartment(old.lines[0].compartment).attempt is not None:
        return Refused(Refusal.BUSY, retry_after_ms=10_000)
    if _number_taken(draft, event.code):
        return NUMBER_TAKEN
    badge = "" if event.staff is None else event.staff.badge
    if badge:
        if (refused := brake.badge_over_budget(draft, badge)) is not None:
            return refused
        brake.charge_badge(draft, badge)
    fresh = replace(
        old, id=event.code.grant, code=event.code.record, reissued_by=badge, reissued_ms=draft.now.powered_ms
    )
    revoke(draft, old, "reissued")
    _issue(draft, fresh, event.code, replaces=old)
    if event.staff is not None and event.visit is not None:
        printing_visit(draft, event.visit, fresh, event.staff)
    return Accepted(visit=event.visit, grant=fresh.id)


def _number_taken(draft: Draft, code: FreshCode) -> bool:
    return bool(with_number(draft.state.grants.values(), code.record.pickup_number))


def _issue(draft: Draft, grant: Grant, code: FreshCode, *, replaces: Grant | None) -> None:
    draft.put(grant)
    draft.tell(
        FactType.GRANT_ISSUED,
        grant.lines[0].compartment,
        grant.order,
        grant=grant.id,
        sealed_code=code.sealed,
        retention_ms=grant.retention_left_ms,
        replaces="" if replaces is None else replaces.id,
    )
