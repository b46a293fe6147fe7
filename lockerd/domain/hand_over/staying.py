"""What may lie on behind its door when staff have looked on a round, and what becomes of it and its code then."""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.moves import UNSEEN, confirm, move_compartment, move_part, move_right, name_of_code, see
from lockerd.domain.model.compartments import ConditionStep
from lockerd.domain.model.derived import live_grant
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.moves_of_parts import PartStep, RightStep
from lockerd.domain.model.parts import ATTEMPTS_PER_PART, OPENS, Part, PartState, RightState, was_loaded
from lockerd.domain.model.readings import Item
from lockerd.domain.model.state import State

_CODE_COMES_BACK = OPENS | {RightState.SUSPENDED, RightState.JAMMED}


def may_stay(state: State, part: Part) -> bool:
    """Whether something that is known of lies there, and leaving it is no contradiction to what has happened.

    In custody, or kept for staff anyhow: it stays that. Waiting for its person: only where the code can be good again
    under rule 2, so never opened and not tried three times. Put in and not confirmed: it can be confirmed.
    """
    if part.state is PartState.HANDED_IN:
        return True
    if part.way.brought:
        return False
    if part.state in {PartState.EXPIRED, PartState.RECALLED}:
        return True
    return _code_comes_back(state, part) if was_loaded(part) else part.state is PartState.QUARANTINED


def _code_comes_back(state: State, part: Part) -> bool:
    grant = live_grant(state, part.id.order)
    alive = grant.state is GrantState.ACTIVE if grant is not None else not state.grants_of.get(part.id.order)
    return alive and part.attempts < ATTEMPTS_PER_PART and part.right in _CODE_COMES_BACK


def leave_inside(draft: Draft, part: Part, item: Item, badge: str, session: int) -> Part:
    """All lies there as it should, on the word of whoever looked: its order goes on, its code is good again.

    ``session`` is that of the loading, where it was not confirmed before.
    """
    assert part.compartment is not None, "it lies behind a door"
    if not was_loaded(part) and not part.way.brought:
        return confirm(draft, part, item, badge, session)
    move_compartment(draft, part.compartment, ConditionStep.CONFIRM, evidence=UNSEEN)
    if part.state is PartState.QUARANTINED:
        part = move_part(draft, part, PartStep.CONFIRM)
    if part.state is not PartState.HANDED_IN:
        part = draft.change(part, before=see(Item.UNKNOWN, item), grace_left_ms=None)
    if part.right is RightState.SUSPENDED:
        part = move_right(draft, part, RightStep.RENEW)
        grant = name_of_code(draft, part.id.order)
        draft.tell(FactType.GRANT_RENEWED, part.compartment, part.id, grant=grant)
    return part
