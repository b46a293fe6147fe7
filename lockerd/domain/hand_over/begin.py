"""Beginning a hand-over at a door: part, compartment and right move together, before its lock is fired."""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.moves import move_compartment, move_part, move_right
from lockerd.domain.model.compartments import Condition, ConditionStep
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import Part, PartState, PartStep, RightStep


def begin_collecting(draft: Draft, part: Part, by: str) -> None:
    """A code is tried at the door of a part."""
    move_part(draft, part, PartStep.COLLECT)
    draft.tell(FactType.ORDER_COLLECTING, part.compartment, part.id, by=by)
    move_right(draft, part, RightStep.TRY)


def begin_late(draft: Draft, part: Part) -> None:
    """The door opened some time after the pulse of a code that had been given back: the hand-over goes on."""
    move_part(draft, part, PartStep.COLLECT)
    draft.tell(FactType.ORDER_COLLECTING, part.compartment, part.id, by="late")


def begin_loading(draft: Draft, part: Part, compartment: CompartmentId, badge: str) -> None:
    """Staff want to put a part in."""
    move_compartment(draft, compartment, ConditionStep.LOAD)
    move_part(draft, part, PartStep.LOAD)
    draft.tell(FactType.ORDER_LOADING, compartment, part.id, badge=badge)


def begin_retrieval(draft: Draft, part: Part) -> None:
    """Staff take a part out again."""
    move_part(draft, part, PartStep.RETRIEVE)


def enter(draft: Draft, compartment: CompartmentId) -> None:
    """The door is open, as far as can be known, under the right of its part."""
    row = draft.compartment(compartment)
    part = None if row.part is None else draft.part(row.part)
    handing_in = part is not None and part.state is PartState.HANDING_IN
    closed = {Condition.RESERVED, Condition.TO_CHECK} if handing_in else {Condition.OCCUPIED, Condition.JAMMED}
    if row.condition in closed:
        move_compartment(draft, compartment, ConditionStep.OPEN)
