"""How grants begin: a confirmed loading, or a new code for one that is lost."""

from typing import Final

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import finish
from lockerd.domain.hand_over.load_session import joined
from lockerd.domain.hand_over.moves import confirm, entered
from lockerd.domain.hand_over.rights import only_door, revoke
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.business import business
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import active_visit, live_grant, parts_of, served, with_number, worth
from lockerd.domain.model.events import Accepted, Answer, ConfirmLoaded, FreshCode, Refused, Reissue
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Grant, Worth
from lockerd.domain.model.looks import looks, reading_of
from lockerd.domain.model.parts import Part, PartState, RightState, are_brought
from lockerd.domain.model.readings import Item, ItemSensor
from lockerd.domain.model.reasons import RevokeReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase, Visit, must_say_empty
from lockerd.domain.openings import brake
from lockerd.domain.openings.for_people import printing_visit, refuse_staff
from lockerd.domain.openings.refusing import BUSY, not_read
from lockerd.domain.requests.loading import load_next, next_to_load

NOT_NOW: Final = Refused(Refusal.NOT_NOW)
NUMBER_TAKEN: Final = Refused(Refusal.BUSY, retry_after_ms=1_000)
"""Another code got this pick-up number a moment ago; the next one drawn will do (design rule 11)."""

_BY_CODE: Final = frozenset(
    {PartState.READY, PartState.COLLECTING, PartState.AWAITED, PartState.HANDING_IN, PartState.EXCHANGING}
)
_GOOD: Final = frozenset({Worth.ACTIVE, Worth.GRACE})
_WAITS: Final = frozenset({Worth.JAMMED, Worth.SUSPENDED})


def confirm_loaded(draft: Draft, event: ConfirmLoaded) -> Answer:
    """The item lies inside and the door is shut: now, and not before, the grant and its code come into being.

    An order that was taken back meanwhile gets none: its visit ends, and says so.
    """
    visit = draft.state.visits.get(event.visit)
    if visit is None or visit.phase is Phase.OVER:
        return Refused(Refusal.VISIT_OVER)
    leaf = None if visit.door is None else looks(draft.state, visit.door)
    at_door = Phase.DOOR_OPEN if leaf is Leaf.UNSENSED else Phase.DOOR_SHUT
    if not business(visit).holds or visit.phase is not at_door:
        return NOT_NOW
    if draft.state.compartments[visit.compartment].condition is not Condition.LOADING:
        return Refused(Refusal.ASK_STAFF)
    if draft.state.compartments[visit.compartment].attempt is not None:
        return BUSY
    if leaf is Leaf.UNKNOWN:
        return not_read(draft, visit.compartment)
    if must_say_empty(visit):
        return Refused(Refusal.SAY_EMPTY_FIRST)
    if _gets_its_code(draft, visit) and number_taken(draft, event.code):
        return NUMBER_TAKEN
    row = draft.state.compartments[visit.compartment]
    item = reading_of(draft.state, visit.compartment).item
    seen = item is Item.PRESENT
    if row.place.item_sensor is ItemSensor.FITTED and not seen and not event.although_not_seen:
        draft.put(replace(visit, trouble=Refusal.ITEM_NOT_SEEN))
        return Refused(Refusal.ITEM_NOT_SEEN)
    badge = visit.badge or ""
    part = confirm(draft, served(draft.state, visit), item, badge, joined(draft, badge))
    order = draft.state.orders[part.id.order]
    if not order.cancel_wanted and (waiting := next_to_load(draft, order.id)) is not None:
        if (trouble := load_next(draft, visit, waiting)) is not None:
            finish(draft, visit, trouble)
        return Accepted(visit=visit.id)
    if any(part.right is RightState.NONE for part in parts_of(draft.state, order.id)):
        finish(draft, visit, Refusal.CANCELLED if order.cancel_wanted else Refusal.ASK_STAFF)
        return Accepted(visit=visit.id)
    draft.tell(FactType.ORDER_READY, only_door(draft, order.id), order=order.id, badge=badge, item_seen=item)
    if order.cancel_wanted:
        finish(draft, visit, Refusal.CANCELLED)  # it is recalled now; nobody gets this code
        return Accepted(visit=visit.id)
    grant = Grant(
        id=event.code.grant,
        order=order.id,
        authority=order.authority,
        code=event.code.record,
        retention_left_ms=order.retention_ms,
    )
    issue(draft, grant, event.code, replaces=None)
    shown = entered(visit, Phase.CODE_READY, draft.now.mono_ms)
    draft.put(replace(shown, grant=grant.id, trouble=None))
    return Accepted(visit=visit.id, grant=grant.id)


def _gets_its_code(draft: Draft, visit: Visit) -> bool:
    """Whether this part is the last of its order: only then is the code used that was made for the confirmation."""
    order = served(draft.state, visit).id.order
    others = (part for part in parts_of(draft.state, order) if part.id != visit.part)
    wanted = not draft.state.orders[order].cancel_wanted
    return wanted and all(part.right is not RightState.NONE for part in others)


def reissue(draft: Draft, event: Reissue) -> Answer:
    """A new code for a ready order, or for what is still to be brought; the old code dies.

    Attempts, openings, retention, grace and tie go on as they were, jammed or suspended ones too: of what is brought
    the report of staff makes the new code good again. Where they only can hand out what lies there, none is made. It
    waits for an open attempt and until the visit at such a door is judged (rule 27).
    """
    order = draft.state.orders.get(event.order)
    by, whose = event.staff, None if order is None else order.authority
    if by is not None and (refused := refuse_staff(draft.policy, by, BadgeRole.LOADING, whose)) is not None:
        return refused
    if order is None:
        return Refused(Refusal.ORDER_UNKNOWN)
    parts = parts_of(draft.state, order.id)
    if any(_is_served(draft, part) for part in parts):
        return Refused(Refusal.BUSY, retry_after_ms=10_000)
    old = live_grant(draft.state, order.id)
    if old is None or order.cancel_wanted or worth(draft.state, old) not in _GOOD | _WAITS:
        return Refused(Refusal.ORDER_NOT_READY)
    if worth(draft.state, old) in _WAITS and not are_brought(parts):
        return Refused(Refusal.ASK_STAFF)  # no report makes it good again: whoever got such a code would come in vain
    if number_taken(draft, event.code):
        return NUMBER_TAKEN
    badge = "" if event.staff is None else event.staff.badge
    if badge:
        if (refused := brake.badge_over_budget(draft, badge)) is not None:
            return refused
        brake.charge_badge(draft, badge)
    fresh = replace(
        old, id=event.code.grant, code=event.code.record, reissued_by=badge, reissued_ms=draft.now.powered_ms
    )
    revoke(draft, old, RevokeReason.REISSUED)
    issue(draft, fresh, event.code, replaces=old)
    if event.staff is not None and event.visit is not None:
        printing_visit(draft, event.visit, fresh, event.staff)
    return Accepted(visit=event.visit, grant=fresh.id)


def _is_served(draft: Draft, part: Part) -> bool:
    """Whether somebody is at its door under the old code, or what happened there is not judged yet."""
    renewed = part.state in _BY_CODE or (part.state is PartState.QUARANTINED and part.way.brought)
    if part.compartment is None or not renewed:
        return False
    by_code = part.state in {PartState.COLLECTING, PartState.EXCHANGING}
    visited = part.state is PartState.HANDING_IN and active_visit(draft.state, part.compartment) is not None
    return by_code or visited or draft.state.compartments[part.compartment].attempt is not None


def number_taken(draft: Draft, code: FreshCode) -> bool:
    """Whether another code got its pick-up number a moment ago."""
    return bool(with_number(draft.state, code.record.pickup_number))


def issue(draft: Draft, grant: Grant, code: FreshCode, *, replaces: Grant | None) -> None:
    """A code comes into being, and is told to central encrypted."""
    draft.put(grant)
    draft.tell(
        FactType.GRANT_ISSUED,
        only_door(draft, grant.order),
        order=grant.order,
        grant=grant.id,
        sealed_code=code.sealed,
        retention_ms=grant.retention_left_ms,
        replaces="" if replaces is None else replaces.id,
    )
