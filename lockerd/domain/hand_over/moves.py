"""Moves at a door: begun, entered, loaded, spent - part, compartment and right together.

Single steps (``move_part``, ``move_right``, ``move_compartment``) are private to ``hand_over``: one that is moved alone
contradicts the others.
"""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from lockerd.copies import replace
from lockerd.domain.draft import Draft, InconsistentError
from lockerd.domain.model.compartments import CONDITION_MOVES, Compartment, Condition, ConditionStep, Evidence, Leaf
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId, PartId
from lockerd.domain.model.looks import looks, opening_word
from lockerd.domain.model.moves_of_parts import MOVES, RIGHT_MOVES, PartStep, RightStep
from lockerd.domain.model.parts import Part, PartState, RightState
from lockerd.domain.model.readings import Item
from lockerd.domain.model.reasons import DoorReason, Nothing
from lockerd.domain.model.visits import DISPUTES, Claim, Phase, Visit

UNSEEN: Final = Evidence()
"""Nothing that was seen before speaks for a compartment's being empty (design rule 3)."""

_State = TypeVar("_State")
_Step = TypeVar("_Step")


def move_compartment(
    draft: Draft, compartment: CompartmentId, step: ConditionStep, reason: DoorReason | Nothing = "", **fields: Any
) -> Compartment:
    """Take one step of ``CONDITION_MOVES``; with the reason if that takes the compartment out of use.

    ``fields`` change with it.
    """
    row = draft.state.compartments[compartment]
    condition = _moved(CONDITION_MOVES, row.condition, step, compartment)
    return draft.change(row, condition=condition, reason=reason, **fields)


def move_part(draft: Draft, part: Part, step: PartStep, right: RightStep | None = None, **fields: Any) -> Part:
    """Take one step of ``MOVES``, and one of ``RIGHT_MOVES`` with it; ``fields`` change with them."""
    row = draft.state.parts[part.id]
    state = _moved(MOVES[row.direction], row.state, step, row.compartment)
    if right is not None:
        fields["right"] = _moved(RIGHT_MOVES, row.right, right, row.compartment)
    return draft.change(row, state=state, **fields)


def move_right(draft: Draft, part: Part, step: RightStep, **fields: Any) -> Part:
    """Take one step of ``RIGHT_MOVES``; ``fields`` change with it."""
    row = draft.state.parts[part.id]
    return draft.change(row, right=_moved(RIGHT_MOVES, row.right, step, row.compartment), **fields)


def look_anew(draft: Draft, compartment: CompartmentId) -> None:
    """What was seen before does not count for its being empty; how its door stands now does."""
    opened = looks(draft.state, compartment) is Leaf.OPEN
    draft.change(draft.state.compartments[compartment], evidence=Evidence(opened=opened))


def _moved(
    moves: Mapping[_State, Mapping[_Step, _State]], state: _State, step: _Step, where: CompartmentId | None
) -> _State:
    try:
        return moves[state][step]
    except KeyError:
        raise InconsistentError(f"{where}: no step {step} from {state}", () if where is None else (where,)) from None


def begin_collecting(draft: Draft, part: Part, by: str) -> None:
    """A code is tried at the door of a part."""
    began_lo_s = draft.now.lo_s if part.began_lo_s is None else part.began_lo_s
    move_part(draft, part, PartStep.COLLECT, RightStep.TRY, began_lo_s=began_lo_s)
    draft.tell(FactType.ORDER_COLLECTING, part.compartment, part.id, by=by)


def begin_exchanging(draft: Draft, part: Part, by: str) -> None:
    """A code is tried at the door behind which documents are to be exchanged (rule 23)."""
    began_lo_s = draft.now.lo_s if part.began_lo_s is None else part.began_lo_s
    move_part(draft, part, PartStep.EXCHANGE, RightStep.TRY, began_lo_s=began_lo_s)
    draft.tell(FactType.ORDER_EXCHANGING, part.compartment, part.id, by=by)


def begin_late(draft: Draft, part: Part) -> None:
    """The door opened some time after the pulse of a code that had been given back: the hand-over goes on."""
    move_part(draft, part, PartStep.COLLECT)
    draft.tell(FactType.ORDER_COLLECTING, part.compartment, part.id, by="late")


def begin_loading(draft: Draft, part: Part, compartment: CompartmentId, badge: str) -> None:
    """Staff want to put a part in."""
    move_compartment(draft, compartment, ConditionStep.LOAD)
    move_part(draft, part, PartStep.LOAD)
    draft.tell(FactType.ORDER_LOADING, compartment, part.id, badge=badge)


def begin_undoing(draft: Draft, part: Part) -> None:
    """Staff take a part out again that was put in a moment ago."""
    move_part(draft, part, PartStep.RETRIEVE)


def enter(draft: Draft, compartment: CompartmentId) -> None:
    """The door is open, as far as can be known, under the right of its part."""
    row = draft.state.compartments[compartment]
    part = None if row.part is None else draft.state.parts[row.part]
    handing_in = part is not None and part.state is PartState.HANDING_IN
    closed = {Condition.RESERVED, Condition.TO_CHECK} if handing_in else {Condition.OCCUPIED, Condition.JAMMED}
    if row.condition in closed:
        move_compartment(draft, compartment, ConditionStep.OPEN)


def confirm(draft: Draft, part: Part, item: Item, badge: str, session: int) -> Part:
    """The part is ready; its right begins, and the code for it once all parts of the order are in."""
    assert part.compartment is not None
    move_compartment(draft, part.compartment, ConditionStep.CONFIRM, evidence=UNSEEN)
    draft.tell(FactType.PART_LOADED, part.compartment, part.id, badge=badge, item_seen=item)
    return move_part(draft, part, PartStep.CONFIRM, RightStep.GIVE, before=see(Item.UNKNOWN, item), session=session)


def see(before: Item, item: Item) -> Item:
    """What counts as seen before the hand-over: an item that was seen once was there (F33)."""
    return Item.PRESENT if item is Item.PRESENT else before


def spend(draft: Draft, part: PartId | None) -> None:
    """Use the right of a part up, whichever code of its order opened the door; of an ``in`` part count the opening."""
    row = None if part is None else draft.state.parts.get(part)
    if row is None or row.compartment is None:
        return
    if row.way.brought:
        _count_opening(draft, row)
        return
    if RightStep.SPEND in RIGHT_MOVES[row.right]:
        use_up(draft, draft.change(row, openings=row.openings + 1))


def _count_opening(draft: Draft, part: Part) -> None:
    """Seen open: the code stays good for what is being put in (rule 19)."""
    row = draft.change(part, openings=part.openings + 1, attempts=0, pulsed=True)
    if row.right is RightState.ATTEMPTING:
        move_right(draft, row, RightStep.GIVE_BACK)


def use_up(draft: Draft, part: Part) -> None:
    """The code has done at this door what it was made for."""
    if RightStep.SPEND not in RIGHT_MOVES[part.right] or part.compartment is None:
        return
    move_right(draft, part, RightStep.SPEND)
    sensor = draft.state.compartments[part.compartment].place.door_sensor
    grant = name_of_code(draft, part.id.order)
    draft.tell(FactType.GRANT_SPENT, part.compartment, part.id, grant=grant, observed=opening_word(sensor))


def name_of_code(draft: Draft, order: OrderId) -> GrantId:
    """The grant that facts about a right name: of a code that was made anew, the newest; empty: none was made."""
    names = draft.state.grants_of.get(order)
    return names[-1] if names else GrantId("")


def entered(visit: Visit, phase: Phase, now_ms: int) -> Visit:
    """The visit in its next phase: what was granted for the one before is over, how long its door was open is kept."""
    held_ms = visit.held_ms + (now_ms - visit.phase_since_ms if visit.phase is Phase.DOOR_OPEN else 0)
    return replace(visit, phase=phase, phase_since_ms=now_ms, extra_ms=0, held_ms=held_ms, reminded=False)


def walk_in(draft: Draft, compartment: CompartmentId, visit: Visit | None) -> None:
    """The door is open, as far as can be known: the person at it may reach in."""
    enter(draft, compartment)
    name = draft.state.compartments[compartment].part
    part = None if name is None else draft.state.parts[name]
    if part is not None and part.state is PartState.EXCHANGING:
        draft.change(part, absent_seen=False, grace_left_ms=None)  # rule 23: what counts is seen in the last opening
    if visit is not None:
        at_the_door = entered(visit, Phase.DOOR_OPEN, draft.now.mono_ms)
        disputed = visit.claim in DISPUTES
        said, trouble = (visit.claim, visit.trouble) if disputed else (Claim.NONE, None)
        doors = visit.doors if compartment in visit.doors else (*visit.doors, compartment)
        void = replace(at_the_door, claim=said, claim_ms=None, trouble=trouble)  # whatever was said before it opened
        draft.put(replace(void, opened=True, doors=doors, alarmed=False))
