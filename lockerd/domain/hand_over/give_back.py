"""A door that was tried and not seen open: the right goes back, or is kept for staff after the third time (F20)."""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.handing_in import hold_in, leave_unopened
from lockerd.domain.hand_over.moves import move_compartment, move_part, move_right, name_of_code
from lockerd.domain.hand_over.quarantine import doubt, quarantine
from lockerd.domain.hand_over.reserve import wait_again
from lockerd.domain.model.compartments import Condition, ConditionStep
from lockerd.domain.model.derived import served
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.moves_of_parts import PartStep, RightStep
from lockerd.domain.model.parts import Part, RightState
from lockerd.domain.model.reasons import DoorReason, Nothing
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Visit


def give_back(draft: Draft, part: Part, trouble: Refusal | None) -> None:
    """The code was tried and its door not seen open: it stays good, in grace if a crash had cut an attempt before."""
    if part.right is not RightState.ATTEMPTING:
        return
    good_again(draft, part)
    draft.tell(FactType.ORDER_NOT_COLLECTED, part.compartment, part.id, reason=trouble or "")


def good_again(draft: Draft, part: Part) -> None:
    """The right of a part that was being tried goes back to what it was."""
    if part.way.brought:
        hold_in(draft, part)
        return
    right = RightStep.GIVE_BACK if part.grace_left_ms is None else RightStep.RECOVER
    move_part(draft, part, PartStep.GIVE_BACK, right)


def give_grace(draft: Draft, part: Part, left_ms: int) -> None:
    """The power failed during the attempt: the same code works again for a short powered time."""
    if part.way.brought:
        hold_in(draft, part)
        return
    move_right(draft, part, RightStep.RECOVER, grace_left_ms=left_ms)
    grant = name_of_code(draft, part.id.order)
    draft.tell(FactType.GRANT_GRACE, part.compartment, part.id, grant=grant, left_ms=left_ms)
    move_part(draft, part, PartStep.GIVE_BACK)


def jam(draft: Draft, part: Part, reason: DoorReason | Nothing) -> None:
    """No attempts left: the code is kept for staff at this door and not burnt (F20)."""
    assert part.compartment is not None
    move_right(draft, part, RightStep.JAM)
    grant, attempts = name_of_code(draft, part.id.order), part.attempts
    draft.tell(FactType.GRANT_JAMMED, part.compartment, part.id, grant=grant, attempts=attempts, reason=reason)
    if part.way.brought:
        leave_unopened(draft, draft.state.parts[part.id])
    else:
        move_part(draft, part, PartStep.GIVE_BACK)
        move_compartment(draft, part.compartment, ConditionStep.JAM, reason)


def jam_door(draft: Draft, compartment: CompartmentId, reason: DoorReason | Nothing) -> None:
    """The door stuck while staff wanted to take something out."""
    if draft.state.compartments[compartment].condition is Condition.OCCUPIED:
        move_compartment(draft, compartment, ConditionStep.JAM, reason)


def give_back_loading(draft: Draft, visit: Visit, *, stuck: bool) -> None:
    """The door was not opened for loading: nothing is inside; a stuck door is kept from the next loading."""
    row = draft.change(draft.state.compartments[visit.compartment], part=None)
    wait_again(
        draft, served(draft.state, visit), DoorReason.DOOR_STUCK if stuck else DoorReason.NOT_OPENED, PartStep.GIVE_BACK
    )
    if stuck:
        quarantine(draft, row.id, DoorReason.DOOR_STUCK)
    elif visit.must_check or row.pulse is not None:
        # A pulse that nobody saw succeed: the door may be unlocked, so nothing is proven any more.
        doubt(draft, row.id, DoorReason.NOT_OPENED)
    else:
        move_compartment(draft, row.id, ConditionStep.GIVE_BACK)


def give_back_undoing(draft: Draft, part: Part) -> None:
    """The door was not opened for staff: what lies inside waits for them as before."""
    move_part(draft, part, PartStep.GIVE_BACK)
