"""The confirmation of a loading: all that was put in becomes ready in one step, and its codes come into being."""

from typing import Final

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import finish
from lockerd.domain.hand_over.load_list import lies_there, show_code
from lockerd.domain.hand_over.load_session import joined
from lockerd.domain.hand_over.moves import confirm, entered
from lockerd.domain.hand_over.quarantine import quarantine
from lockerd.domain.model.codes import FreshCode
from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.derived import parts_of, served
from lockerd.domain.model.events import Accepted, Answer, Refused
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.ids import PartId
from lockerd.domain.model.looks import looks, reading_of
from lockerd.domain.model.parts import Part, RightState
from lockerd.domain.model.reasons import DoorReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded
from lockerd.domain.model.visits import Phase, Visit
from lockerd.domain.openings.refusing import not_read
from lockerd.domain.requests.issuing import NUMBER_TAKEN, make_ready, number_taken
from lockerd.domain.requests.listing import why_not_in
from lockerd.domain.requests.loading import load_next, next_to_load, waits_for_next

_SHUT: Final = frozenset({Leaf.SHUT, Leaf.UNSENSED})


def confirm_loaded(draft: Draft, event: ConfirmLoaded) -> Answer:
    """Everything lies inside and the doors are shut: now, and not before, grants and their codes come into being.

    An order that was taken back meanwhile gets none: its visit ends, and says so.
    """
    visit = draft.state.visits.get(event.visit)
    if visit is None or visit.phase is Phase.OVER:
        return Refused(Refusal.VISIT_OVER)
    refused = why_not_in(draft, visit, event) or _why_not_read(draft, visit)
    if refused is not None:
        return refused
    if any(number_taken(draft, code) for code in event.others):
        return NUMBER_TAKEN
    if _gets_its_code(draft, visit) and number_taken(draft, event.code):
        return NUMBER_TAKEN
    here = served(draft.state, visit)
    if lies_there(draft, here.id) and not draft.state.orders[here.id.order].cancel_wanted:
        trial = Draft(draft.state, draft.now, draft.policy)
        _confirm(trial, visit, here)
        if (waiting := next_to_load(trial.state, here.id.order)) is not None:
            return next_of_order(draft, visit, here, waiting) or Accepted(visit=visit.id)
    return _confirm_all(draft, visit, event)


def _why_not_read(draft: Draft, visit: Visit) -> Refused | None:
    """A door of the list that has not been read for a moment is waited for; one whose board is silent is left out."""
    for name in visit.listed:
        door = draft.state.parts[name].compartment
        if door is not None and lies_there(draft, name) and looks(draft.state, door) is Leaf.UNKNOWN:
            refused = not_read(draft, door)
            if refused.reason is Refusal.WAIT:
                return refused
    return None


def _gets_its_code(draft: Draft, visit: Visit) -> bool:
    """Whether this part is the last of its order: only then is the code used that was made for the confirmation."""
    order = served(draft.state, visit).id.order
    others = (part for part in parts_of(draft.state, order) if part.id != visit.part)
    wanted = not draft.state.orders[order].cancel_wanted
    return wanted and all(part.right is not RightState.NONE for part in others)


def _confirm(draft: Draft, visit: Visit, part: Part) -> Part:
    assert part.compartment is not None
    badge = visit.badge or ""
    item = reading_of(draft.state, part.compartment).item
    return confirm(draft, part, item, badge, joined(draft, badge))


def next_of_order(draft: Draft, visit: Visit, here: Part, waiting: Part) -> Refused | None:
    """An order that lies in several compartments: the next of them, as soon as its lock has rested. What waits on a
    list for its confirmation is not given up because that one does not open."""
    trial = Draft(draft.state, draft.now, draft.policy)
    _confirm(trial, visit, here)
    if (refused := load_next(trial, visit, waiting)) is not None:
        if waits_for_next(draft, visit, waiting, refused):
            return None
        if visit.listed:
            return refused
    _confirm(draft, visit, here)
    if (refused := load_next(draft, visit, waiting)) is not None:
        finish(draft, visit, refused.reason)
    return None


def _confirm_all(draft: Draft, visit: Visit, event: ConfirmLoaded) -> Answer:
    if len(event.others) != len(visit.listed):
        return Refused(Refusal.NOT_NOW)  # the list has changed since the codes were made
    assert visit.part is not None, "staff who put in serve a part"
    names, codes = (*visit.listed, visit.part), (*event.others, event.code)
    done = [_admit(draft, visit, name, code) for name, code in zip(names, codes, strict=True)]
    grants = tuple(each.id for each in done if isinstance(each, Grant))
    troubles = [each for each in done if not isinstance(each, Grant)]
    trouble = None if not troubles else Refusal.NOT_ALL_CONFIRMED if visit.listed else troubles[0]
    confirmed = replace(visit, listed=())
    if not grants:
        finish(draft, confirmed, trouble)
        return Accepted(visit=visit.id)
    shown = entered(confirmed, Phase.CODE_READY, draft.now.mono_ms)
    draft.put(show_code(draft, replace(shown, trouble=trouble), grants))
    return Accepted(visit=visit.id, grant=grants[0])


def _admit(draft: Draft, visit: Visit, name: PartId, code: FreshCode) -> Grant | Refusal:
    """One thing of those that are confirmed: its order's code, or why there is none."""
    part = draft.state.parts[name]
    if not lies_there(draft, name) or part.compartment is None:
        return Refusal.ASK_STAFF
    if looks(draft.state, part.compartment) not in _SHUT:
        quarantine(draft, part.compartment, DoorReason.LOADING_NOT_FINISHED)
        return Refusal.ASK_STAFF
    return make_ready(draft, _confirm(draft, visit, part), code, visit.badge or "")
