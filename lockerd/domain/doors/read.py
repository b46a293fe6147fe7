"""What an opening or closing of a door means: this attempt's, a late one's, a wrong door, or a forced one."""

from lockerd.copies import replace
from lockerd.domain.doors.unexplained import explain
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.contradiction import compare_item, note_absent, send_to_staff, sensor_fault, tell_fault
from lockerd.domain.hand_over.finish import judge_when_left
from lockerd.domain.hand_over.handing_in import found_open, note_closing
from lockerd.domain.hand_over.moves import entered, see
from lockerd.domain.hand_over.quarantine import doubt
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import active_visit
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.looks import closing_word, looks, not_shut_word, reading_of, spoke
from lockerd.domain.model.parts import is_with_the_office
from lockerd.domain.model.readings import Reading, Sensor
from lockerd.domain.model.reasons import DoorReason, FaultReason
from lockerd.domain.model.state import Standing
from lockerd.domain.model.visits import DISPUTES, Claim, Phase
from lockerd.domain.openings import recovery
from lockerd.domain.openings.attempting import seen_open
from lockerd.domain.openings.for_people import go_on
from lockerd.domain.openings.halting import withdraw


def read(draft: Draft, reading: Reading) -> None:
    """Take in one reading and judge what changed. Several readings of one door are judged in the order of sampling."""
    compartment = reading.compartment
    if compartment not in draft.state.compartments:
        return
    row = draft.state.compartments[compartment]
    if reading.sampled_ms < reading_of(draft.state, compartment).sampled_ms:
        return  # F37: overtaken by a later look
    known, before = reading_of(draft.state, compartment), looks(draft.state, compartment)
    draft.put(reading)
    keep_standing(draft, compartment)
    flaps(draft, known, reading)
    _judge(draft, reading, before)
    row = draft.state.compartments[compartment]
    if row.condition is Condition.OCCUPIED and row.part is not None:
        part = draft.state.parts[row.part]
        if not part.way.brought and not is_with_the_office(part):
            draft.change(part, before=see(part.before, reading.item))
    note_absent(draft, compartment)
    compare_item(draft, compartment)


def _judge(draft: Draft, reading: Reading, before: Leaf) -> None:
    compartment = reading.compartment
    row, now = draft.state.compartments[compartment], looks(draft.state, compartment)
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
    return any(v.door == compartment and v.phase is Phase.DOOR_OPEN for v in draft.state.visits.values())


def _opened(draft: Draft, reading: Reading, before: Leaf) -> None:
    compartment = reading.compartment
    row = draft.state.compartments[compartment]
    draft.change(row, evidence=replace(row.evidence, opened=True, closed=False))
    attempt = None if row.attempt is None else draft.state.attempts[row.attempt]
    if attempt is not None and attempt.began_ms is not None and reading.sampled_ms > attempt.began_ms:
        draft.tell(
            FactType.DOOR_OPENED,
            compartment,
            attempt.part,
            observed=not_shut_word(draft.state, compartment),
            input=spoke(draft.state, compartment),
            attempt=attempt.id,
            after_ms=reading.sampled_ms - attempt.began_ms,
        )
        seen_open(draft, attempt)
        return
    if attempt is not None:
        withdraw(draft, attempt)
    explain(draft, reading, before)


def _released(draft: Draft, reading: Reading, before: Leaf) -> None:
    """The lock let go and the leaf is still shut: nothing is spent by that, and who did it must have a right to."""
    row = draft.state.compartments[reading.compartment]
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


def _closed(draft: Draft, compartment: CompartmentId) -> None:
    row = draft.state.compartments[compartment]
    draft.change(row, evidence=replace(row.evidence, closed=True))
    word, at = closing_word(row.place.door_sensor), spoke(draft.state, compartment)
    draft.tell(FactType.DOOR_CLOSED, compartment, row.part, observed=word, input=at)
    visit = active_visit(draft.state, compartment)
    if visit is None:
        judge_when_left(draft, compartment)
    elif visit.phase is Phase.DOOR_OPEN:
        note_closing(draft, compartment)
        shut = entered(visit, Phase.DOOR_SHUT, draft.now.mono_ms)
        draft.put(shut)
        if visit.claim in {Claim.TAKEN_OUT, *DISPUTES} and row.attempt is None:
            go_on(draft, shut)


def flaps(draft: Draft, before: Reading, reading: Reading) -> None:
    """A sensor that moves all the time says nothing: one fact, however often it moves (F30)."""
    for sensor in sorted(reading.flapping - before.flapping):
        compartment = reading.compartment
        if sensor is not Sensor.ITEM:
            waiting = draft.state.compartments[compartment].attempt
            if waiting is not None:
                withdraw(draft, draft.state.attempts[waiting])
            sensor_fault(draft, compartment, sensor, FaultReason.FLAPPING)
            send_to_staff(draft, compartment)
            continue
        # What lies inside stays good for its code: without the sensor nothing is proven empty afterwards anyway.
        row = draft.state.compartments[compartment]
        tell_fault(draft, compartment, sensor, FaultReason.FLAPPING)
        if row.condition in {Condition.FREE, Condition.RESERVED}:
            doubt(draft, compartment, DoorReason.SENSOR_FLAPPING)


def keep_standing(draft: Draft, compartment: CompartmentId) -> None:
    """Keep in mind which doors are not shut."""
    seen, known = looks(draft.state, compartment), draft.state.standing.get(compartment)
    if seen in {Leaf.OPEN, Leaf.UNLATCHED}:
        if known is None or known.leaf is not seen:
            draft.put(Standing(compartment, seen, opened_ms=None if known is None else known.opened_ms))
    elif known is not None and seen is Leaf.SHUT:
        draft.forget(known)
