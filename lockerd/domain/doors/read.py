"""What an opening or closing of a door means: this attempt's, a late one's, a wrong door, or a forced one."""

from dataclasses import replace

from lockerd.domain.doors.flapping import flaps
from lockerd.domain.doors.unexplained import explain
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.contradiction import compare_item
from lockerd.domain.hand_over.finish import settle_attempt
from lockerd.domain.hand_over.handing_in import found_open, note_closing
from lockerd.domain.hand_over.judging import judge_when_left
from lockerd.domain.hand_over.loaded import see
from lockerd.domain.hand_over.quarantine import disturb
from lockerd.domain.hand_over.rights import spend
from lockerd.domain.model.attempts import Attempt, Outcome, RightKind
from lockerd.domain.model.compartments import Condition, Leaf, has_contact
from lockerd.domain.model.derived import active_visit
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.looks import not_shut_word, spoke
from lockerd.domain.model.parts import Direction
from lockerd.domain.model.patience import entered
from lockerd.domain.model.readings import Reading, closing_word, opening_word
from lockerd.domain.model.reasons import DoorReason
from lockerd.domain.model.visits import Claim, Phase
from lockerd.domain.openings import recovery
from lockerd.domain.openings.attempting import close_attempt, set_pulse, walk_in
from lockerd.domain.openings.for_people import go_on
from lockerd.domain.openings.halting import withdraw
from lockerd.domain.openings.standing import keep_standing, opened_by_pulse


def read(draft: Draft, reading: Reading) -> None:
    """Take in one reading and judge what changed. Several readings of one door are judged in the order of sampling."""
    compartment = reading.compartment
    if compartment not in draft.state.compartments:
        return
    row = draft.compartment(compartment)
    if reading.sampled_ms < draft.state.reading(compartment).sampled_ms:
        return  # F37: overtaken by a later look
    known, before = draft.state.reading(compartment), draft.leaf(compartment)
    draft.put_reading(reading)
    keep_standing(draft, compartment)
    flaps(draft, known, reading)
    _judge(draft, reading, before)
    row = draft.compartment(compartment)
    if row.condition is Condition.OCCUPIED and row.part is not None:
        part = draft.part(row.part)
        if part.direction is Direction.OUT:
            draft.change(part, before=see(part.before, reading.item))
    compare_item(draft, compartment)


def _judge(draft: Draft, reading: Reading, before: Leaf) -> None:
    compartment = reading.compartment
    row, now = draft.compartment(compartment), draft.leaf(compartment)
    attempt = None if row.attempt is None else draft.state.attempts[row.attempt]
    standing_open = row.evidence.opened and not row.evidence.closed
    if attempt is not None and attempt.recovering and now in {Leaf.OPEN, Leaf.UNLATCHED, Leaf.SHUT}:
        recovery.recover(draft, attempt, now)
    elif now is Leaf.OPEN and not standing_open:
        _opened(draft, reading, before)
    elif now is Leaf.UNLATCHED and not standing_open and before is not Leaf.UNLATCHED:
        _released(draft, reading, before)
    elif now is Leaf.SHUT and (standing_open or _awaited(draft, compartment)):
        _closed(draft, compartment)
    elif (
        now in {Leaf.OPEN, Leaf.UNLATCHED} and before is Leaf.UNKNOWN and active_visit(draft.state, compartment) is None
    ):
        draft.tell(
            FactType.DOOR_FOUND_OPEN,
            compartment,
            row.part,
            observed=not_shut_word(draft.state, compartment),
            input=spoke(draft.state, compartment),
        )
        found_open(draft, compartment)
    elif now is Leaf.SHUT:
        # Left over from the life before: the visit ended with the process.
        judge_when_left(draft, compartment)


def _awaited(draft: Draft, compartment: CompartmentId) -> bool:
    """Whether somebody is asked to shut this door; a quarantine meanwhile has forgotten that it was open."""
    visit = active_visit(draft.state, compartment)
    return visit is not None and visit.phase is Phase.DOOR_OPEN


def _opened(draft: Draft, reading: Reading, before: Leaf) -> None:
    compartment = reading.compartment
    row = draft.compartment(compartment)
    draft.change(row, evidence=replace(row.evidence, opened=True, closed=False))
    attempt = None if row.attempt is None else draft.state.attempts[row.attempt]
    if attempt is not None and attempt.began_ms is not None and reading.sampled_ms > attempt.began_ms:
        seen_open(draft, attempt, after_ms=reading.sampled_ms - attempt.began_ms)
        return
    if attempt is not None:
        withdraw(draft, attempt)
    explain(draft, reading, before)


def _released(draft: Draft, reading: Reading, before: Leaf) -> None:
    """The lock let go and the leaf is still shut: nothing is spent by that, and who did it must have a right to."""
    row = draft.compartment(reading.compartment)
    attempt = None if row.attempt is None else draft.state.attempts[row.attempt]
    last = draft.state.last_pulse
    if attempt is not None and attempt.began_ms is not None and reading.released_ms > attempt.began_ms:
        if last is not None and last.attempt == attempt.id:
            draft.remember(last_pulse=replace(last, released=True))
        return
    if attempt is not None:
        withdraw(draft, attempt)
    if row.pulse is None or row.pulse == row.attempt:
        explain(draft, replace(reading, sampled_ms=reading.released_ms), before)


def seen_open(draft: Draft, attempt: Attempt, *, after_ms: int) -> None:
    """The pulse was followed by an opening: the code is spent now, and not before (design rule 2)."""
    compartment = attempt.compartment
    place = draft.compartment(compartment).place
    outcome = Outcome.OPENED if has_contact(place) else Outcome.UNLATCHED
    set_pulse(draft, compartment, None)
    word = opening_word(place.door_sensor)
    at = spoke(draft.state, compartment)
    draft.tell(
        FactType.DOOR_OPENED,
        compartment,
        attempt.part,
        observed=word,
        input=at,
        attempt=attempt.id,
        after_ms=after_ms,
    )
    close_attempt(draft, attempt, outcome)
    if attempt.right.kind is RightKind.TECHNICIAN:
        opened_by_pulse(draft, compartment)
        disturb(draft, compartment, DoorReason.TECHNICIAN_OPENED)
        settle_attempt(draft, attempt)
        return
    if attempt.right.kind is RightKind.GRANT:
        spend(draft, attempt.part)
    walk_in(draft, compartment, active_visit(draft.state, compartment))


def _closed(draft: Draft, compartment: CompartmentId) -> None:
    row = draft.compartment(compartment)
    draft.change(row, evidence=replace(row.evidence, closed=True))
    word, at = closing_word(row.place.door_sensor), spoke(draft.state, compartment)
    draft.tell(FactType.DOOR_CLOSED, compartment, row.part, observed=word, input=at)
    visit = active_visit(draft.state, compartment)
    if visit is None:
        judge_when_left(draft, compartment)
    elif visit.phase is Phase.DOOR_OPEN:
        note_closing(draft, compartment)
        shut = entered(visit, Phase.DOOR_SHUT, draft.now.mono_ms)
        draft.put_visit(shut)
        if visit.claim is Claim.TAKEN_OUT and row.attempt is None:
            go_on(draft, shut)
