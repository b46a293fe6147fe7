"""What staff find behind the door of an exchange: the old document or not, the new one or not (rule 23)."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.custody import pass_custody
from lockerd.domain.hand_over.incident import note_incident
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.parts import Part, RightState, is_with_the_office, was_loaded
from lockerd.domain.model.reasons import IncidentReason, TakeBackReason
from lockerd.domain.model.receipts import Grade
from lockerd.domain.model.words import Word

OLD: Final = frozenset({Word.FOUND_OLD, Word.FOUND_BOTH})
NEW: Final = frozenset({Word.FOUND_NEW, Word.FOUND_BOTH})


def is_exchange(part: Part) -> bool:
    """Whether staff are asked for two documents: the new one was put in, and the old one may have been left."""
    return part.direction is Direction.BOTH and was_loaded(part)


def find_exchanged(draft: Draft, part: Part, word: Word) -> None:
    """Custody of the old one if it was found and had not passed before; what is missing is an incident."""
    assert part.compartment is not None, "staff stand at its door"
    opened, custody = part.right is RightState.SPENT, is_with_the_office(part)
    if word in OLD and not custody:
        pass_custody(draft, part, Grade.FOUND)
    elif word not in OLD and (custody or word not in NEW):
        reason = IncidentReason.OLD_MISSING if custody else IncidentReason.BOTH_MISSING
        note_incident(draft, part.compartment, part.id, reason)
    if word in NEW and opened:
        draft.tell(
            FactType.ORDER_RECALLED, part.compartment, part.id, reason=TakeBackReason.NEW_FOUND, cancel_reason=""
        )
