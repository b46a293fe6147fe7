"""How rights end that no opening has spent: suspended by doubt, ended or revoked by whoever may."""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.moves import move_right, name_of_code
from lockerd.domain.model.derived import parts_of, worth
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import DEAD, Grant, GrantState
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.moves_of_parts import RIGHT_MOVES, RightStep
from lockerd.domain.model.parts import Part
from lockerd.domain.model.reasons import DoorReason, RevokeReason, TakeBackReason


def only_door(draft: Draft, order: OrderId) -> CompartmentId | None:
    """Where an order of one part lies; None: it has several, and no one of them is meant."""
    parts = parts_of(draft.state, order)
    return parts[0].compartment if len(parts) == 1 else None


def suspend(draft: Draft, part: Part, reason: DoorReason) -> None:
    """Nothing opens this part until staff have looked; the other parts of its order go on (rule 24)."""
    if RightStep.SUSPEND not in RIGHT_MOVES[part.right]:
        return
    move_right(draft, part, RightStep.SUSPEND)
    grant = name_of_code(draft, part.id.order)
    draft.tell(FactType.GRANT_SUSPENDED, part.compartment, part.id, grant=grant, reason=reason)


def end_right(draft: Draft, part: Part) -> None:
    """The code opens this part never again, unless a pulse is still to be answered for."""
    if RightStep.END in RIGHT_MOVES[part.right]:
        move_right(draft, part, RightStep.END)


def revoke(draft: Draft, grant: Grant, reason: RevokeReason | TakeBackReason) -> None:
    """End a code that could still be shown; the rights of the parts stay what they are."""
    if worth(draft.state, grant) in DEAD:
        return
    draft.change(grant, state=GrantState.REVOKED)
    draft.tell(FactType.GRANT_REVOKED, only_door(draft, grant.order), order=grant.order, grant=grant.id, reason=reason)
