"""What time brings: retries, reminders, ends of visits, grace, retention, erasure."""

from typing import Final

from lockerd.copies import replace
from lockerd.domain.doors.alone import tell_standing
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.expire import expire
from lockerd.domain.hand_over.finish import finish
from lockerd.domain.hand_over.keep_back import is_kept_back
from lockerd.domain.model.attempts import Attempt
from lockerd.domain.model.business import business
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import active_visit, in_order, live_parts, parts_of
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Grant, GrantState
from lockerd.domain.model.looks import looks, not_shut_word, openable, spoke
from lockerd.domain.model.parts import OPENS, Part, PartState, RightState, in_grace, is_to_come
from lockerd.domain.model.patience import WARNING_MS, factor, reminder_due_ms
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import HOUR_MS
from lockerd.domain.model.visits import DISPUTES, Phase, Role, Visit
from lockerd.domain.openings import recovery
from lockerd.domain.openings.attempting import ANSWER_MS, OPEN_TIMEOUT_MS
from lockerd.domain.openings.for_people import go_on, try_again
from lockerd.domain.openings.machine import end_restarts
from lockerd.domain.openings.pulses import unanswered, unseen
from lockerd.domain.openings.refusing import on_battery
from lockerd.domain.openings.turns import time_ms
from lockerd.domain.requests.disputing import open_to_put_back
from lockerd.domain.requests.forgetting import forget_names
from lockerd.domain.requests.loading_on import load_on

RETRY_PAUSE_MS: Final = 2_000
SAMPLED_AFTER_MS: Final = 3_000
"""A reading that stands so long after a word was sampled after it: a bus that could not look again has said so."""
NO_READING_MS: Final = 10_000
"""So long after the word nobody waits for a reading any more."""
KEEP_OVER_MS: Final = 60_000
"""How long the end of a visit can still be read."""
COUNT_MS: Final = 60_000
"""Retention is counted and kept in steps of this length; a power cut costs the person nothing."""
GRACE_COUNT_MS: Final = 10_000


def tick(draft: Draft) -> None:
    """Do everything that has fallen due."""
    unread = draft.now.powered_ms - draft.state.site.boot_ms >= recovery.FIRST_READING_MS
    for attempt in in_order(draft.state.attempts):
        if attempt.outcome is None and attempt.recovering:
            if unread:
                recovery.give_up(draft, attempt)
        elif attempt.outcome is None:
            _overdue(draft, attempt)
    if unread and not draft.state.first_looked:
        recovery.give_up_hand_ins(draft)
    for visit in in_order(draft.state.visits):
        _visit(draft, visit)
    for standing in in_order(draft.state.standing):
        tell_standing(draft, standing)
    tell_time(draft)
    if draft.state.site.halted is not None:
        end_restarts(draft)
    counted_ms = draft.now.powered_ms - draft.state.site.retention_counted_ms
    if counted_ms >= COUNT_MS or (counted_ms >= GRACE_COUNT_MS and _somebody_in_grace(draft)):
        _count(draft, counted_ms)


def _somebody_in_grace(draft: Draft) -> bool:
    return any(in_grace(draft.state.parts[name]) for name in draft.state.live)


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
        case Phase.DOOR_OPEN | Phase.DOOR_SHUT if visit.claim_ms is not None and visit.role is Role.LOADER:
            load_on(draft, visit)
        case Phase.DOOR_OPEN if visit.claim_ms is not None:
            go_on(draft, visit)  # no contact tells of this door, and they wait for the lock of the next one
        case Phase.DOOR_OPEN:
            _door_open(draft, visit, since_ms)
        case Phase.DOOR_SHUT if visit.claim in DISPUTES:
            open_to_put_back(draft, visit)
        case Phase.DOOR_SHUT if visit.claim_ms is not None:
            _said_in(draft, visit, draft.now.mono_ms - visit.claim_ms)
        case Phase.DOOR_SHUT | Phase.CODE_READY | Phase.PAPER_READY | Phase.BETWEEN:
            _ends(draft, visit, since_ms)
        case Phase.OVER:
            if since_ms >= KEEP_OVER_MS:
                draft.forget(visit)


def _trouble(visit: Visit) -> Refusal | None:
    """What is wrong with a visit that nobody ends."""
    return None if visit.phase is Phase.CODE_READY else business(visit).unsaid


def _said_in(draft: Draft, visit: Visit, said_ms: int) -> None:
    """Custody rests on what the sensors say after the word: by then a board that fell silent is known to be (F41)."""
    if said_ms < SAMPLED_AFTER_MS:
        return
    if looks(draft.state, visit.compartment) is Leaf.SHUT:
        go_on(draft, visit)
    elif said_ms >= NO_READING_MS:
        finish(draft, visit, Refusal.OUT_OF_SERVICE)


def _ends(draft: Draft, visit: Visit, since_ms: int) -> None:
    """A phase that ends the visit if nobody says anything; that is announced before."""
    end_ms = time_ms(draft.state, draft.policy, visit)
    assert end_ms is not None, "the person's time runs in these phases"
    if since_ms >= end_ms:
        if visit.door is None or draft.state.compartments[visit.door].attempt is None:
            finish(draft, visit, _trouble(visit), gone=True)
    elif since_ms >= end_ms - WARNING_MS:
        draft.put(replace(visit, reminded=True))


def _door_open(draft: Draft, visit: Visit, open_ms: int) -> None:
    if looks(draft.state, visit.compartment) is Leaf.UNSENSED:
        _ends(draft, visit, open_ms)
        return
    alarm_ms = time_ms(draft.state, draft.policy, visit)
    assert alarm_ms is not None, "the door stands open"
    usual_ms = draft.policy.door_reminder_ms * factor(visit) + visit.extra_ms
    if open_ms >= reminder_due_ms(usual_ms, alarm_ms) and not visit.reminded:
        visit = replace(visit, reminded=True)
        draft.put(visit)
    if open_ms >= alarm_ms and not visit.alarmed:
        visit = replace(visit, alarmed=True)
        draft.put(visit)
        word, at = not_shut_word(draft.state, visit.compartment), spoke(draft.state, visit.compartment)
        draft.tell(FactType.DOOR_LEFT_OPEN, visit.compartment, visit.part, observed=word, input=at, open_ms=open_ms)
        if business(visit).alarm_ends:
            finish(draft, visit, Refusal.ASK_STAFF, gone=True)


def _count(draft: Draft, elapsed_ms: int) -> None:
    """Run the clocks that count powered or served time. They stop while the station could not serve."""
    draft.change(draft.state.site, retention_counted_ms=draft.now.powered_ms)
    if draft.state.site.halted is None and not on_battery(draft.state):
        for part in live_parts(draft.state):
            if in_grace(part) and _served(draft, part):
                recovery.count_grace(draft, part, elapsed_ms)
        for grant in in_order(draft.state.grants):
            _retain(draft, grant, elapsed_ms)
    if draft.now.powered_ms % HOUR_MS < elapsed_ms:
        _erase(draft)


def _served(draft: Draft, part: Part) -> bool:
    """Whether its door could be opened now."""
    return part.compartment is not None and openable(draft.state, part.compartment) is not Leaf.UNKNOWN


def _retain(draft: Draft, grant: Grant, elapsed_ms: int) -> None:
    """Count the time in which all that is left could have been fetched; at its end the code expires."""
    parts = parts_of(draft.state, grant.order)
    waiting = [part for part in parts if part.right in OPENS]
    if grant.state is not GrantState.ACTIVE or not waiting or not all(_waits(draft, part) for part in waiting):
        return
    if is_kept_back(draft.state, grant.order) or any(is_to_come(part) for part in parts):
        return
    row = draft.change(grant, retention_left_ms=max(0, grant.retention_left_ms - elapsed_ms))
    # Rule 27: whoever stands at the door of a part that waits for staff by now is led on to the next with this code.
    if row.retention_left_ms == 0 and not (any(_busy(draft, part) for part in parts) or _has_its_turn(draft, grant)):
        expire(draft, row)


def _waits(draft: Draft, part: Part) -> bool:
    """Untouched behind a door that could be opened, with a code that is not being tried."""
    if part.state is PartState.AWAITED:
        return part.compartment is None or _served(draft, part)
    if part.compartment is None or part.right is RightState.ATTEMPTING or not _served(draft, part):
        return False
    return draft.state.compartments[part.compartment].condition is Condition.OCCUPIED


def _has_its_turn(draft: Draft, grant: Grant) -> bool:
    """Its person has shown it, and stands at the door of another one: it was judged when it was shown (rule 10)."""
    visits = [visit for visit in draft.state.visits.values() if visit.phase is not Phase.OVER]
    return any(shown.grant == grant.id for visit in visits for shown in visit.waiting)


def _busy(draft: Draft, part: Part) -> bool:
    """Somebody is at its door, or its code works for some minutes more after a power cut."""
    if part.compartment is None:
        return False
    visited = active_visit(draft.state, part.compartment) is not None
    return visited or draft.state.compartments[part.compartment].attempt is not None or part.right is RightState.GRACE


def _erase(draft: Draft) -> None:
    """Forget what has had its time: orders that ended long ago, and which badge did what an hour ago (rule 12)."""
    for order in in_order(draft.state.orders):
        ended_ms = order.ended_powered_ms
        if ended_ms is not None and draft.now.powered_ms - ended_ms >= draft.policy.keep_ended_ms:
            draft.erase(order.id)
    forget_names(draft)


def tell_time(draft: Draft) -> None:
    """Tell once that the time is disputed, and once that it is not any more; a source that flaps, once an hour."""
    state, doubt = draft.state, draft.now.doubt
    if doubt is None:
        if state.disputed:
            draft.remember(disputed=False)
            draft.tell(FactType.TIME_AGREED)
        return
    told_ms = state.dispute_told_ms
    if state.disputed or (told_ms is not None and draft.now.powered_ms - told_ms < HOUR_MS):
        return
    draft.remember(disputed=True, dispute_told_ms=draft.now.powered_ms)
    draft.tell(FactType.TIME_DISPUTED, reason=doubt)
