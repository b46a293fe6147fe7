"""Putting in: the compartment of a part and the visit of the staff member who fills it, part by part."""

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.moves import begin_loading
from lockerd.domain.hand_over.reserve import (
    brought_first,
    choose,
    choose_for_hand_in,
    last_to_bring,
    make_room,
    release,
    reserve,
    room_to_bring,
    why_never,
)
from lockerd.domain.model.attempts import BadgeRole, Right, RightKind
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.events import Accepted, Answer, Refused
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.looks import openable
from lockerd.domain.model.orders import Order
from lockerd.domain.model.parts import Part, PartState
from lockerd.domain.model.reasons import ReleaseReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import StartLoading
from lockerd.domain.model.state import Policy, State
from lockerd.domain.model.visits import Role, Visit, at_next_door
from lockerd.domain.openings.attempting import fire, right_of
from lockerd.domain.openings.for_people import ASK_AGAIN_MS, refuse_staff
from lockerd.domain.openings.refusing import not_read, open_for_person
from lockerd.domain.requests.two_people import badges_for, begun


def start_loading(draft: Draft, event: StartLoading) -> Answer:
    """Staff put an order's things in: choose the compartment of the first part that is not in, and open it."""
    order = draft.state.orders.get(event.order)
    whose = None if order is None else order.authority
    if (refused := refuse_staff(draft.state, draft.policy, event.staff, BadgeRole.LOADING, whose)) is not None:
        return refused
    if order is None:
        return Refused(Refusal.ORDER_UNKNOWN)
    part = next_to_load(draft.state, order.id)
    if part is None:
        return Refused(Refusal.ORDER_NOT_READY)
    if needs_scan(draft.policy, order) and not event.scanned:
        return Refused(Refusal.SCAN_NEEDED)
    badges = badges_for(draft, order, event.staff)
    if isinstance(badges, Refused):
        return badges
    badge, second = badges
    chosen = _first_of_all(draft, order.id)
    if isinstance(chosen, Refused):
        return chosen
    authority, role = order.authority, BadgeRole.LOADING
    right = Right(RightKind.LOADING, badge, authority=authority, second=second, role=role)
    if (refused := open_for_person(draft, chosen, right)) is not None:
        return refused
    begun(draft, (order.id,))
    must_check = _begin(draft, part, chosen, badge)
    visit = Visit(
        id=event.visit,
        role=Role.LOADER,
        part=part.id,
        door=chosen,
        grant=None,
        badge=badge,
        authority=authority,
        second=second,
        turn_ms=draft.now.mono_ms,
        phase_since_ms=draft.now.mono_ms,
        must_check=must_check,
    )
    fire(draft, visit, right)
    return Accepted(visit=visit.id)


def next_to_load(state: State, order: OrderId) -> Part | None:
    """The first part that nothing was put in for yet, and that nobody is putting in."""
    if any(part.state is PartState.LOADING for part in parts_of(state, order)):
        return None
    return next(iter(_left(state, order)), None)


def _left(state: State, order: OrderId) -> list[Part]:
    """Its parts that nothing was put in for yet."""
    waits = {PartState.ANNOUNCED, PartState.RESERVED}
    return [part for part in parts_of(state, order) if part.state in waits]


def needs_scan(policy: Policy, order: Order) -> bool:
    """Whether whoever puts it in has to have read its envelope."""
    return policy.of(order.authority, order.document_class).scan_needed


def load_next(draft: Draft, visit: Visit, part: Part) -> Refused | None:
    """The part at this door is in and its door shut: open for the next one, or say why not."""
    chosen = _first_of_all(draft, part.id.order)
    if isinstance(chosen, Refused):
        return chosen
    right = right_of(visit)
    if (refused := open_for_person(draft, chosen, right, visit.id)) is not None:
        return refused
    must_check = _begin(draft, part, chosen, visit.badge or "")
    fire(
        draft, at_next_door(replace(visit, queue=()), part.id, chosen, draft.now.mono_ms, must_check=must_check), right
    )
    return None


def waits_for_next(draft: Draft, visit: Visit, part: Part, refused: Refused) -> bool:
    """Whether staff stand at this shut door for a moment more, until the lock of the next one has rested or its door
    was read; nothing is changed until then, and nobody else is served."""
    since_ms = draft.now.mono_ms if visit.claim_ms is None else visit.claim_ms
    if refused.reason is not Refusal.WAIT or draft.now.mono_ms - since_ms >= ASK_AGAIN_MS:
        return False
    draft.put(replace(visit, queue=(part.id,), claim_ms=since_ms, trouble=Refusal.WAIT))
    return True


def _begin(draft: Draft, part: Part, chosen: CompartmentId, badge: str) -> bool:
    """Whether staff have to look first, because the compartment is not proven empty."""
    must_check = draft.state.compartments[chosen].condition is Condition.TO_CHECK
    begin_loading(draft, draft.state.parts[part.id], chosen, badge)
    return must_check


def _first_of_all(draft: Draft, order: OrderId) -> CompartmentId | Refused:
    """The door of the first part that is left, once there is one for each of them: what lies behind one door of an
    order that cannot be finished keeps that door from everybody, and nobody gets a code for it."""
    left = _left(draft.state, order)
    if len(left) > 1 and (refused := _why_not_all(Draft(draft.state, draft.now, draft.policy), left)) is not None:
        return refused
    first, *_ = [_door(draft, draft.state.parts[part.id]) for part in left]
    return first


def _why_not_all(trial: Draft, left: list[Part]) -> Refused | None:
    """Why one of them finds no door now beside those of the others, or one that nobody can read; nothing is kept."""
    for part in left:
        chosen = _door(trial, trial.state.parts[part.id])
        if isinstance(chosen, Refused):
            return chosen
        if openable(trial.state, chosen) is Leaf.UNKNOWN:
            return not_read(trial, chosen)
    return None


def _door(draft: Draft, part: Part) -> CompartmentId | Refused:
    chosen = _reserved(draft, part) or make_room(draft, draft.state.parts[part.id])
    if chosen is None:
        document_class = draft.state.orders[part.id.order].document_class
        now = Refusal.NO_COMPARTMENT if last_to_bring(draft, part) is None else Refusal.NO_DOOR_TO_BRING
        return Refused(why_never(draft.state, draft.policy, part, document_class) or now)
    first = brought_first(draft.state, part)
    if first is not None and not _is_left(draft, first, chosen):
        return Refused(Refusal.NO_DOOR_TO_BRING)  # rule 22: with this code somebody would come in vain
    return chosen


def _is_left(draft: Draft, part: Part, taken: CompartmentId) -> bool:
    """Whether there is a door now for what is brought first, beside the one that is loaded."""
    return any(door != taken for door in choose_for_hand_in(draft, part) or room_to_bring(draft, part))


def _reserved(draft: Draft, part: Part) -> CompartmentId | None:
    """The part's compartment; another one if its door stands open, or its board is silent and another would do."""
    if part.compartment is not None:
        chosen = part.compartment
        seen = openable(draft.state, chosen)
        if seen in {Leaf.SHUT, Leaf.UNSENSED} or (seen is Leaf.UNKNOWN and choose(draft, part) is None):
            return chosen
        release(draft, chosen, ReleaseReason.NO_READING if seen is Leaf.UNKNOWN else ReleaseReason.DOOR_NOT_SHUT)
    return reserve(draft, draft.state.parts[part.id])
