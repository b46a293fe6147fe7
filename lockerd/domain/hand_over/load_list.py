"""What staff put in door after door: it stands on the list of their visit until all of it is confirmed at once."""

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.quarantine import quarantine
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.ids import GrantId, PartId
from lockerd.domain.model.looks import looks
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.reasons import DoorReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase, Role, Visit, at_next_door


def lies_there(draft: Draft, name: PartId | None) -> bool:
    """Whether a part is being put in still, and nothing has happened to its door that locks it for staff."""
    part = None if name is None else draft.state.parts.get(name)
    if part is None or part.state is not PartState.LOADING or part.compartment is None:
        return False
    return draft.state.compartments[part.compartment].condition is Condition.LOADING


def goes_back(visit: Visit) -> bool:
    """Whether staff stand at a list again when the turn at this door is over: it did not open for the next thing, or
    one thing was taken out again and others lie there."""
    unopened = visit.phase in {Phase.OPENING, Phase.RETRYING} and not visit.opened
    taken_out = visit.role is Role.UNDOER
    return bool(visit.listed or visit.codes) and (taken_out or (visit.role is Role.LOADER and unopened))


def go_back(draft: Draft, visit: Visit, trouble: Refusal | None) -> None:
    """To the codes that are left, or to the door of what was put in last and is not confirmed."""
    now_ms = draft.now.mono_ms
    if visit.codes:
        loader = replace(visit, role=Role.LOADER, phase=Phase.CODE_READY, phase_since_ms=now_ms, opened=True, queue=())
        draft.put(show_code(draft, replace(loader, trouble=trouble), visit.codes))
        return
    last = draft.state.parts[visit.listed[-1]]
    assert last.compartment is not None, "what stands on a list lies behind a door until it is confirmed"
    there = at_next_door(
        replace(visit, role=Role.LOADER, queue=()), last.id, last.compartment, now_ms, must_check=False
    )
    unsensed = looks(draft.state, last.compartment) is Leaf.UNSENSED
    phase = Phase.DOOR_OPEN if unsensed else Phase.DOOR_SHUT
    draft.put(replace(there, phase=phase, opened=True, trouble=trouble, listed=visit.listed[:-1]))


def leave_list(draft: Draft, visit: Visit) -> None:
    """Nobody has confirmed what stands on it: no code comes of it, and staff look."""
    for name in visit.listed:
        door = draft.state.parts[name].compartment
        if door is not None and lies_there(draft, name):
            quarantine(draft, door, DoorReason.LOADING_NOT_FINISHED)


def show_code(draft: Draft, visit: Visit, codes: tuple[GrantId, ...]) -> Visit:
    """The visit that shows the first of these codes, and whose door it is for."""
    order = draft.state.grants[codes[0]].order
    parts = [part for part in parts_of(draft.state, order) if not part.way.brought]
    # Somebody else may have put the last of them in before: nobody stands at that door.
    last = ([part for part in parts if part.compartment in visit.doors] or parts)[-1]
    return replace(visit, grant=codes[0], codes=codes, part=last.id, door=last.compartment)
