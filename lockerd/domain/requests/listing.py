"""A load list: what was put in waits unconfirmed, and the door of the next thing opens under the same badge."""

from typing import Final

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.load_list import lies_there
from lockerd.domain.model.business import business
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import parts_of, served
from lockerd.domain.model.events import Accepted, Answer, Refused
from lockerd.domain.model.looks import looks, reading_of
from lockerd.domain.model.parts import Part, PartState
from lockerd.domain.model.readings import Item, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded, LoadNext
from lockerd.domain.model.visits import Phase, Visit, must_say_empty
from lockerd.domain.openings.attempting import right_of
from lockerd.domain.openings.refusing import BUSY, is_gone, not_read
from lockerd.domain.requests.loading import load_next, needs_scan, next_to_load, waits_for_next

LISTED_MAX: Final = 64
"""So many things wait for one confirmation: as many codes are made for it, and as much would be locked without it."""
_WAITS: Final = frozenset({PartState.ANNOUNCED, PartState.RESERVED})


def list_next(draft: Draft, event: LoadNext) -> Answer:
    """What lies at this door goes on the list, and the door of the next order opens. Refused, nothing is changed:
    staff stand where they stood, and choose another one, confirm, or wait."""
    visit = draft.state.visits.get(event.visit)
    if visit is None or visit.phase is Phase.OVER:
        return Refused(Refusal.VISIT_OVER)
    refused = why_not_in(draft, visit, event) or why_not_listed(draft, visit)
    if refused is not None:
        return refused
    order = draft.state.orders.get(event.order)
    if order is None:
        return Refused(Refusal.ORDER_UNKNOWN)
    if order.authority != visit.authority:
        return Refused(Refusal.WRONG_AUTHORITY)
    part = next_to_load(draft.state, order.id)
    if part is None:
        return Refused(Refusal.ORDER_NOT_READY)
    if needs_scan(draft.policy, order) and not event.scanned:
        return Refused(Refusal.SCAN_NEEDED)
    if draft.policy.of(order.authority, order.document_class).two_people and not visit.second:
        return Refused(Refusal.SECOND_BADGE_NEEDED)
    refused = open_next_on_list(draft, visit, part)
    if refused is not None and not waits_for_next(draft, visit, part, refused):
        return refused
    return Accepted(visit=visit.id)


def open_next_on_list(draft: Draft, visit: Visit, part: Part) -> Refused | None:
    """What lies at this door goes on the list, and the door of this part of another order opens; or why it does not."""
    assert visit.part is not None, "staff who put in serve a part"
    here = (visit.part,) if lies_there(draft, visit.part) else ()
    return load_next(draft, replace(visit, listed=(*visit.listed, *here)), part)


def why_not_in(draft: Draft, visit: Visit, said: LoadNext | ConfirmLoaded) -> Refused | None:
    """Why it cannot be said that what belongs behind this door lies there; None: it does, and the door is shut.

    A door that was locked for staff meanwhile keeps nothing else on the list from its confirmation.
    """
    if is_gone(draft.state, right_of(visit)):
        return Refused(Refusal.BADGE_NOT_VALID)
    leaf = None if visit.door is None else looks(draft.state, visit.door)
    at_door = Phase.DOOR_OPEN if leaf is Leaf.UNSENSED else Phase.DOOR_SHUT
    if not business(visit).holds or visit.phase is not at_door or visit.claim_ms is not None:
        return Refused(Refusal.NOT_NOW)
    row = draft.state.compartments[visit.compartment]
    if row.attempt is not None:
        return BUSY
    if row.condition is not Condition.LOADING:
        return None if visit.listed else Refused(Refusal.ASK_STAFF)
    if leaf is Leaf.UNKNOWN:
        return not_read(draft, visit.compartment)
    if must_say_empty(visit):
        return Refused(Refusal.SAY_EMPTY_FIRST)
    if (miscounted := _miscounted(draft, visit, said.counted)) is not None:
        return Refused(miscounted)
    seen = reading_of(draft.state, visit.compartment).item is Item.PRESENT
    if row.place.item_sensor is ItemSensor.FITTED and not seen and not said.although_not_seen:
        draft.put(replace(visit, trouble=Refusal.ITEM_NOT_SEEN))
        return Refused(Refusal.ITEM_NOT_SEEN)
    return None


def _miscounted(draft: Draft, visit: Visit, counted: int | None) -> Refusal | None:
    """Where a class says how many things belong together, staff count them; a wrong number is put right at the door."""
    part = served(draft.state, visit)
    if counted is None:
        document_class = draft.state.orders[part.id.order].document_class
        known = draft.policy.of(part.authority, document_class).item_count
        return None if known is None else Refusal.COUNT_NEEDED
    return None if counted == part.item_count else Refusal.WRONG_COUNT


def why_not_listed(draft: Draft, visit: Visit) -> Refused | None:
    """Why something of another order cannot come next: this one has more doors to fill, or the list is full."""
    order = served(draft.state, visit).id.order
    wanted = not draft.state.orders[order].cancel_wanted
    if wanted and any(part.state in _WAITS for part in parts_of(draft.state, order)):
        return Refused(Refusal.NOT_NOW)
    return Refused(Refusal.LIST_FULL) if len(visit.listed) >= LISTED_MAX - 1 else None
