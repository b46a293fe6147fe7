"""The end of the time for which a code is kept."""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.close import close_unbrought
from lockerd.domain.hand_over.moves import move_part
from lockerd.domain.hand_over.rights import only_door
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Grant, GrantState
from lockerd.domain.model.moves_of_parts import MOVES, PartStep
from lockerd.domain.model.old_first import is_in_vain, is_old_first
from lockerd.domain.model.parts import is_tied


def expire(draft: Draft, grant: Grant) -> None:
    """The code is refused from now on, and staff take out what still lies there; what nobody brought has ended.

    But where that was to be brought for something that lies there, it ends with that: its office may wait longer.
    """
    draft.change(grant, state=GrantState.EXPIRED)
    where = only_door(draft, grant.order)
    draft.tell(FactType.GRANT_EXPIRED, where, order=grant.order, grant=grant.id)
    parts = parts_of(draft.state, grant.order)
    waiting = [part for part in parts if PartStep.EXPIRE in MOVES[part.direction][part.state]]
    for part in waiting:
        move_part(draft, part, PartStep.EXPIRE)
    if waiting:
        draft.tell(FactType.ORDER_EXPIRED, where, order=grant.order)
    for part in () if is_old_first(parts) and not is_in_vain(parts) else waiting:
        if part.way.brought and not is_tied(part):
            close_unbrought(draft, part)
