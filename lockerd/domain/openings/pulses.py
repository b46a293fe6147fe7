"""What follows when no opening was seen: no answer, no pulse, no door; retry, jam, give back (design rule 2)."""

from typing import Final, assert_never

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.contradiction import compare_item
from lockerd.domain.hand_over.finish import finish, settle_attempt
from lockerd.domain.hand_over.give_back import jam, jam_door
from lockerd.domain.hand_over.handing_in import not_opened_again
from lockerd.domain.hand_over.remainder import leave_remainder, may_go_elsewhere
from lockerd.domain.model.attempts import Attempt, Outcome, RightKind
from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.looks import looks
from lockerd.domain.model.parts import ATTEMPTS_PER_PART, RightState
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.reasons import DoorReason, Nothing
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import NotFired, NotFiredReason, PulseFailed
from lockerd.domain.model.visits import DISPUTES, Phase, Visit
from lockerd.domain.openings import brake
from lockerd.domain.openings.attempting import (
    as_good_as_opened,
    close_attempt,
    counts,
    end_unopened,
    set_pulse,
    visit_at,
)
from lockerd.domain.openings.for_people import may_ask_again
from lockerd.domain.openings.halting import withdraw

TROUBLE: Final = {
    NotFiredReason.DEADLINE: Refusal.OUT_OF_SERVICE,
    NotFiredReason.DOOR_OPEN: Refusal.DOOR_NOT_SHUT,
    NotFiredReason.NO_READING: Refusal.WAIT,
    NotFiredReason.BOARD_DEAD: Refusal.OUT_OF_SERVICE,
    NotFiredReason.BUS_GONE: Refusal.OUT_OF_SERVICE,
    NotFiredReason.LINE_DISTURBED: Refusal.OUT_OF_SERVICE,
}


def unanswered(draft: Draft, attempt: Attempt) -> None:
    """The owner of its bus says nothing: it may have been fired, and nobody waits for it any longer."""
    withdraw(draft, attempt)
    visit = visit_at(draft, attempt)
    if looks(draft.state, attempt.compartment) is Leaf.UNSENSED:
        as_good_as_opened(draft, attempt, visit, DoorReason.NO_ANSWER)
    else:
        set_pulse(draft, attempt.compartment, attempt.id)
        close_attempt(draft, attempt, Outcome.NOT_OBSERVED, DoorReason.NO_ANSWER)
        if visit is not None and visit.phase is Phase.OPENING:
            _back_from(draft, visit, attempt, DoorReason.NO_ANSWER)
    compare_item(draft, attempt.compartment)
    settle_attempt(draft, attempt)


def _back_from(draft: Draft, visit: Visit, attempt: Attempt, reason: DoorReason | Nothing) -> None:
    if visit.opened:
        _back_at_the_shut_door(draft, visit, Refusal.OUT_OF_SERVICE)
    elif _attempts_used(draft, attempt) >= ATTEMPTS_PER_PART:
        jam_visit(draft, visit, reason)
    else:
        finish(draft, visit, Refusal.OUT_OF_SERVICE)


def not_fired(draft: Draft, report: NotFired) -> None:
    """No byte left: the attempt is given back as if it had not been."""
    attempt = draft.state.attempts.get(report.attempt)
    if attempt is None or attempt.outcome is not None or attempt.began_ms is not None or attempt.recovering:
        return
    close_attempt(draft, attempt, Outcome.NOT_FIRED, report.reason)
    brake.refund(draft, attempt)
    part = None if attempt.part is None else draft.state.parts.get(attempt.part)
    if part is not None and attempt.right.kind is RightKind.GRANT and counts(part, reopening=attempt.reopening):
        # An opening of an earlier pulse that was seen meanwhile has begun the count anew.
        draft.change(part, attempts=max(0, part.attempts - 1))
    visit, trouble = visit_at(draft, attempt), _trouble(draft, report.reason)
    if visit is not None and visit.phase is Phase.OPENING and visit.opened:
        brake.slow_down(draft, attempt.right)
        _back_at_the_shut_door(draft, replace(visit, reopenings=visit.reopenings - 1), trouble)
    elif visit is not None and visit.phase is Phase.OPENING and _silent(report.reason) and may_ask_again(draft, visit):
        # Three lost answers are no reason to send a person to the office (F36): the same door is asked for again.
        now_ms, attempts = draft.now.mono_ms, visit.attempts - 1
        again = replace(visit, phase=Phase.RETRYING, phase_since_ms=now_ms, attempts=attempts, trouble=Refusal.WAIT)
        draft.put(again)
    else:
        # Only what somebody asked for slows them down: of what the station tries by itself they know nothing.
        brake.slow_down(draft, attempt.right)
        end_unopened(draft, visit, trouble)
    compare_item(draft, attempt.compartment)
    settle_attempt(draft, attempt)


def _silent(reason: NotFiredReason) -> bool:
    """Whether nothing speaks against the opening but that the door could not be read in time."""
    match reason:
        case NotFiredReason.BOARD_DEAD | NotFiredReason.NO_READING | NotFiredReason.BUS_GONE:
            return True
        case _:
            return False


def _trouble(draft: Draft, reason: NotFiredReason) -> Refusal:
    """What the person is told: withdrawn because the wall was halted, or because the door moved."""
    if reason is NotFiredReason.WITHDRAWN:
        return Refusal.DOOR_NOT_SHUT if draft.state.site.halted is None else Refusal.OUT_OF_SERVICE
    return TROUBLE[reason]


def failed(draft: Draft, report: PulseFailed) -> None:
    """The board says that it failed: kept for the reason; whether the door opens is for its sensor to say."""
    last = draft.state.last_pulse
    if last is not None and last.attempt == report.attempt:
        draft.remember(last_pulse=replace(last, failed=True))


def unseen(draft: Draft, attempt: Attempt) -> None:
    """The time is over in which the door should have been seen open (F20)."""
    known = looks(draft.state, attempt.compartment) in {Leaf.SHUT, Leaf.UNLATCHED}
    reason = _why_unseen(draft, attempt)
    close_attempt(draft, attempt, Outcome.NOT_OPENED if known else Outcome.NOT_OBSERVED, reason)
    compare_item(draft, attempt.compartment)
    visit = visit_at(draft, attempt)
    match attempt.right.kind:
        case RightKind.TECHNICIAN:
            pass
        case RightKind.GRANT | RightKind.LOADING | RightKind.RETRIEVAL if visit is None:
            pass
        case RightKind.GRANT | RightKind.LOADING | RightKind.RETRIEVAL:
            assert visit is not None
            if visit.opened:
                _back_at_the_shut_door(draft, visit, Refusal.DOOR_STUCK)
            elif visit.attempts >= ATTEMPTS_PER_PART or _attempts_used(draft, attempt) >= ATTEMPTS_PER_PART:
                jam_visit(draft, visit, reason)
            else:
                draft.put(
                    replace(visit, phase=Phase.RETRYING, phase_since_ms=draft.now.mono_ms, trouble=Refusal.DOOR_STUCK)
                )
        case never:
            assert_never(never)
    settle_attempt(draft, attempt)


def _why_unseen(draft: Draft, attempt: Attempt) -> DoorReason | Nothing:
    """What kept the door shut, as far as the sensors can tell a held door from a lock that does not work (F20, F31)."""
    compartment, last = attempt.compartment, draft.state.last_pulse
    mine = last if last is not None and last.attempt == attempt.id else None
    seen = looks(draft.state, compartment)
    if seen is Leaf.UNLATCHED or (mine is not None and mine.released):
        return DoorReason.HELD
    if mine is not None and mine.failed:
        return DoorReason.BOARD_FAILED
    if seen is Leaf.SHUT and draft.state.compartments[compartment].place.door_sensor is not DoorSensor.CONTACT:
        return DoorReason.NOT_RELEASED
    return ""  # a contact on the leaf alone cannot tell


def _back_at_the_shut_door(draft: Draft, visit: Visit, trouble: Refusal) -> None:
    """It was opened before in this turn, and could not be opened again."""
    if visit.part is not None:
        not_opened_again(draft, draft.state.parts[visit.part])
    if visit.claim in DISPUTES:
        finish(draft, replace(visit, phase=Phase.DOOR_SHUT))  # what is not theirs cannot be put back; staff look (F54)
        return
    draft.put(replace(visit, phase=Phase.DOOR_SHUT, trouble=trouble))


def jam_visit(draft: Draft, visit: Visit, reason: DoorReason | Nothing) -> None:
    """The door stuck three times: the code is not burnt, but kept for staff, or good for another door (F20)."""
    part = None if visit.part is None else draft.state.parts[visit.part]
    tried = part is not None and part.right is RightState.ATTEMPTING
    if part is not None and tried and may_go_elsewhere(draft, part):
        leave_remainder(draft, part, reason)
    elif part is not None and tried:
        jam(draft, part, reason)
    else:
        jam_door(draft, visit.compartment, reason)
    finish(draft, visit, Refusal.DOOR_STUCK)


def _attempts_used(draft: Draft, attempt: Attempt) -> int:
    """Of a code's three; other rights have none to use up."""
    return (
        0
        if attempt.right.kind is not RightKind.GRANT or attempt.part is None
        else draft.state.parts[attempt.part].attempts
    )
