"""Starting visits and trying a door again: the paths on which a lock is fired for a person."""

from dataclasses import replace

from lockerd.domain import tries
from lockerd.domain.attempts import Right, RightKind, VisitId
from lockerd.domain.cabinet import Condition, ConditionStep, Leaf, OrderId
from lockerd.domain.draft import Draft
from lockerd.domain.events import Accepted, Answer, CodeForm, Refused, Staff, StartCollection, StartLoading
from lockerd.domain.facts import FactType
from lockerd.domain.finish import finish
from lockerd.domain.grants import Grant, GrantState, GrantStep
from lockerd.domain.openings import ATTEMPTS_PER_LINE, commit_attempt, refuse_opening
from lockerd.domain.orders import Order, OrderState, OrderStep
from lockerd.domain.quarantine import release
from lockerd.domain.readings import CompartmentId
from lockerd.domain.refusals import Refusal
from lockerd.domain.reserve import choose, reserve
from lockerd.domain.visits import Phase, Visit, VisitKind


def start_collection(draft: Draft, event: StartCollection) -> Answer:
    """A code was shown: open its door, or say why not. Expiry is judged here and not again during the visit."""
    if event.form is CodeForm.TYPED and (refused := tries.refuse_typing(draft, event)) is not None:
        return _refuse_code(draft, event, refused)
    if event.wrong_site:
        return _refuse_code(draft, event, Refused(Refusal.WRONG_SITE))
    grant = None if event.grant is None else draft.state.grants.get(event.grant)
    if grant is None or grant.state in {GrantState.SPENT, GrantState.REVOKED}:
        if event.form is CodeForm.TYPED:
            tries.count_failure(draft, event)
        return _refuse_code(draft, event, Refused(Refusal.CODE_NOT_VALID))
    if event.form is CodeForm.TYPED:
        tries.forgive(draft)
    if (refused := _refuse_grant(draft, grant, event.exp_s)) is not None:
        return _refuse_code(draft, event, refused)
    line = grant.lines[0]
    right = Right(RightKind.GRANT, grant.id)
    refused = open_for_person(draft, line.compartment, right)
    if refused is not None:
        return _refuse_code(draft, event, refused)
    order = draft.move_order(grant.order, OrderStep.COLLECT)
    draft.tell(FactType.ORDER_COLLECTING, line.compartment, order.id, by=event.form)
    visit = Visit(
        id=event.visit,
        kind=VisitKind.COLLECTION,
        order=order.id,
        compartment=line.compartment,
        grant=grant.id,
        badge=None,
        started_ms=draft.now.mono_ms,
        phase_since_ms=draft.now.mono_ms,
        slow_hands=order.needs.slow_hands,
    )
    draft.move_grant(grant.id, GrantStep.TRY)
    fire(draft, visit, right)
    return Accepted(visit=visit.id)


def _refuse_code(draft: Draft, event: StartCollection, refused: Refused) -> Refused:
    order = None if event.grant is None else draft.state.grants.get(event.grant)
    draft.tell(
        FactType.CODE_REFUSED,
        order=None if order is None else order.order,
        reason=refused.reason,
        by=event.form,
    )
    return refused


def _refuse_grant(draft: Draft, grant: Grant, exp_s: int | None) -> Refused | None:
    order = draft.state.orders[grant.order]
    match grant.state:
        case GrantState.JAMMED | GrantState.SUSPENDED:
            return Refused(Refusal.ASK_STAFF)
        case GrantState.EXPIRED:
            return Refused(Refusal.EXPIRED)
        case GrantState.ATTEMPTING:
            return Refused(Refusal.BUSY, retry_after_ms=3_000)
        case GrantState.ACTIVE | GrantState.GRACE:
            pass
        case GrantState.SPENT | GrantState.REVOKED:
            return Refused(Refusal.CODE_NOT_VALID)
    if grant.retention_left_ms <= 0 or (exp_s is not None and draft.now.lo_s > exp_s):
        return Refused(Refusal.EXPIRED)
    if order.state is OrderState.ON_HOLD:
        return Refused(Refusal.ORDER_ON_HOLD)
    if order.state is not OrderState.READY or grant.lines[0].attempts >= ATTEMPTS_PER_LINE:
        return Refused(Refusal.ASK_STAFF)
    return None


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
    chosen = _reserved(draft, order)
    if chosen is None:
        return Refused(Refusal.NO_COMPARTMENT)
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


def refuse_staff(order: Order, staff: Staff) -> Refused | None:
    """Staff of one authority handle that authority's orders only."""
    return None if staff.authority == order.authority else Refused(Refusal.WRONG_AUTHORITY)


def _reserved(draft: Draft, order: Order) -> CompartmentId | None:
    """The order's compartment; another one if its door stands open, or its board is silent and another would do."""
    if order.compartments:
        chosen = order.compartments[0]
        seen = draft.leaf(chosen)
        if seen in {Leaf.SHUT, Leaf.UNSENSED} or (seen is Leaf.UNKNOWN and choose(draft, order) is None):
            return chosen
        release(draft, chosen, "door_not_shut" if seen is Leaf.OPEN else "no_reading")
    return reserve(draft, order.id)


def open_for_person(draft: Draft, compartment: CompartmentId, right: Right) -> Refused | None:
    """Checks of every opening; on the way the visit of whoever stood here before comes to its end."""
    for visit in draft.state.visits.values():
        if visit.phase is Phase.DOOR_SHUT and visit.kind is VisitKind.LOADING:
            return Refused(Refusal.BUSY, retry_after_ms=3_000)
    refused = refuse_opening(draft, compartment, right, None)
    if refused is None:
        for visit in list(draft.state.visits.values()):
            if visit.phase is Phase.DOOR_SHUT:
                finish(draft, visit)
    return refused


def fire(draft: Draft, visit: Visit, right: Right, *, reopening: bool = False) -> None:
    """One attempt for this visit."""
    number = visit.attempts + 1
    if right.kind is RightKind.GRANT and not reopening and visit.grant is not None:
        grant = draft.state.grants[visit.grant]
        line = grant.line(visit.compartment)
        number = line.attempts + 1
        lines = tuple(replace(o, attempts=number) if o == line else o for o in grant.lines)
        draft.put(replace(grant, lines=lines))
    # A door opened again counts its two minutes from the closing, not from the try (design rule 2).
    since_ms = visit.phase_since_ms if reopening else draft.now.mono_ms
    attempt = commit_attempt(
        draft,
        visit.compartment,
        right,
        order=visit.order,
        visit=visit.id,
        number=number,
        reopening=reopening,
    )
    draft.put_visit(
        replace(
            visit,
            phase=Phase.OPENING,
            phase_since_ms=since_ms,
            attempts=visit.attempts + 1,
            last_attempt=attempt.id,
        )
    )


def right_of(visit: Visit) -> Right:
    """The right under which this visit's lock is fired again."""
    if visit.grant is not None and visit.kind is VisitKind.COLLECTION:
        return Right(RightKind.GRANT, visit.grant)
    kind = RightKind.RETRIEVAL if visit.kind is VisitKind.RETRIEVAL else RightKind.LOADING
    return Right(kind, visit.badge or "")


def try_again(draft: Draft, visit: Visit) -> None:
    """The next attempt at a stuck door: read, decide, pulse - never a blind repeat (F20)."""
    right = right_of(visit)
    if not _wanted(draft, visit):
        finish(draft, visit, Refusal.CANCELLED if draft.state.orders[visit.order].cancel_wanted else Refusal.ASK_STAFF)
        return
    refused = refuse_opening(draft, visit.compartment, right, visit.id)
    if refused is None:
        fire(draft, visit, right)
    elif refused.reason is not Refusal.BUSY:
        finish(draft, visit, refused.reason)


def _wanted(draft: Draft, visit: Visit) -> bool:
    """Whether the right still stands, and nobody has taken the order back meanwhile."""
    order = draft.state.orders[visit.order]
    trying = {OrderState.COLLECTING, OrderState.LOADING, OrderState.RETRIEVAL}
    return order.state in trying and not order.cancel_wanted


def printing_visit(draft: Draft, visit: VisitId, order: OrderId, compartment: CompartmentId, staff: Staff) -> None:
    """A visit that only shows a code that was issued again."""
    draft.put_visit(
        Visit(
            id=visit,
            kind=VisitKind.LOADING,
            order=order,
            compartment=compartment,
            grant=None,
            badge=staff.badge,
            started_ms=draft.now.mono_ms,
            phase=Phase.CODE_READY,
            phase_since_ms=draft.now.mono_ms,
        )
    )
