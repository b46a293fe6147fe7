"""Showing a code: what it is worth now, and the visit it starts."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.model.attempts import Right, RightKind
from lockerd.domain.model.events import Accepted, Answer, CodeForm, Refused, StartCollection
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import DEAD, Grant, GrantState, GrantStep
from lockerd.domain.model.orders import OrderState, OrderStep
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase, Visit, VisitKind
from lockerd.domain.openings import brake
from lockerd.domain.openings.attempting import ATTEMPTS_PER_LINE
from lockerd.domain.openings.for_people import fire, open_for_person
from lockerd.domain.requests import tries

NEW_MS: Final = 10 * 60_000
"""For so long a code that was made anew here is collected only while the badge's visit goes on (powered time)."""


def start_collection(draft: Draft, event: StartCollection) -> Answer:
    """A code was shown: open its door, or say why not. Expiry is judged here and not again during the visit.

    A signed code shown again while its own visit goes on gives that visit, and nothing is fired for it.
    """
    if event.form is CodeForm.TYPED and (refused := tries.refuse_typing(draft, event)) is not None:
        return _refuse_code(draft, event, refused)
    if event.wrong_site is not None:
        return _refuse_code(draft, event, Refused(Refusal.WRONG_SITE))
    grant = None if event.grant is None else draft.state.grants.get(event.grant)
    if event.form is CodeForm.QR and grant is not None and (running := _running(draft, grant)) is not None:
        return Accepted(visit=running.id)
    if grant is None or grant.state in DEAD:
        if event.form is CodeForm.TYPED:
            tries.count_failure(draft, event)
        return _refuse_code(draft, event, Refused(Refusal.CODE_NOT_VALID))
    if (refused := _refuse_grant(draft, grant, event.exp_s)) is not None:
        return _refuse_code(draft, event, refused)
    if (refused := _refuse_new(draft, grant)) is not None:
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
    if "badge" in draft.acting:
        brake.charge_badge(draft, grant.reissued_by)
    draft.move_grant(grant.id, GrantStep.TRY)
    fire(draft, visit, right)
    if event.form is CodeForm.TYPED:
        tries.forgive(draft, event)
    return Accepted(visit=visit.id)


def _refuse_new(draft: Draft, grant: Grant) -> Refused | None:
    """Whoever has a badge can make any code of the office anew, and read it: it waits until its owner may have asked.

    While the visit of that badge goes on, staff stand there with the person: what happens is the badge's.
    """
    new_ms = grant.reissued_ms + NEW_MS - draft.now.powered_ms
    if not grant.reissued_by or new_ms <= 0:
        return None
    visits = draft.state.visits.values()
    if not any(v.badge == grant.reissued_by and v.phase is not Phase.OVER for v in visits):
        return Refused(Refusal.CODE_TOO_NEW, retry_after_ms=new_ms)
    draft.acting["badge"] = grant.reissued_by
    return brake.badge_over_budget(draft, grant.reissued_by)


def _running(draft: Draft, grant: Grant) -> Visit | None:
    """The visit that goes on under this very code: whoever holds it before the scanner again is still in it."""
    for visit in draft.state.visits.values():
        if visit.kind is VisitKind.COLLECTION and visit.grant == grant.id and visit.phase is not Phase.OVER:
            return visit
    return None


def _refuse_code(draft: Draft, event: StartCollection, refused: Refused) -> Refused:
    order = None if event.grant is None else draft.state.grants.get(event.grant)
    draft.tell(
        FactType.CODE_REFUSED,
        order=None if order is None else order.order,
        reason=refused.reason,
        by=event.form,
        count=1,
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
    # While the time is disputed only served time counts: a clock gone wrong must not end a live grant's code (F56).
    past_its_bound = exp_s is not None and draft.now.doubt is None and draft.now.lo_s > exp_s
    if grant.retention_left_ms <= 0 or past_its_bound:
        return Refused(Refusal.EXPIRED)
    if order.state is OrderState.ON_HOLD:
        return Refused(Refusal.ORDER_ON_HOLD)
    if order.state is not OrderState.READY or grant.lines[0].attempts >= ATTEMPTS_PER_LINE:
        return Refused(Refusal.ASK_STAFF)
    return None
