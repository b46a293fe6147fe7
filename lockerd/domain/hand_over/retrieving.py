"""Taking out by staff: begun under a badge, ended by a report; whatever comes between is quarantine (rule 26)."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.close import close_retrieved, end_code
from lockerd.domain.hand_over.custody import can_be_found, pass_custody
from lockerd.domain.hand_over.exchanging import find_exchanged, is_exchange
from lockerd.domain.hand_over.incident import note_incident
from lockerd.domain.hand_over.moves import UNSEEN, move_compartment, move_part
from lockerd.domain.hand_over.quarantine import quarantine
from lockerd.domain.hand_over.reserve import release
from lockerd.domain.hand_over.rights import suspend
from lockerd.domain.hand_over.staying import may_stay
from lockerd.domain.model.compartments import Condition, ConditionStep, Leaf
from lockerd.domain.model.events import Say
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.looks import looks, reading_of
from lockerd.domain.model.moves_of_parts import PartStep
from lockerd.domain.model.parts import Part, PartState, RightState, is_held, is_with_the_office, was_loaded
from lockerd.domain.model.readings import Item
from lockerd.domain.model.reasons import DoorReason, FreeReason, IncidentReason, Nothing, ReleaseReason, RevokeReason
from lockerd.domain.model.receipts import Grade
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.retrievals import expected, for_supervisor, said_missing
from lockerd.domain.model.words import Word

NOT_FOUND_YET: Final = frozenset({Grade.SENSOR, Grade.CLAIM})
"""Grades of custody that rest on no member of staff who took it out."""


def begin_retrieval(draft: Draft, compartment: CompartmentId, badge: str, *, stays: bool = False) -> None:
    """Staff look: from now on no code opens this part, and what was seen before does not count.

    ``stays``: what lies there as it should is not taken out, so that its code only rests.
    """
    release(draft, compartment, ReleaseReason.LOOKED_INTO)
    row = draft.state.compartments[compartment]
    draft.tell(FactType.RETRIEVAL_BEGUN, compartment, row.part, badge=badge, reason=row.reason)
    mark: DoorReason | Nothing = DoorReason.OTHER_FOUND if for_supervisor(row) else ""
    move_compartment(draft, compartment, ConditionStep.RETRIEVE, mark, evidence=UNSEEN)
    if row.part is None:
        return
    part = draft.state.parts[row.part]
    if stays and may_stay(draft.state, part):
        suspend(draft, part, DoorReason.STAFF_LOOK)
        return
    if is_held(part):
        part = draft.change(part, grace_left_ms=None)
    if part.state is PartState.HANDED_IN or not part.way.brought:
        _take_out(draft, part)
    else:
        if part.state is PartState.HANDING_IN:
            move_part(draft, part, PartStep.GIVE_BACK)
        suspend(draft, part, DoorReason.STAFF_LOOK)


def _take_out(draft: Draft, part: Part) -> None:
    """What lies there leaves the wall with this look: the code of what waits for a person ends."""
    if part.state is not PartState.HANDED_IN and part.right is not RightState.SUSPENDED:
        end_code(draft, part, RevokeReason.STAFF_LOOK)
    move_part(draft, part, PartStep.RETRIEVE)


def leave_retrieval(draft: Draft, compartment: CompartmentId, trouble: Refusal | None) -> None:
    """The visit is over and nobody has reported: nothing is known of what lies there now."""
    row = draft.state.compartments[compartment]
    if row.condition is not Condition.RETRIEVAL:
        return
    if not row.evidence.opened:
        reason = DoorReason.DOOR_STUCK if trouble is Refusal.DOOR_STUCK else DoorReason.NOT_OPENED
    elif looks(draft.state, compartment) is Leaf.OPEN:
        reason = DoorReason.LEFT_OPEN
    else:
        reason = DoorReason.NOT_REPORTED
    quarantine(draft, compartment, reason)


def report(draft: Draft, compartment: CompartmentId, said: Say, badge: str) -> None:
    """Staff say what they found, after an opening and a closing: free, unless a sensor or their word speaks against."""
    row, item, word = draft.state.compartments[compartment], reading_of(draft.state, compartment).item, said.word
    tell_report(draft, compartment, said, badge)
    part = None if row.part is None else draft.state.parts[row.part]
    if part is not None and word is not Word.OTHER and part.state is not PartState.RETRIEVAL:
        part = _after_all(draft, part)
    if word is Word.OTHER:
        note_incident(draft, compartment, row.part, IncidentReason.OTHER_FOUND)
        quarantine(draft, compartment, DoorReason.OTHER_FOUND)
        return
    found = word is not Word.NOTHING
    if counted_otherwise(draft, compartment, said):
        note_incident(draft, compartment, row.part, IncidentReason.COUNT_DIFFERS)
    if part is not None and is_exchange(part):
        find_exchanged(draft, part, word)
    elif part is not None and found and can_be_found(part):
        pass_custody(draft, part, Grade.FOUND)
    elif part is not None and not found and missing(draft, part):
        note_incident(draft, compartment, part.id, IncidentReason.NOTHING_FOUND)
    if item is Item.PRESENT:
        draft.change(draft.state.compartments[compartment], reason="")
        quarantine(draft, compartment, DoorReason.ITEM_STILL_SEEN)
        return
    if part is not None:
        close_retrieved(draft, draft.state.parts[part.id], badge, found=found)
    move_compartment(draft, compartment, ConditionStep.CLEAR, part=None, evidence=UNSEEN)
    draft.tell(FactType.COMPARTMENT_FREE, compartment, reason=FreeReason.REPORTED, input=row.place.inputs.item)


def tell_report(draft: Draft, compartment: CompartmentId, said: Say, badge: str) -> None:
    """Write down what was said to lie there, beside what the sensor saw and the order speaks of."""
    row = draft.state.compartments[compartment]
    draft.tell(
        FactType.RETRIEVAL_REPORTED,
        compartment,
        row.part,
        badge=badge,
        report=said.word,
        item_seen=reading_of(draft.state, compartment).item,
        item_count=said.item_count,
        expected_count=expected(draft.state, row) or 0,
        missing=",".join(said_missing(draft.state, row)),
    )


def _after_all(draft: Draft, part: Part) -> Part:
    """On a round its code only rested, and it does not stay."""
    if may_stay(draft.state, part):
        _take_out(draft, part)
    return draft.state.parts[part.id]


def counted_otherwise(draft: Draft, compartment: CompartmentId, said: Say) -> bool:
    """Whether staff found something there, and not as many things as the order speaks of."""
    row = draft.state.compartments[compartment]
    if said.word is Word.AS_EXPECTED and row.part is not None:
        return draft.state.parts[row.part].item_count != said.item_count
    wanted = expected(draft.state, row)
    return said.word is Word.FOUND and wanted is not None and wanted != said.item_count


def missing(draft: Draft, part: Part) -> bool:
    """Whether it should have lain there: in custody by a sensor or a word, or put in and never opened by its code."""
    if is_with_the_office(part) and part.receipt is not None:
        return draft.state.receipts[part.receipt].grade in NOT_FOUND_YET
    return was_loaded(part) and part.right is not RightState.SPENT
