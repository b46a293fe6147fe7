"""After a crash or power cut: nothing re-fires by itself; the first valid reading decides (design section 5)."""

from dataclasses import replace
from typing import Final

from lockerd.domain.attempts import Attempt, Outcome, RightKind
from lockerd.domain.cabinet import Compartment, Condition, Leaf, leaf
from lockerd.domain.draft import Draft, opening_word
from lockerd.domain.events import Boot
from lockerd.domain.facts import FactType
from lockerd.domain.finish import settle
from lockerd.domain.grants import Grant, GrantId, GrantState, GrantStep
from lockerd.domain.openings import ATTEMPTS_PER_LINE, close_attempt, set_pulse, spend
from lockerd.domain.orders import OrderState, OrderStep
from lockerd.domain.quarantine import HOLDS_NOTHING, disturb, quarantine

GRACE_MS: Final = 15 * 60_000
"""Powered time for which the same code works again after a power cut during its attempt."""
FIRST_READING_MS: Final = 60_000
"""Without a valid reading by then, staff decide."""


def boot(draft: Draft, event: Boot) -> None:
    """Judge what the last life left behind. Visits and readings are gone; attempts may be open."""
    draft.put(
        replace(
            draft.state.site,
            boot_ms=draft.now.powered_ms,
            retention_counted_ms=draft.now.powered_ms,
        )
    )
    draft.tell(FactType.SITE_STARTED, boot=event.boot, version=event.version, config=event.config)
    for place in event.places:
        if place.compartment not in draft.state.compartments:
            draft.put(Compartment(place=place))
            draft.tell(FactType.COMPARTMENT_ADDED, place.compartment)
    for attempt in draft.state.attempts.values():
        if attempt.outcome is None:
            _cut_off(draft, attempt)
    for row in draft.state.compartments.values():
        if row.condition is Condition.LOADING:
            quarantine(draft, row.id, "crash_while_loading")
    for grant in draft.state.grants.values():
        if grant.state is GrantState.ATTEMPTING and not _under_recovery(draft, grant):
            _between_attempts(draft, grant)
    for order in draft.state.orders.values():
        settle(draft, order.id)


def _cut_off(draft: Draft, attempt: Attempt) -> None:
    compartment = attempt.compartment
    row = draft.compartment(compartment)
    awaits_reading = (
        attempt.right.kind is RightKind.GRANT
        and not attempt.reopening
        and leaf(row.place, draft.state.reading(compartment)) is not Leaf.UNSENSED
    )
    if awaits_reading:
        draft.put(replace(attempt, recovering=True, began_ms=None))
        return
    set_pulse(draft, compartment, None)
    close_attempt(draft, attempt, Outcome.RECOVERED)
    if attempt.right.kind is RightKind.GRANT and not attempt.reopening:
        spend(draft, GrantId(attempt.right.holder), compartment)
    if row.condition in HOLDS_NOTHING:
        disturb(draft, compartment, "crash_during_attempt")
    else:
        quarantine(draft, compartment, "crash_during_attempt")


def _under_recovery(draft: Draft, grant: Grant) -> bool:
    return any(a.recovering and a.outcome is None and a.right.holder == grant.id for a in draft.state.attempts.values())


def _between_attempts(draft: Draft, grant: Grant) -> None:
    """The power failed in the pause between two attempts: the last one is closed, the code is still good."""
    line = grant.lines[0]
    if line.attempts >= ATTEMPTS_PER_LINE:
        draft.move_grant(grant.id, GrantStep.JAM)
        draft.tell(FactType.GRANT_JAMMED, line.compartment, grant.order, grant=grant.id, attempts=line.attempts)
    else:
        draft.move_grant(grant.id, GrantStep.GIVE_BACK if grant.grace_left_ms is None else GrantStep.RECOVER)
    if draft.state.orders[grant.order].state is OrderState.COLLECTING:
        draft.move_order(grant.order, OrderStep.GIVE_BACK)


def recover(draft: Draft, attempt: Attempt, seen: Leaf) -> None:
    """The first valid reading after a cut in the middle of an attempt under a code."""
    compartment = attempt.compartment
    grant = draft.state.grants[GrantId(attempt.right.holder)]
    if seen is Leaf.OPEN:
        set_pulse(draft, compartment, None)
        row = draft.compartment(compartment)
        draft.set_evidence(compartment, replace(row.evidence, opened=True, closed=False))
        word = opening_word(row.place.door_sensor)
        draft.tell(FactType.DOOR_FOUND_OPEN, compartment, attempt.order, observed=word)
        close_attempt(draft, attempt, Outcome.RECOVERED, "open")
        spend(draft, grant.id, compartment)
        quarantine(draft, compartment, "open_after_crash")
        return
    # It may have been fired: an opening that comes later is still this attempt's.
    set_pulse(draft, compartment, attempt.id)
    close_attempt(draft, attempt, Outcome.RECOVERED, "shut")
    if grant.state is GrantState.ATTEMPTING:
        if grant.line(compartment).attempts >= ATTEMPTS_PER_LINE:
            draft.move_grant(grant.id, GrantStep.JAM)
            draft.tell(
                FactType.GRANT_JAMMED,
                compartment,
                grant.order,
                grant=grant.id,
                attempts=grant.line(compartment).attempts,
            )
        else:
            left_ms = GRACE_MS if grant.grace_left_ms is None else grant.grace_left_ms
            draft.put(replace(grant, grace_left_ms=left_ms))
            draft.move_grant(grant.id, GrantStep.RECOVER)
            draft.tell(FactType.GRANT_GRACE, compartment, grant.order, grant=grant.id, left_ms=left_ms)
    order = draft.state.orders[grant.order]
    if order.state is OrderState.COLLECTING:
        draft.move_order(order.id, OrderStep.GIVE_BACK)
    settle(draft, order.id)


def give_up(draft: Draft, attempt: Attempt) -> None:
    """No valid reading since boot: the code is suspended and staff decide."""
    if draft.now.powered_ms - draft.state.site.boot_ms < FIRST_READING_MS:
        return
    set_pulse(draft, attempt.compartment, attempt.id)
    close_attempt(draft, attempt, Outcome.RECOVERED, "no_reading")
    quarantine(draft, attempt.compartment, "no_reading_after_crash")
    if attempt.order is not None:
        settle(draft, attempt.order)
