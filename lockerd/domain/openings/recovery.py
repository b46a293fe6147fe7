"""After a crash or power cut: nothing re-fires by itself; the first valid reading decides (ADR 4)."""

from typing import Final

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import settle
from lockerd.domain.hand_over.give_back import give_back_undoing, give_grace, good_again, jam
from lockerd.domain.hand_over.handing_in import hand_in_at_boot
from lockerd.domain.hand_over.judging import end_hold, judge
from lockerd.domain.hand_over.keep_back import is_kept_back
from lockerd.domain.hand_over.moves import spend
from lockerd.domain.hand_over.quarantine import disturb, quarantine
from lockerd.domain.hand_over.refitting import refit, release_misfits
from lockerd.domain.model.attempts import Attempt, Outcome, RightKind
from lockerd.domain.model.compartments import Compartment, Condition, Leaf
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.events import Boot
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.looks import looks, opening_word, spoke
from lockerd.domain.model.outages import Outage
from lockerd.domain.model.parts import ATTEMPTS_PER_PART, Part, PartState, RightState, in_grace, is_held
from lockerd.domain.model.reasons import AttemptReason, DoorReason
from lockerd.domain.openings.attempting import close_attempt, set_pulse
from lockerd.domain.openings.machine import judge_starts, keep_touched, keep_uncertain
from lockerd.domain.openings.standing import opened_by_pulse

GRACE_MS: Final = 15 * 60_000
"""Powered time for which the same code works again after a power cut during its attempt."""
FIRST_READING_MS: Final = 60_000
"""Without a valid reading by then, staff decide."""


_FOUND: Final = {Leaf.SHUT: AttemptReason.SHUT, Leaf.UNLATCHED: AttemptReason.UNLATCHED}
_BEING_PUT_IN: Final = frozenset({PartState.HANDING_IN, PartState.EXCHANGING})
_NOT_OPENED: Final = frozenset({Condition.OCCUPIED, Condition.JAMMED})


def boot(draft: Draft, event: Boot) -> None:
    """Judge what the last life left behind. Visits and readings are gone; attempts may be open."""
    site, powered_ms = draft.state.site, draft.now.powered_ms
    draft.change(site, boot_ms=powered_ms, retention_counted_ms=powered_ms)
    draft.tell(FactType.SITE_STARTED, boot=event.boot, version=event.version, config=event.config)
    # F23, F68: pulling the plug does not silence an alarm.
    draft.remember(alarm_ms=None if site.halted is None else powered_ms)
    judge_starts(draft, event)
    refit(draft, event)
    for attempt in in_order(draft.state.attempts):
        if attempt.outcome is None:
            _cut_off(draft, attempt)
    for row in in_order(draft.state.compartments):
        _left_behind(draft, row)
    recovering = {attempt.part for attempt in draft.state.attempts.values() if attempt.outcome is None}
    for part in in_order(draft.state.parts):
        if part.right is RightState.ATTEMPTING and part.id not in recovering:
            _between_attempts(draft, part)
        elif part.state in _BEING_PUT_IN and part.id not in recovering and not is_held(part):
            hand_in_at_boot(draft, part)
        elif part.state is PartState.COLLECTING and part.right is RightState.SPENT:
            draft.change(part, outage=Outage.POWER)  # its door was open, or not judged yet: nobody looked meanwhile
        elif in_grace(part):
            # Powered time that was not counted before the reboot is counted now: a reboot renews no grace.
            count_grace(draft, part, powered_ms - site.retention_counted_ms)
    for part in in_order(draft.state.parts):
        door = part.compartment if part.state is PartState.RETRIEVAL else None
        if door is not None and draft.state.compartments[door].condition in _NOT_OPENED:
            give_back_undoing(draft, part)
    for order in sorted(draft.state.orders):
        settle(draft, order)
    release_misfits(draft)
    keep_touched(draft, event)
    keep_uncertain(draft, event)


def _left_behind(draft: Draft, row: Compartment) -> None:
    """Nobody is at its door any more who could say what lies there."""
    if row.condition is Condition.LOADING:
        quarantine(draft, row.id, DoorReason.CRASH_WHILE_LOADING)
    elif row.condition is Condition.RETRIEVAL:
        quarantine(draft, row.id, DoorReason.CRASH_IN_RETRIEVAL)
    elif row.condition is Condition.HANDING_OVER and looks(draft.state, row.id) is Leaf.UNSENSED:
        judge(draft, row.id)


def _cut_off(draft: Draft, attempt: Attempt) -> None:
    compartment = attempt.compartment
    part = (
        None if attempt.part is None or attempt.right.kind is not RightKind.GRANT else draft.state.parts[attempt.part]
    )
    unspent = part is not None and part.right is RightState.ATTEMPTING
    if unspent and looks(draft.state, compartment) is not Leaf.UNSENSED:
        draft.change(attempt, recovering=True, began_ms=None)
        return
    # It may have been fired: an opening that comes later is this attempt's and no burglary (design rule 2).
    set_pulse(draft, compartment, attempt.id)
    close_attempt(draft, attempt, Outcome.RECOVERED)
    if unspent:
        spend(draft, attempt.part)
    disturb(draft, compartment, DoorReason.CRASH_DURING_ATTEMPT)


def _between_attempts(draft: Draft, part: Part) -> None:
    """The power failed in the pause between two attempts: the last one is closed, the code is still good."""
    if part.attempts >= ATTEMPTS_PER_PART:
        jam(draft, part, DoorReason.CRASH_BETWEEN_ATTEMPTS)
    elif part.way.brought:
        hand_in_at_boot(draft, part)
    else:
        good_again(draft, part)


def count_grace(draft: Draft, part: Part, elapsed_ms: int) -> None:
    """Let so much of the grace of a part pass; at its end staff decide.

    It stays while the office keeps its order back; what is being put in is judged in its time all the same (rule 27).
    """
    if part.right is RightState.GRACE and is_kept_back(draft.state, part.id.order):
        return
    left_ms = max(0, (part.grace_left_ms or 0) - elapsed_ms)
    draft.change(part, grace_left_ms=left_ms)
    if left_ms == 0 and part.compartment is not None:
        if part.right is RightState.GRACE:
            quarantine(draft, part.compartment, DoorReason.GRACE_OVER)
        else:
            end_hold(draft, part)


def recover(draft: Draft, attempt: Attempt, seen: Leaf) -> None:
    """The first valid reading after a cut in the middle of an attempt under a code."""
    compartment = attempt.compartment
    assert attempt.part is not None, "only attempts under a code are recovered"
    part = draft.state.parts[attempt.part]
    if seen is Leaf.OPEN:
        set_pulse(draft, compartment, None)
        row = draft.state.compartments[compartment]
        draft.change(row, evidence=replace(row.evidence, opened=True, closed=False))
        word = opening_word(row.place.door_sensor)
        at = spoke(draft.state, compartment)
        draft.tell(FactType.DOOR_FOUND_OPEN, compartment, part.id, observed=word, input=at)
        close_attempt(draft, attempt, Outcome.RECOVERED, AttemptReason.OPEN)
        opened_by_pulse(draft, compartment)
        spend(draft, part.id)
        quarantine(draft, compartment, DoorReason.OPEN_AFTER_CRASH)
        return
    # It may have been fired: an opening that comes later is still this attempt's.
    set_pulse(draft, compartment, attempt.id)
    close_attempt(draft, attempt, Outcome.RECOVERED, _FOUND[seen])
    if part.right is RightState.ATTEMPTING:
        if part.attempts >= ATTEMPTS_PER_PART:
            jam(draft, part, DoorReason.CRASH_DURING_ATTEMPT)
        else:
            give_grace(draft, part, GRACE_MS if part.grace_left_ms is None else part.grace_left_ms)
    settle(draft, part.id.order)


def give_up(draft: Draft, attempt: Attempt) -> None:
    """No valid reading since boot: the code is suspended and staff decide."""
    set_pulse(draft, attempt.compartment, attempt.id)
    close_attempt(draft, attempt, Outcome.RECOVERED, AttemptReason.NO_READING)
    quarantine(draft, attempt.compartment, DoorReason.NO_READING_AFTER_CRASH)
    if attempt.part is not None:
        settle(draft, attempt.part.order)


def give_up_hand_ins(draft: Draft) -> None:
    """No reading since boot of a door behind which something was being put in: staff decide (rule 21)."""
    draft.remember(first_looked=True)
    for row in in_order(draft.state.compartments):
        part = None if row.part is None else draft.state.parts[row.part]
        if part is not None and is_held(part) and row.attempt is None and looks(draft.state, row.id) is Leaf.UNKNOWN:
            quarantine(draft, row.id, DoorReason.NO_READING_AFTER_CRASH)
