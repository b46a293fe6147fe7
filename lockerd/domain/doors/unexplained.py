"""Openings that no pulse has just brought about: late, sprung, wrong, found or forced (F23, F25, F26, F27)."""

from typing import Final

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import finish
from lockerd.domain.hand_over.moves import begin_late, spend, walk_in
from lockerd.domain.hand_over.quarantine import disturb, quarantine
from lockerd.domain.model.attempts import Attempt, LastPulse, Outcome, RightKind
from lockerd.domain.model.business import business
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import active_visit
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.looks import not_shut_word, opening_word, spoke
from lockerd.domain.model.parts import Part, PartState
from lockerd.domain.model.readings import Reading
from lockerd.domain.model.reasons import DoorReason, HaltReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import Forced
from lockerd.domain.model.visits import Phase, Visit
from lockerd.domain.openings.attempting import close_attempt, set_pulse
from lockerd.domain.openings.halting import halt
from lockerd.domain.openings.standing import opened_by_pulse

WRONG_DOOR_WINDOW_MS: Final = 5_000
FORCED_WINDOW_MS: Final = 10 * 60_000
FORCED_HALT: Final = 2
"""So many doors forced within the window stop all openings until a technician has looked (F23)."""
SPRING_MS: Final = 10_000
"""A door that opens so soon after it was pushed shut in a visit had not caught (F25)."""


def explain(draft: Draft, reading: Reading, before: Leaf) -> None:
    """Say what an opening is that no pulse has just brought about."""
    compartment = reading.compartment
    row = draft.state.compartments[compartment]
    word, at = not_shut_word(draft.state, compartment), spoke(draft.state, compartment)
    pulse = None if row.pulse is None or row.pulse == row.attempt else draft.state.attempts.get(row.pulse)
    if pulse is not None:
        _late(draft, pulse)
    elif (visit := _just_left(draft, compartment)) is not None:
        _sprang_open(draft, visit, word)
    elif (last := _pulse_elsewhere(draft, reading, before)) is not None:
        draft.tell(
            FactType.DOOR_WRONG,
            compartment,
            row.part,
            observed=word,
            input=at,
            attempt=last.attempt,
            expected=last.compartment,
        )
        opened_by_pulse(draft, compartment)
        halt(draft, HaltReason.WRONG_DOOR)
        disturb(draft, compartment, DoorReason.WRONG_DOOR)
        _suspect(draft, last)
    elif before is Leaf.UNKNOWN:
        draft.tell(FactType.DOOR_FOUND_OPEN, compartment, row.part, observed=word, input=at)
        disturb(draft, compartment, DoorReason.FOUND_OPEN)
    else:
        draft.tell(FactType.DOOR_FORCED, compartment, row.part, observed=word, input=at)
        disturb(draft, compartment, DoorReason.FORCED)
        _count_forced(draft, compartment)


def _pulse_elsewhere(draft: Draft, reading: Reading, before: Leaf) -> LastPulse | None:
    """The pulse of another door that may have opened this one: it was read shut before, and opened right after."""
    last = draft.state.last_pulse
    if last is None or last.compartment == reading.compartment or before is not Leaf.SHUT:
        return None  # F41: an opening whose predecessor is not known cannot be dated
    return last if 0 < reading.sampled_ms - last.began_ms <= WRONG_DOOR_WINDOW_MS else None


def _count_forced(draft: Draft, compartment: CompartmentId) -> None:
    site, powered_ms = draft.state.site, draft.now.powered_ms
    others = (
        door
        for door in site.forced
        if door.powered_ms > powered_ms - FORCED_WINDOW_MS and door.compartment != compartment
    )
    forced = (*others, Forced(powered_ms, compartment))
    draft.change(site, forced=forced)
    if len(forced) >= FORCED_HALT:
        halt(draft, HaltReason.DOORS_FORCED)


def _just_left(draft: Draft, compartment: CompartmentId) -> Visit | None:
    """The visit in which this door was pushed shut a moment ago: the last of those that were at it in this moment."""
    found: list[Visit] = []
    for visit in draft.state.visits.values():
        recent = draft.now.mono_ms - visit.phase_since_ms <= SPRING_MS
        over = visit.phase is Phase.OVER and visit.opened and not business(visit).holds
        shut = over or visit.phase in {Phase.DOOR_SHUT, Phase.CODE_READY, Phase.PAPER_READY, Phase.BETWEEN}
        if visit.door == compartment and recent and shut and visit.last_attempt is not None:
            found.append(visit)
    return max(found, key=lambda visit: (visit.phase is Phase.DOOR_SHUT, visit.last_attempt), default=None)


def _sprang_open(draft: Draft, visit: Visit, word: str) -> None:
    """The latch did not catch (F25): no burglary and no new opening; the person is still there."""
    assert visit.last_attempt is not None
    row = draft.state.compartments[visit.compartment]
    at = spoke(draft.state, row.id)
    draft.tell(FactType.DOOR_LATE, row.id, row.part, observed=word, input=at, attempt=visit.last_attempt)
    if visit.phase is Phase.DOOR_SHUT and row.condition in {
        Condition.LOADING,
        Condition.HANDING_OVER,
        Condition.RETRIEVAL,
    }:
        draft.change(row, evidence=replace(row.evidence, closed=False))
        walk_in(draft, row.id, visit)
    else:
        disturb(draft, row.id, DoorReason.SPRANG_OPEN)


def _suspect(draft: Draft, last: LastPulse) -> None:
    """The door that should have opened: where its pulse goes is not known any more, so nobody may use it."""
    row = draft.state.compartments[last.compartment]
    if row.attempt != last.attempt:
        # F27: it opened as well. Whoever stands there has the right to what lies inside, and shuts it as usual.
        # An attempt that was committed since has not fired: the bus answers for it (F37).
        quarantine(draft, row.id, DoorReason.TWO_DOORS if row.attempt is None else DoorReason.WRONG_DOOR)
        return
    close_attempt(draft, draft.state.attempts[last.attempt], Outcome.NOT_OPENED, DoorReason.WRONG_DOOR)
    visit = active_visit(draft.state, row.id)
    quarantine(draft, row.id, DoorReason.WRONG_DOOR)
    if visit is not None:
        finish(draft, visit, Refusal.ASK_STAFF)


def _goes_on(part: Part, mine: Visit | None) -> bool:
    """Whether a late opening belongs to what the part is about; of what passes to the office only in its own visit
    (rule 17)."""
    if part.way.to_office:
        return mine is not None and part.state in {PartState.HANDING_IN, PartState.EXCHANGING}
    return part.state in {PartState.READY, PartState.COLLECTING}


def _late(draft: Draft, pulse: Attempt) -> None:
    """Somebody pulled the door some time after a pulse that nobody saw succeed: it still belongs to that pulse."""
    compartment = pulse.compartment
    row = draft.state.compartments[compartment]
    set_pulse(draft, compartment, None)
    word = opening_word(row.place.door_sensor)
    at = spoke(draft.state, compartment)
    draft.tell(FactType.DOOR_LATE, compartment, pulse.part, observed=word, input=at, attempt=pulse.id)
    visit = active_visit(draft.state, compartment)
    same_right = visit is not None and visit.part == pulse.part and business(visit).right is pulse.right.kind
    mine = visit if same_right else None
    if mine is None:
        opened_by_pulse(draft, compartment)
    if pulse.right.kind is RightKind.GRANT:
        part = None if pulse.part is None else draft.state.parts.get(pulse.part)
        if part is not None and part.compartment == compartment:
            spend(draft, part.id)  # what goes on elsewhere meanwhile is not touched: this door names what it left
            part = draft.state.parts[part.id]
        looked_into = row.condition is Condition.RETRIEVAL  # on a round what is there stays what it was, and waits
        if part is None or looked_into or not _goes_on(part, mine) or row.part != part.id:
            disturb(draft, compartment, DoorReason.LATE_AFTER_END)
            return
        if part.state is PartState.READY:
            begin_late(draft, part)
        walk_in(draft, compartment, mine)
    elif mine is not None:
        walk_in(draft, compartment, mine)
    else:
        disturb(draft, compartment, DoorReason.LATE_OPENING)
