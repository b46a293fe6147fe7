"""What time brings: retries, reminders, ends of visits, grace, retention, erasure."""

from dataclasses import replace
from typing import Final

from lockerd.domain.doors.alone import tell_standing
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import finish
from lockerd.domain.hand_over.quarantine import quarantine
from lockerd.domain.model.attempts import Attempt
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Grant, GrantState, GrantStep
from lockerd.domain.model.orders import ENDED, ORDER_MOVES, OrderStep
from lockerd.domain.model.patience import WARNING_MS, factor, hold_left_ms, reminder_due_ms
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import HOUR_MS, active_visit, in_order, on_battery
from lockerd.domain.model.visits import Phase, Visit, VisitKind
from lockerd.domain.openings import recovery
from lockerd.domain.openings.attempting import ANSWER_MS, OPEN_TIMEOUT_MS
from lockerd.domain.openings.for_people import try_again
from lockerd.domain.openings.pulses import unanswered, unseen
from lockerd.domain.openings.standing import UNSENSED_MS
from lockerd.domain.requests.timekeeping import tell_time

RETRY_PAUSE_MS: Final = 2_000
IDLE_MS: Final = 120_000
"""A shut door that nobody says anything about any more; also how long a loading can be undone."""
KEEP_OVER_MS: Final = 60_000
"""How long the end of a visit can still be read."""
COUNT_MS: Final = 60_000
"""Retention is counted and kept in steps of this length; a power cut costs the person nothing."""
GRACE_COUNT_MS: Final = 10_000


def tick(draft: Draft) -> None:
    """Do everything that has fallen due."""
    for attempt in in_order(draft.state.attempts):
        if attempt.outcome is None and attempt.recovering:
            recovery.give_up(draft, attempt)
        elif attempt.outcome is None:
            _overdue(draft, attempt)
    for visit in in_order(draft.state.visits):
        _visit(draft, visit)
    tell_standing(draft)
    tell_time(draft)
    counted_ms = draft.now.powered_ms - draft.state.site.retention_counted_ms
    in_grace = any(grant.state is GrantState.GRACE for grant in draft.state.grants.values())
    if counted_ms >= (GRACE_COUNT_MS if in_grace else COUNT_MS):
        _count(draft, counted_ms)


def _overdue(draft: Draft, attempt: Attempt) -> None:
    if attempt.began_ms is None:
        if draft.now.powered_ms - attempt.powered_ms >= ANSWER_MS:
            unanswered(draft, attempt)
    elif draft.now.mono_ms - attempt.began_ms >= OPEN_TIMEOUT_MS:
        unseen(draft, attempt)


def _visit(draft: Draft, visit: Visit) -> None:
    since_ms = draft.now.mono_ms - visit.phase_since_ms
    match visit.phase:
        case Phase.OPENING:
            pass
        case Phase.RETRYING:
            if since_ms >= RETRY_PAUSE_MS:
                try_again(draft, visit)
        case Phase.DOOR_OPEN:
            _door_open(draft, visit, since_ms)
        case Phase.DOOR_SHUT | Phase.CODE_READY:
            _ends(draft, visit, since_ms, IDLE_MS * factor(visit) + visit.extra_ms)
        case Phase.OVER:
            if since_ms >= KEEP_OVER_MS:
                draft.forget_visit(visit.id)


def _trouble(visit: Visit) -> Refusal | None:
    """What is wrong with a visit that nobody ends."""
    unconfirmed = visit.kind is VisitKind.LOADING and visit.phase is not Phase.CODE_READY
    return Refusal.LOADING_NOT_FINISHED if unconfirmed else None


def _ends(draft: Draft, visit: Visit, since_ms: int, end_ms: int) -> None:
    """A phase that ends the visit if nobody says anything; that is announced before."""
    if since_ms >= end_ms:
        if draft.compartment(visit.compartment).attempt is None:
            finish(draft, visit, _trouble(visit))
    elif since_ms >= end_ms - WARNING_MS and not visit.reminded:
        draft.put_visit(replace(visit, reminded=True))


def _door_open(draft: Draft, visit: Visit, open_ms: int) -> None:
    if draft.leaf(visit.compartment) is Leaf.UNSENSED:
        _ends(draft, visit, open_ms, min(UNSENSED_MS * factor(visit) + visit.extra_ms, hold_left_ms(visit)))
        return
    usual_ms = draft.policy.door_reminder_ms * factor(visit) + visit.extra_ms
    alarm_ms = min(draft.policy.door_alarm_ms * factor(visit) + visit.extra_ms, hold_left_ms(visit))
    if open_ms >= reminder_due_ms(usual_ms, alarm_ms) and not visit.reminded:
        visit = replace(visit, reminded=True)
        draft.put_visit(visit)
    if open_ms >= alarm_ms and not visit.alarmed:
        draft.put_visit(replace(visit, alarmed=True))
        word, spoke = draft.not_shut_word(visit.compartment), draft.spoke(visit.compartment)
        draft.tell(FactType.DOOR_LEFT_OPEN, visit.compartment, visit.order, observed=word, input=spoke, open_ms=open_ms)


def _count(draft: Draft, elapsed_ms: int) -> None:
    """Run the clocks that count powered or served time. They stop while the station could not serve."""
    draft.put(replace(draft.state.site, retention_counted_ms=draft.now.powered_ms))
    for grant in in_order(draft.state.grants):
        compartment = grant.lines[0].compartment
        serving = draft.state.site.halted is None and not on_battery(draft.state)
        served = serving and draft.openable(compartment) is not Leaf.UNKNOWN
        if not served:
            continue
        if grant.state is GrantState.GRACE and grant.grace_left_ms is not None:
            left_ms = max(0, grant.grace_left_ms - elapsed_ms)
            draft.put(replace(draft.state.grants[grant.id], grace_left_ms=left_ms))
            if left_ms == 0:
                quarantine(draft, compartment, "grace_over")
        if grant.state in {GrantState.ACTIVE, GrantState.GRACE} and _occupied(draft, grant):
            _retain(draft, grant, elapsed_ms)
    if draft.now.powered_ms % HOUR_MS < elapsed_ms:
        _erase(draft)


def _occupied(draft: Draft, grant: Grant) -> bool:
    return all(draft.compartment(line.compartment).condition is Condition.OCCUPIED for line in grant.lines)


def _retain(draft: Draft, grant: Grant, elapsed_ms: int) -> None:
    row = draft.state.grants[grant.id]
    left_ms = max(0, row.retention_left_ms - elapsed_ms)
    draft.put(replace(row, retention_left_ms=left_ms))
    compartment = row.lines[0].compartment
    busy = active_visit(draft.state, compartment) is not None or draft.compartment(compartment).attempt is not None
    if left_ms == 0 and row.state is GrantState.ACTIVE and not busy:
        draft.move_grant(row.id, GrantStep.EXPIRE)
        draft.tell(FactType.GRANT_EXPIRED, row.lines[0].compartment, row.order, grant=row.id)
        if OrderStep.EXPIRE in ORDER_MOVES[draft.state.orders[row.order].state]:
            draft.move_order(row.order, OrderStep.EXPIRE)
            draft.tell(FactType.ORDER_EXPIRED, row.lines[0].compartment, row.order)


def _erase(draft: Draft) -> None:
    for order in in_order(draft.state.orders):
        ended = order.state in ENDED and order.ended_powered_ms is not None
        if ended and draft.now.powered_ms - (order.ended_powered_ms or 0) >= draft.policy.keep_ended_ms:
            draft.erase(order.id)
