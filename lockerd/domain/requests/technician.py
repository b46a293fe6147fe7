"""What a named technician may do: open one compartment, report one empty, end a halt."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.clear import clear_compartment
from lockerd.domain.hand_over.custody import can_be_found, pass_custody
from lockerd.domain.hand_over.exchanging import NEW, OLD, find_exchanged, is_exchange
from lockerd.domain.hand_over.quarantine import disturb
from lockerd.domain.model.attempts import Right, RightKind
from lockerd.domain.model.compartments import CONDITION_MOVES, Compartment, Condition, ConditionStep, Leaf
from lockerd.domain.model.derived import active_visit
from lockerd.domain.model.events import Accepted, Answer, Clear, Found, Refused, Resume, TechnicianOpen, Touched
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.looks import looks, reading_of
from lockerd.domain.model.readings import Item, ItemSensor
from lockerd.domain.model.reasons import DoorReason
from lockerd.domain.model.receipts import Grade
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.retrievals import for_supervisor
from lockerd.domain.model.words import Word
from lockerd.domain.openings.attempting import commit_attempt
from lockerd.domain.openings.refusing import BUSY, giving_way, not_read, refuse_opening

_EMPTY: Final = frozenset({Condition.FREE, Condition.TO_CHECK})
"""Conditions in which nothing is expected inside and nothing on its way."""


def technician_open(draft: Draft, event: TechnicianOpen) -> Answer:
    """Open one compartment, with a name and a reason; what was inside counts as touched."""
    if event.compartment not in draft.state.compartments:
        return Refused(Refusal.COMPARTMENT_UNKNOWN)
    if active_visit(draft.state, event.compartment) is not None:
        return BUSY
    if event.only_if_empty and (refused := _refuse_unless_empty(draft, event.compartment)) is not None:
        return refused
    right = Right(RightKind.TECHNICIAN, event.who, event.reason)
    refused = refuse_opening(
        draft, event.compartment, right, None, others_shut=event.others_shut, others=giving_way(draft)
    )
    if refused is not None:
        return refused
    part = draft.state.compartments[event.compartment].part
    commit_attempt(draft, event.compartment, right, part=part, visit=None, number=1)
    return Accepted()


def _refuse_unless_empty(draft: Draft, compartment: CompartmentId) -> Refused | None:
    """Anything that speaks for an item inside: condition, order, a code that names it, item sensor."""
    state = draft.state
    row, item = state.compartments[compartment], reading_of(state, compartment).item
    if row.condition not in _EMPTY or row.part is not None or item is Item.PRESENT:
        return Refused(Refusal.NOT_EMPTY)
    if row.place.item_sensor is ItemSensor.FITTED and item is Item.UNKNOWN:
        return not_read(draft, compartment)
    return None


def touched(draft: Draft, event: Touched) -> Answer:
    """A named technician saw the door open under nobody's right: judged as if a sensor had seen it."""
    row = draft.state.compartments.get(event.compartment)
    if row is None:
        return Refused(Refusal.COMPARTMENT_UNKNOWN)
    if row.attempt is not None or active_visit(draft.state, row.id) is not None:
        return BUSY
    draft.tell(FactType.COMPARTMENT_TOUCHED, row.id, row.part, reason=event.reason)
    disturb(draft, row.id, DoorReason.TOUCHED)
    return Accepted()


def clear(draft: Draft, event: Clear | Found) -> Answer:
    """Report a compartment empty, or emptied of what a person had put in; what it names ends with that (rule 3)."""
    row = draft.state.compartments.get(event.compartment)
    if row is None:
        return Refused(Refusal.COMPARTMENT_UNKNOWN)
    if row.attempt is not None or active_visit(draft.state, row.id) is not None:
        return BUSY
    if for_supervisor(row):
        return Refused(Refusal.SUPERVISOR_NEEDED)  # rule 26: found or nothing is said under such a badge
    match looks(draft.state, row.id):
        case Leaf.UNKNOWN:
            return not_read(draft, row.id)
        case Leaf.OPEN | Leaf.UNLATCHED:
            return Refused(Refusal.DOOR_NOT_SHUT)
        case Leaf.SHUT:
            if not (row.evidence.opened and row.evidence.closed):
                return Refused(Refusal.NOT_LOOKED_INSIDE)
        case Leaf.UNSENSED:
            # No sensor fitted: the report of the person who looked stands in for the readings.
            pass
    if reading_of(draft.state, row.id).item is Item.PRESENT:
        return Refused(Refusal.ITEM_STILL_SEEN)
    if ConditionStep.CLEAR not in CONDITION_MOVES[row.condition]:
        return BUSY
    if isinstance(event, Found) and not _take_out(draft, row, event.word):
        return Refused(Refusal.NOT_NOW)
    clear_compartment(draft, row.id, event.who, found=isinstance(event, Found))
    draft.tell(FactType.COMPARTMENT_CLEARED, row.id, reason=event.reason)
    return Accepted()


def _take_out(draft: Draft, row: Compartment, word: Word) -> bool:
    """Take the word of what was found; of an exchange, for each of two documents whether it lay there (rule 23)."""
    part = None if row.part is None else draft.state.parts[row.part]
    if part is not None and is_exchange(part):
        if word not in OLD | NEW:
            return False
        find_exchanged(draft, part, word)
        return True
    if part is None or word is not Word.FOUND or not can_be_found(part):
        return False
    pass_custody(draft, part, Grade.FOUND)
    return True


def resume(draft: Draft, event: Resume) -> Answer:
    """End a halt: a named technician has looked."""
    if draft.state.site.halted is None:
        return Refused(Refusal.NOT_NOW)
    draft.change(draft.state.site, halted=None, forced=())
    draft.remember(alarm_ms=None)
    draft.tell(FactType.SITE_RESUMED, reason=event.reason)
    return Accepted()
