"""Staff who wait at the door they have just shut: the next one opens by itself when its lock has rested."""

from typing import Final

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.load_list import lies_there
from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.derived import served
from lockerd.domain.model.events import Refused
from lockerd.domain.model.looks import looks
from lockerd.domain.model.parts import Part
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Visit
from lockerd.domain.openings.attempting import right_of
from lockerd.domain.openings.refusing import is_gone
from lockerd.domain.requests.confirming import next_of_order
from lockerd.domain.requests.listing import open_next_on_list
from lockerd.domain.requests.loading import next_to_load, waits_for_next

_SHUT: Final = frozenset({Leaf.SHUT, Leaf.UNSENSED})


def load_on(draft: Draft, visit: Visit) -> None:
    """Try the door of the next thing again. What speaks against it meanwhile leads back to where they stood: nothing
    was confirmed or listed yet, and they choose another one, confirm, or wait."""
    name = visit.queue[0]
    part = draft.state.parts.get(name)
    refused = Refused(Refusal.NOT_NOW) if part is None else _go_on(draft, visit, part)
    if refused is not None:
        draft.put(replace(visit, queue=(), claim_ms=None, trouble=refused.reason))


def _go_on(draft: Draft, visit: Visit, part: Part) -> Refused | None:
    if is_gone(draft.state, right_of(visit)):
        return Refused(Refusal.BADGE_NOT_VALID)  # rule 26: it does not confirm what lies here either
    if looks(draft.state, visit.compartment) not in _SHUT:
        return Refused(Refusal.DOOR_NOT_SHUT)
    here = served(draft.state, visit)
    if here.id.order == part.id.order:
        return _next_of_same(draft, visit, here, part)
    if part != next_to_load(draft.state, part.id.order):
        return Refused(Refusal.ORDER_NOT_READY)
    refused = open_next_on_list(draft, visit, part)
    return None if refused is None or waits_for_next(draft, visit, part, refused) else refused


def _next_of_same(draft: Draft, visit: Visit, here: Part, part: Part) -> Refused | None:
    if draft.state.orders[part.id.order].cancel_wanted:
        return Refused(Refusal.CANCELLED)
    if not lies_there(draft, here.id):
        return Refused(Refusal.ASK_STAFF)
    return next_of_order(draft, visit, here, part)
