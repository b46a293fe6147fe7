"""Taking out again what was put in a moment ago: one thing of a list or all of it, confirmed or not."""

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.load_list import lies_there, show_code
from lockerd.domain.hand_over.load_session import joined
from lockerd.domain.hand_over.moves import begin_undoing, confirm
from lockerd.domain.hand_over.recall import take_back
from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.events import Refused
from lockerd.domain.model.ids import GrantId, PartId
from lockerd.domain.model.looks import looks, reading_of
from lockerd.domain.model.parts import Part, PartState
from lockerd.domain.model.reasons import TakeBackReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Claim, Phase, Role, Visit
from lockerd.domain.model.words import Word
from lockerd.domain.openings.attempting import fire, right_of
from lockerd.domain.openings.refusing import open_for_person

NOT_NOW = Refused(Refusal.NOT_NOW)


def say_of_list(draft: Draft, visit: Visit, word: Word) -> Refused | None:
    """What staff say of a list: one thing of it out again, all of it, or the next code on the screen."""
    return _next_code(draft, visit) if word is Word.NEXT_CODE else _undo(draft, visit, everything=word is Word.UNDO_ALL)


def _undo(draft: Draft, visit: Visit, *, everything: bool) -> Refused | None:
    """The same staff member takes out what lies behind this door, or, one door after the other, all of the list.

    Within two minutes of the confirmation the code of it dies; before it, nobody has one. The others stay as they are.
    """
    match visit.phase:
        case Phase.CODE_READY if visit.opened:
            return _undo_confirmed(draft, visit, everything=everything)
        case Phase.DOOR_SHUT | Phase.DOOR_OPEN if visit.claim_ms is None and visit.role is Role.LOADER and visit.listed:
            return _undo_listed(draft, visit, everything=everything)
        case _:
            return NOT_NOW


def _next_code(draft: Draft, visit: Visit) -> Refused | None:
    """Of several codes that came of a list the next is shown."""
    if visit.phase is not Phase.CODE_READY or len(visit.codes) < 2:
        return NOT_NOW
    draft.put(show_code(draft, visit, (*visit.codes[1:], visit.codes[0])))
    return None


def _undo_confirmed(draft: Draft, visit: Visit, *, everything: bool) -> Refused | None:
    if everything and len(visit.codes) < 2:
        return NOT_NOW
    wanted = visit.codes if everything else visit.codes[:1]
    codes = [each for each in wanted if _all_ready(draft, each)]
    if not codes:
        return NOT_NOW
    orders = [draft.state.grants[code].order for code in codes]
    names = [part.id for order in orders for part in parts_of(draft.state, order) if not part.way.brought]
    if visit.part in names:  # at the door that is named on the screen first
        names.remove(visit.part)
        names.insert(0, visit.part)
    kept = () if everything else visit.codes[1:]
    return _take_out(draft, replace(visit, codes=kept, listed=()), names)


def _all_ready(draft: Draft, code: GrantId) -> bool:
    grant = draft.state.grants.get(code)
    return grant is not None and all(_is_as_loaded(part) for part in parts_of(draft.state, grant.order))


def _is_as_loaded(part: Part) -> bool:
    """Whether nothing has happened to it since: what is to be brought first, nobody has begun to bring."""
    if part.way.brought:
        return part.state is PartState.AWAITED and part.compartment is None
    return part.state is PartState.READY


def _undo_listed(draft: Draft, visit: Visit, *, everything: bool) -> Refused | None:
    """What is not confirmed is put in without a code for a moment, and taken back like any other."""
    if visit.phase is Phase.DOOR_OPEN and looks(draft.state, visit.compartment) is not Leaf.UNSENSED:
        return NOT_NOW
    here = () if visit.part is None else (visit.part,)
    wanted = (*here, *reversed(visit.listed)) if everything else here
    names = [name for name in wanted if lies_there(draft, name)]
    if not names:
        return NOT_NOW
    return _take_out(draft, replace(visit, listed=() if everything else visit.listed), names)


def _take_out(draft: Draft, visit: Visit, names: list[PartId]) -> Refused | None:
    first = draft.state.parts[names[0]]
    assert first.compartment is not None, "it lies behind a door"
    taking = replace(visit, role=Role.UNDOER, part=first.id, door=first.compartment, grant=None, queue=tuple(names[1:]))
    right = right_of(taking)
    if (refused := open_for_person(draft, first.compartment, right, visit.id)) is not None:
        return refused
    badge = visit.badge or ""
    for name in names:
        part = draft.state.parts[name]
        if part.state is PartState.LOADING and part.compartment is not None:
            confirm(draft, part, reading_of(draft.state, part.compartment).item, badge, joined(draft, badge))
    for order in dict.fromkeys(name.order for name in names):
        take_back(draft, draft.state.orders[order], TakeBackReason.UNDONE)
    begin_undoing(draft, draft.state.parts[first.id])
    began = replace(taking, turn_ms=draft.now.mono_ms, must_check=False, opened=False, trouble=None)
    fire(draft, replace(began, claim=Claim.NONE, attempts=0, reopenings=0), right)
    return None
