"""Whether somebody without a code may hand something in now, and behind which doors: bounded in every direction."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.reserve import best_first, choose_for_hand_in, fits, proven_for_hand_in, within_reach
from lockerd.domain.model.compartments import Compartment
from lockerd.domain.model.events import Refused
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import Needs, PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import DAY_MS, HOUR_MS, OPENINGS_PER_HOUR_CEILING
from lockerd.domain.model.visits import Phase, Role
from lockerd.domain.model.walk_ins import (
    APART_MS,
    PER_DAY_CEILING,
    PER_HOUR_CEILING,
    SHARE_CEILING,
    Begun,
    WalkIn,
)
from lockerd.domain.openings import brake
from lockerd.domain.openings.refusing import BUSY, ON_BATTERY_RETRY_MS, on_battery

FULL: Final = Refused(Refusal.NO_COMPARTMENT)
FOR_THE_OTHERS: Final = 2
"""One of so many openings of the wall's hour is all that hand-ins without a code may use up."""


def why_not_offered(draft: Draft, document_class: str) -> Refused | None:
    """Why a class is not taken in now from anybody, whatever they need; said before somebody starts."""
    offered = draft.policy.walk_ins.get(document_class)
    if offered is None:
        return Refused(Refusal.WALK_IN_NOT_OFFERED)
    if draft.state.site.halted is not None:
        return Refused(Refusal.OUT_OF_SERVICE)
    if draft.state.storage_low:
        return Refused(Refusal.NOTHING_TAKEN_IN)
    if on_battery(draft.state):
        return Refused(Refusal.ON_BATTERY, retry_after_ms=ON_BATTERY_RETRY_MS)
    if (refused := _used_up(draft, document_class, offered)) is not None:
        return refused
    return None if doors_for_walk_in(draft, document_class, Needs(size=offered.size)) else FULL


def why_not_yet(draft: Draft) -> Refused | None:
    """Why somebody without a code has to wait a moment: for whoever stands at a door, or was here a moment ago."""
    if any(visit.phase in {Phase.DOOR_SHUT, Phase.BETWEEN} for visit in draft.state.visits.values()):
        return BUSY  # who has no code ends nobody's visit
    mine = [visit for visit in draft.state.visits.values() if visit.role is Role.WALK_IN]
    last = max(mine, key=lambda visit: visit.turn_ms, default=None)
    if last is None or last.phase not in {Phase.PAPER_READY, Phase.OVER}:
        return None  # who stands at a door is in the way of every opening
    left_ms = last.phase_since_ms + APART_MS - draft.now.mono_ms
    return Refused(Refusal.BUSY, retry_after_ms=left_ms) if left_ms > 0 else None


def doors_for_walk_in(draft: Draft, document_class: str, needs: Needs) -> list[CompartmentId]:
    """The doors for it, the best first: nothing reserved, never the last within reach, never more than its share."""
    offered, policy = draft.policy.walk_ins[document_class], draft.policy
    if _too_many_doors(draft, document_class, offered):
        return []
    taking = proven_for_hand_in(draft, offered.authority, document_class)
    left = max(1, 0 if needs.reach else policy.reach_reserved)
    kept = _last_of_the_awaited(draft)
    able = [row for row in taking if fits(policy, needs, row.place) and row.id not in kept]
    fitting = [row for row in able if _leaves(draft, taking, row, left)]
    return best_first(policy, needs, fitting)


def charge_walk_in(draft: Draft, document_class: str) -> None:
    """One begins; kept in its own transaction, and not given back: what did not fire would else cost nothing."""
    site, powered_ms = draft.state.site, draft.now.powered_ms
    draft.change(site, walk_ins=(*_since(draft, DAY_MS), Begun(powered_ms, document_class)))


def _since(draft: Draft, ms: int) -> tuple[Begun, ...]:
    return tuple(begun for begun in draft.state.site.walk_ins if begun.powered_ms > draft.now.powered_ms - ms)


def _used_up(draft: Draft, document_class: str, offered: WalkIn) -> Refused | None:
    """Over the budget of its class, or of all; or half of what the wall opens in an hour is used up, by anybody."""
    waits: list[int] = []
    for period_ms, own, all_classes in (
        (HOUR_MS, offered.per_hour, PER_HOUR_CEILING),
        (DAY_MS, offered.per_day, PER_DAY_CEILING),
    ):
        begun = _since(draft, period_ms)
        mine = [each for each in begun if each.document_class == document_class]
        for each, most in ((mine, own), (begun, all_classes)):
            waits += [each[-most].powered_ms + period_ms] if len(each) >= most else []
    opened = brake.recent_openings(draft)
    share = max(1, min(draft.policy.openings_per_hour, OPENINGS_PER_HOUR_CEILING) // FOR_THE_OTHERS)
    if len(opened) >= share:
        waits.append(opened[-share].powered_ms + HOUR_MS)
    if not waits:
        return None
    return Refused(Refusal.WALK_INS_USED_UP, retry_after_ms=max(waits) - draft.now.powered_ms)


def _too_many_doors(draft: Draft, document_class: str, offered: WalkIn) -> bool:
    """Whether things of this class, or of all that came without a code, hold their share of the doors already."""
    held = [_class_behind(draft, row) for row in draft.state.compartments.values()]
    taken = [each for each in held if each is not None]
    most = len(held) // SHARE_CEILING
    return len(taken) >= most or taken.count(document_class) >= offered.doors


def _class_behind(draft: Draft, row: Compartment) -> str | None:
    order = None if row.part is None else draft.state.orders.get(row.part.order)
    return order.document_class if order is not None and order.walk_in else None


def _last_of_the_awaited(draft: Draft) -> frozenset[CompartmentId]:
    """The doors that are the last for something that an office has announced and its person shall bring: where that is
    behind several doors, the last that are free for all of it."""
    parts = (draft.state.parts[name] for name in draft.state.live)
    awaited = [part for part in parts if part.state is PartState.AWAITED and part.compartment is None]
    together = Counter((part.id.order, part.needs) for part in awaited)
    asked = {}
    for part in awaited:
        document_class, count = draft.state.orders[part.id.order].document_class, together[part.id.order, part.needs]
        asked[part.authority, document_class, part.needs, count] = part
    doors = ((count, choose_for_hand_in(draft, part)) for (*_, count), part in asked.items())
    return frozenset(door for count, free in doors if len(free) <= count for door in free)


def _leaves(draft: Draft, free: Sequence[Compartment], row: Compartment, left: int) -> bool:
    """Whether so many doors within everybody's reach, as large as this one, stay free without it."""
    policy = draft.policy
    if not within_reach(policy, row.place):
        return True
    size = Needs(size=row.place.size)
    others = [each for each in free if each.id != row.id and within_reach(policy, each.place)]
    return sum(fits(policy, size, each.place) for each in others) >= left
