"""How rights end: spent by an opening, suspended by doubt, ended or revoked by whoever may."""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.moves import move_right
from lockerd.domain.model.derived import grant_of, parts_of, worth
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import DEAD, Grant, GrantState
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId, PartId
from lockerd.domain.model.parts import RIGHT_MOVES, Direction, Part, RightState, RightStep
from lockerd.domain.model.readings import opening_word
from lockerd.domain.model.reasons import DoorReason, RevokeReason, TakeBackReason


def name_of_code(draft: Draft, order: OrderId) -> GrantId:
    """The grant that facts about a right name: of a code that was made anew, the newest; empty: none was made."""
    grant = grant_of(draft.state, order)
    return GrantId("") if grant is None else grant.id


def only_door(draft: Draft, order: OrderId) -> CompartmentId | None:
    """Where an order of one part lies; None: it has several, and no one of them is meant."""
    parts = parts_of(draft.state, order)
    return parts[0].compartment if len(parts) == 1 else None


def spend(draft: Draft, part: PartId | None) -> None:
    """Use the right of a part up, whichever code of its order opened the door; of an ``in`` part count the opening."""
    row = None if part is None else draft.state.parts.get(part)
    if row is None or row.compartment is None:
        return
    if row.direction is Direction.IN:
        _count_opening(draft, row)
        return
    if RightStep.SPEND in RIGHT_MOVES[row.right]:
        use_up(draft, draft.change(row, openings=row.openings + 1))


def use_up(draft: Draft, part: Part) -> None:
    """The code has done at this door what it was made for."""
    if RightStep.SPEND not in RIGHT_MOVES[part.right] or part.compartment is None:
        return
    move_right(draft, part, RightStep.SPEND)
    sensor = draft.compartment(part.compartment).place.door_sensor
    grant = name_of_code(draft, part.order)
    draft.tell(FactType.GRANT_SPENT, part.compartment, part.id, grant=grant, observed=opening_word(sensor))


def _count_opening(draft: Draft, part: Part) -> None:
    """Seen open: the code stays good for what is being put in (rule 19)."""
    row = draft.change(part, openings=part.openings + 1, attempts=0, pulsed=True)
    if row.right is RightState.ATTEMPTING:
        move_right(draft, row, RightStep.GIVE_BACK)


def suspend(draft: Draft, part: Part, reason: DoorReason) -> None:
    """Nothing opens this part until staff have looked; the other parts of its order go on (rule 24)."""
    if RightStep.SUSPEND not in RIGHT_MOVES[part.right]:
        return
    move_right(draft, part, RightStep.SUSPEND)
    grant = name_of_code(draft, part.order)
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
