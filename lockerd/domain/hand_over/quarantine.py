"""Taking a compartment out of use: quarantine, doubt (design rule 3)."""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.incident import note_incident
from lockerd.domain.hand_over.moves import look_anew, move_compartment, move_part
from lockerd.domain.hand_over.reserve import release
from lockerd.domain.hand_over.rights import suspend
from lockerd.domain.model import parts
from lockerd.domain.model.compartments import Condition, ConditionStep
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.moves_of_parts import MOVES, PartStep
from lockerd.domain.model.parts import PartState, is_with_the_office
from lockerd.domain.model.reasons import DoorReason, IncidentReason
from lockerd.domain.model.retrievals import for_supervisor


def quarantine(draft: Draft, compartment: CompartmentId, reason: DoorReason) -> None:
    """Nobody may use this compartment until staff have looked; its part is suspended and waits for them."""
    row = draft.state.compartments[compartment]
    release(draft, compartment, reason)
    if row.condition is not Condition.QUARANTINED:
        if for_supervisor(row):
            reason = DoorReason.OTHER_FOUND  # until a supervisor has looked (rule 26)
        move_compartment(draft, compartment, ConditionStep.QUARANTINE, reason)
        draft.tell(FactType.COMPARTMENT_QUARANTINED, compartment, row.part, reason=reason)
    # What was seen before does not count: staff open it once more, look, and shut it (design rule 3).
    look_anew(draft, compartment)
    name = draft.state.compartments[compartment].part
    if name is None:
        return
    suspend(draft, draft.state.parts[name], reason)
    part = draft.state.parts[name]
    if is_with_the_office(part) and part.state is PartState.RETRIEVAL:
        move_part(draft, part, PartStep.KEEP)  # custody and receipt are what they were
    elif part.state is PartState.HANDED_IN and row.condition is Condition.OCCUPIED:
        note_incident(draft, compartment, name, IncidentReason.DISTURBED)
    elif PartStep.QUARANTINE in MOVES[part.direction][part.state]:
        move_part(draft, part, PartStep.QUARANTINE)
        draft.tell(FactType.ORDER_QUARANTINED, compartment, part.id, reason=reason)


def doubt(draft: Draft, compartment: CompartmentId, reason: DoorReason) -> None:
    """Nothing is known against its being empty, but it is not proven any more: staff look before the next use."""
    release(draft, compartment, reason)
    if draft.state.compartments[compartment].condition is not Condition.TO_CHECK:
        move_compartment(draft, compartment, ConditionStep.DOUBT, reason)
        draft.tell(FactType.COMPARTMENT_TO_CHECK, compartment, reason=reason)


def holds_nothing(draft: Draft, compartment: CompartmentId) -> bool:
    """Whether no item is expected inside; a compartment that names an ``in`` part counts as occupied (rule 16)."""
    row = draft.state.compartments[compartment]
    part = None if row.part is None else draft.state.parts.get(row.part)
    return parts.holds_nothing(row, part)


def disturb(draft: Draft, compartment: CompartmentId, reason: DoorReason) -> None:
    """The door was opened under no right of its part: occupied goes to quarantine, empty must be looked at."""
    if holds_nothing(draft, compartment):
        doubt(draft, compartment, reason)
    else:
        quarantine(draft, compartment, reason)
