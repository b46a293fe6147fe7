"""After a crash or power cut: nothing re-fires by itself; the first valid reading decides (ADR 4)."""

from dataclasses import replace
from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.evidence import judge
from lockerd.domain.hand_over.finish import jam_grant, settle
from lockerd.domain.hand_over.quarantine import disturb, quarantine
from lockerd.domain.hand_over.refitting import refit, release_misfits
from lockerd.domain.hand_over.rights import spend
from lockerd.domain.model.attempts import Attempt, Outcome, RightKind
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.events import Boot
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Grant, GrantState, GrantStep
from lockerd.domain.model.ids import GrantId
from lockerd.domain.model.orders import OrderState, OrderStep
from lockerd.domain.model.readings import opening_word
from lockerd.domain.model.state import in_order
from lockerd.domain.openings.attempting import ATTEMPTS_PER_LINE, close_attempt, set_pulse
from lockerd.domain.openings.standing import opened_by_pulse

GRACE_MS: Final = 15 * 60_000
"""Powered time for which the same code works again after a power cut during its attempt."""
FIRST_READING_MS: Final = 60_000
"""Without a valid reading by then, staff decide."""


_NOT_OPENED: Final = frozenset({Condition.OCCUPIED, Condition.JAMMED})


def boot(draft: Draft, event: Boot) -> None:
    """Judge what the last life left behind. Visits and readings are gone; attempts may be open."""
    site, powered_ms = draft.state.site, draft.now.powered_ms
    draft.put(replace(site, boot_ms=powered_ms, retention_counted_ms=powered_ms))
    draft.tell(FactType.SITE_STARTED, boot=event.boot, version=event.version, config=event.config)
    # F23, F68: pulling the plug does not silence an alarm.
    draft.state = replace(draft.state, alarm_ms=None if site.halted is None else powered_ms)
    refit(draft, event)
    for attempt in in_order(draft.state.attempts):
        if attempt.outcome is None:
            _cut_off(draft, attempt)
    for row in in_order(draft.state.compartments):
        if row.condition is Condition.LOADING:
            quarantine(draft, row.id, "crash_while_loading")
        elif row.condition is Condition.HANDING_OVER and draft.leaf(row.id) is Leaf.UNSENSED:
            judge(draft, row.id)
    recovering = {a.right.holder for a in draft.state.attempts.values() if a.outcome is None}
    for grant in in_order(draft.state.grants):
        if grant.state is GrantState.ATTEMPTING and grant.id not in recovering:
            _between_attempts(draft, grant)
        elif grant.state is GrantState.GRACE:
            _use_grace(draft, grant, powered_ms - site.retention_counted_ms)
    for order in in_order(draft.state.orders):
        if order.state is OrderState.RETRIEVAL and draft.compartment(order.compartments[0]).condition in _NOT_OPENED:
            draft.move_order(order.id, OrderStep.GIVE_BACK)
        settle(draft, order.id)
    release_misfits(draft)


def _cut_off(draft: Draft, attempt: Attempt) -> None:
    compartment = attempt.compartment
    grant = draft.state.grants.get(GrantId(attempt.right.holder)) if attempt.right.kind is RightKind.GRANT else None
    unspent = grant is not None and grant.state is GrantState.ATTEMPTING
    if unspent and draft.leaf(compartment) is not Leaf.UNSENSED:
        draft.put(replace(attempt, recovering=True, began_ms=None))
        return
    # It may have been fired: an opening that comes later is this attempt's and no burglary (design rule 2).
    set_pulse(draft, compartment, attempt.id)
    close_attempt(draft, attempt, Outcome.RECOVERED)
    if grant is not None and unspent:
        spend(draft, grant.id, compartment)
    disturb(draft, compartment, "crash_during_attempt")


def _between_attempts(draft: Draft, grant: Grant) -> None:
    """The power failed in the pause between two attempts: the last one is closed, the code is still good."""
    if grant.lines[0].attempts >= ATTEMPTS_PER_LINE:
        jam_grant(draft, grant.id, "crash_between_attempts")
    else:
        draft.move_grant(grant.id, GrantStep.GIVE_BACK if grant.grace_left_ms is None else GrantStep.RECOVER)
        draft.move_order(grant.order, OrderStep.GIVE_BACK)


def _use_grace(draft: Draft, grant: Grant, elapsed_ms: int) -> None:
    """Powered time that was not counted before the reboot is counted now: a reboot renews no grace."""
    left_ms = max(0, (grant.grace_left_ms or 0) - elapsed_ms)
    draft.put(replace(grant, grace_left_ms=left_ms))
    if left_ms == 0:
        quarantine(draft, grant.lines[0].compartment, "grace_over")


def recover(draft: Draft, attempt: Attempt, seen: Leaf) -> None:
    """The first valid reading after a cut in the middle of an attempt under a code."""
    compartment = attempt.compartment
    grant = draft.state.grants[GrantId(attempt.right.holder)]
    if seen is Leaf.OPEN:
        set_pulse(draft, compartment, None)
        row = draft.compartment(compartment)
        draft.set_evidence(compartment, replace(row.evidence, opened=True, closed=False))
        word = opening_word(row.place.door_sensor)
        spoke = draft.spoke(compartment)
        draft.tell(FactType.DOOR_FOUND_OPEN, compartment, attempt.order, observed=word, input=spoke)
        close_attempt(draft, attempt, Outcome.RECOVERED, "open")
        opened_by_pulse(draft, compartment)
        spend(draft, grant.id, compartment)
        quarantine(draft, compartment, "open_after_crash")
        settle(draft, grant.order)
        return
    # It may have been fired: an opening that comes later is still this attempt's.
    set_pulse(draft, compartment, attempt.id)
    close_attempt(draft, attempt, Outcome.RECOVERED, seen)
    if grant.state is GrantState.ATTEMPTING:
        if grant.line(compartment).attempts >= ATTEMPTS_PER_LINE:
            jam_grant(draft, grant.id, "crash_during_attempt")
        else:
            left_ms = GRACE_MS if grant.grace_left_ms is None else grant.grace_left_ms
            draft.put(replace(grant, grace_left_ms=left_ms))
            draft.move_grant(grant.id, GrantStep.RECOVER)
            draft.tell(FactType.GRANT_GRACE, compartment, grant.order, grant=grant.id, left_ms=left_ms)
            draft.move_order(grant.order, OrderStep.GIVE_BACK)
    settle(draft, grant.order)


def give_up(draft: Draft, attempt: Attempt) -> None:
    """No valid reading since boot: the code is suspended and staff decide."""
    if draft.now.powered_ms - draft.state.site.boot_ms < FIRST_READING_MS:
        return
    set_pulse(draft, attempt.compartment, attempt.id)
    close_attempt(draft, attempt, Outcome.RECOVERED, "no_reading")
    quarantine(draft, attempt.compartment, "no_reading_after_crash")
    if attempt.order is not None:
        settle(draft, attempt.order)
