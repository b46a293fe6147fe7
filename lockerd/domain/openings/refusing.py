"""Why a lock is not fired now: what must hold for every opening, whatever the right."""

from collections.abc import Collection
from typing import Final

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import finish
from lockerd.domain.hand_over.quarantine import holds_nothing, quarantine
from lockerd.domain.model.attempts import Right, RightKind
from lockerd.domain.model.business import business
from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.derived import in_order, why_stopped
from lockerd.domain.model.events import Refused
from lockerd.domain.model.ids import CompartmentId, GrantId, VisitId
from lockerd.domain.model.looks import openable
from lockerd.domain.model.orders import Order
from lockerd.domain.model.parts import ATTEMPTS_PER_PART, Part, PartState, RightState
from lockerd.domain.model.reasons import DoorReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import AuxiliaryInput
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import Phase, Visit
from lockerd.domain.model.walk_ins import GIVES_WAY_MS
from lockerd.domain.openings import brake
from lockerd.domain.openings.machine import no_room_for
from lockerd.domain.openings.standing import holds_up

BUSY: Final = Refused(Refusal.BUSY, retry_after_ms=3_000)
"""Somebody else is at a door, or this one is on its way: over in a moment."""
WORTH_WAITING_MS: Final = 60_000
"""What keeps a door from being opened so long is not over in a moment."""


ON_BATTERY_RETRY_MS: Final = 60_000


COIL_REST_MS: Final = 5_000
"""From one pulse to the next of the same coil: a pulse of 500 ms at a duty cycle of 10 % (design rule 4)."""


def may_collect(part: Part) -> bool:
    """Whether its order's code, if good itself, opens this part now."""
    open_right = part.right in {RightState.ACTIVE, RightState.GRACE}
    return open_right and part.state is PartState.READY and part.attempts < ATTEMPTS_PER_PART


def open_for_person(
    draft: Draft, compartment: CompartmentId, right: Right, going_on: VisitId | None = None
) -> Refused | None:
    """Checks of every opening; on the way the visit of whoever stood here before comes to its end.

    A loading that is not confirmed, or a retrieval that is not reported, goes on: its door is shut and holds nobody up
    but the badge that stands there.
    ``going_on`` is the visit that this opening belongs to, where it does not begin one.
    """
    visits = [visit for visit in in_order(draft.state.visits) if visit.id != going_on]
    shut = [visit for visit in visits if visit.phase is Phase.DOOR_SHUT]
    held = [visit for visit in shut if business(visit).holds]
    if any(visit.claim_ms is not None for visit in shut):
        # Rule 17: custody rests on what is read after the word; to end that visit now would judge it without.
        return BUSY
    if any(right.holder in {visit.badge, visit.technician} and business(visit).right is right.kind for visit in held):
        return BUSY
    behind = [visit for visit in visits if visit.id in giving_way(draft)]
    refused = refuse_opening(draft, compartment, right, going_on, others=giving_way(draft))
    if refused is None:
        for visit in behind:
            finish(draft, replace(visit, alarmed=visit.phase is Phase.DOOR_OPEN), Refusal.ASK_STAFF, gone=True)
        for visit in shut:
            if visit not in held:
                finish(draft, visit, gone=True)
        for visit in visits:
            if visit.phase is Phase.BETWEEN:
                finish(draft, visit, gone=True)  # whoever comes next stands in nobody else's visit
    return refused


def giving_way(draft: Draft) -> frozenset[VisitId]:
    """Hand-ins without a code that have kept the wall for so long that whoever has a code, a badge or a name comes
    first: one that does ends as where the alarm runs, and staff look behind its door (rule 17)."""
    return frozenset(visit.id for visit in draft.state.visits.values() if _gives_way(draft, visit))


def _gives_way(draft: Draft, visit: Visit) -> bool:
    if visit.phase not in {Phase.RETRYING, Phase.DOOR_OPEN} or draft.now.mono_ms - visit.turn_ms < GIVES_WAY_MS:
        return False
    order = None if visit.order is None or business(visit).reports else draft.state.orders.get(visit.order)
    here = None if visit.door is None else draft.state.compartments[visit.door].attempt
    return order is not None and order.walk_in and here is None


def refuse_opening(
    draft: Draft,
    compartment: CompartmentId,
    right: Right,
    visit: VisitId | None,
    *,
    others_shut: bool = False,
    others: frozenset[VisitId] = frozenset(),
) -> Refused | None:
    """What holds for every opening, whatever the right: one at a time, brake, a fresh reading that says shut.

    ``visit`` is the one that goes on already; None: something new begins, which needs the mains (F8). ``others_shut``:
    a technician has looked at the doors that no sensor tells of. ``others`` are visits that do not hold this up.
    """
    row = draft.state.compartments[compartment]
    technician = right.kind is RightKind.TECHNICIAN
    if (never := _why_never(draft.state, right)) is not None:
        return Refused(never)
    if visit is None and (refused := _nothing_new(draft, right)) is not None:
        return refused
    grant = draft.state.grants.get(GrantId(right.holder)) if right.kind is RightKind.GRANT else None
    here = None if row.part is None else draft.state.parts[row.part]
    if grant is not None and (stopped := why_stopped_at(draft.state.orders[grant.order], here)) is not None:
        return Refused(stopped)
    if row.attempt is not None or _another_door_busy(draft, compartment, others | {visit}, others_shut=others_shut):
        return BUSY
    if (rest_ms := _rest_ms(draft, compartment)) > 0:
        return Refused(Refusal.WAIT, retry_after_ms=rest_ms)
    if (refused := brake.over_budget(draft, right)) is not None:
        return refused
    for line in draft.state.disturbed.values():
        if compartment in line.doors:
            # Others talk on the line of this door: the bus would give every attempt back (F35, F42).
            return _passing(draft.now.mono_ms - line.since_ms)
    match openable(draft.state, compartment):
        case Leaf.UNKNOWN:
            return not_read(draft, compartment)
        case Leaf.OPEN:
            if not holds_nothing(draft, compartment) and not technician:
                quarantine(draft, compartment, DoorReason.OPEN_BEFORE_OPENING)
            return Refused(Refusal.DOOR_NOT_SHUT)
        case Leaf.SHUT | Leaf.UNLATCHED | Leaf.UNSENSED:
            return None  # a leaf that is held shut may be pulsed again (F20)


def why_stopped_at(order: Order, part: Part | None) -> Refusal | None:
    """Why nothing more is opened at this door of an order. What keeps its other doors shut, that something here is not
    of it, keeps nobody from putting that back."""
    back = part is not None and part.disputed and order.hold_reason == DoorReason.WRONG_ITEM
    return None if back and not order.cancel_wanted else why_stopped(order)


def _nothing_new(draft: Draft, right: Right) -> Refused | None:
    """What has begun is finished; what begins needs the mains and, to put something in, room on the disk (F8, F14)."""
    if on_battery(draft.state):
        return Refused(Refusal.ON_BATTERY, retry_after_ms=ON_BATTERY_RETRY_MS)
    return Refused(Refusal.NOTHING_TAKEN_IN) if draft.state.storage_low and no_room_for(draft, right) else None


def _why_never(state: State, right: Right) -> Refusal | None:
    if is_gone(state, right):
        return Refusal.BADGE_NOT_VALID
    stopped = state.site.halted is not None and right.kind is not RightKind.TECHNICIAN
    return Refusal.OUT_OF_SERVICE if stopped else None


def is_gone(state: State, right: Right) -> bool:
    """Whether it rests on a badge that was called back, since a visit began under it too (rule 26)."""
    staffed = right.kind in {RightKind.LOADING, RightKind.RETRIEVAL}
    return staffed and state.site.badge_list.names((right.holder, right.second))


def _another_door_busy(
    draft: Draft, compartment: CompartmentId, but: Collection[VisitId | None], *, others_shut: bool
) -> bool:
    """The next door only when the last is seen shut or its alarm ran (design rule 6)."""
    if any(attempt.outcome is None and not attempt.recovering for attempt in draft.state.attempts.values()):
        return True
    if any(
        holds_up(draft, standing, said_shut=others_shut)
        for standing in draft.state.standing.values()
        if standing.compartment != compartment
    ):
        return True
    busy = {Phase.OPENING, Phase.RETRYING, Phase.DOOR_OPEN}
    return any(v.id not in but and v.phase in busy and not v.alarmed for v in draft.state.visits.values())


def _rest_ms(draft: Draft, compartment: CompartmentId) -> int:
    """How long this door's coil must still rest. The bus would give the attempt back only at its deadline."""
    began_ms = draft.state.pulsed.get(compartment)
    return 0 if began_ms is None else began_ms + COIL_REST_MS - draft.now.mono_ms


def not_read(draft: Draft, compartment: CompartmentId) -> Refused:
    """Nothing tells how this door stands: worth waiting for at first, but not where a board stays silent (F41)."""
    reading, now = draft.state.readings.get(compartment), draft.now
    silent_ms = now.powered_ms - draft.state.site.boot_ms if reading is None else now.mono_ms - reading.sampled_ms
    return _passing(silent_ms)


def _passing(since_ms: int) -> Refused:
    """What is mostly over in seconds, and needs somebody if it is not."""
    if since_ms < WORTH_WAITING_MS:
        return Refused(Refusal.WAIT, retry_after_ms=2_000)
    return Refused(Refusal.OUT_OF_SERVICE)


def on_battery(state: State) -> bool:
    """Whether the mains are known to be lost (F8)."""
    return state.auxiliary.get(AuxiliaryInput.MAINS_LOST, False)
