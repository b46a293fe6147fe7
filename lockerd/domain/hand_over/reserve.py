"""Choosing a compartment for an order: proven empty first, within reach, the reserve left to those who need it."""

from dataclasses import replace
from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.quarantine import release
from lockerd.domain.model.compartments import Compartment, Condition, ConditionStep, Leaf, Place
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.orders import Needs, Order, OrderState, OrderStep
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import Policy, State

GAVE_WAY: Final = "gave_way"
"""Why a reservation ended for a document that was there."""


def reserve(draft: Draft, order: OrderId) -> CompartmentId | None:
    """Reserve the best compartment for an announced order; None if there is none now."""
    row = draft.state.orders[order]
    chosen = choose(draft, row)
    if chosen is None:
        return None
    draft.put(replace(chosen, order=order))
    if chosen.condition is Condition.FREE:
        draft.move_compartment(chosen.id, ConditionStep.RESERVE)
    draft.put(replace(row, compartments=(chosen.id,)))
    draft.move_order(order, OrderStep.RESERVE)
    draft.tell(FactType.ORDER_RESERVED, chosen.id, order)
    return chosen.id


def reserve_waiting(draft: Draft) -> None:
    """Give what became usable in this decision to the orders that wait, oldest first (UUIDv7 sorts by time).

    When nothing became usable, only orders that began to wait are looked at: the list of all is long.
    """
    waiting = draft.state.waiting
    freed = len(waiting) and any(_usable(draft, draft.compartment(compartment)) for compartment in draft.touched)
    hopeless: set[tuple[str, Needs]] = set()
    for order in sorted(waiting if freed else draft.began_to_wait):
        row = draft.state.orders[order]
        asked = (row.authority, row.needs)
        if order in waiting and asked not in hopeless and reserve(draft, order) is None:
            hopeless.add(asked)


def _usable(draft: Draft, row: Compartment) -> bool:
    return (
        row.condition in {Condition.FREE, Condition.TO_CHECK}
        and not row.out_of_service
        and row.order is None
        and row.attempt is None
        and draft.openable(row.id) in {Leaf.SHUT, Leaf.UNSENSED}
    )


def choose(draft: Draft, order: Order) -> Compartment | None:
    """The best compartment for an order among those that nobody has; None if none fits."""
    policy = draft.policy
    if order.authority not in policy.authorities:
        return None
    usable = [row for row in draft.state.compartments.values() if _usable(draft, row)]
    reachable = [row for row in usable if _reachable(policy, row.place)]
    fitting = [row for row in usable if fits(policy, order.needs, row.place)]
    if not order.needs.reach and len(reachable) <= policy.reach_reserved:
        fitting = [row for row in fitting if not _reachable(policy, row.place)]

    def rank(row: Compartment) -> tuple[int, int, int, str]:
        spare_reach = _reachable(policy, row.place) and not order.needs.reach
        return (spare_reach, row.condition is not Condition.FREE, _size(policy, row.place.size), row.id)

    return min(fitting, key=rank, default=None)


def make_room(draft: Draft, order: OrderId) -> CompartmentId | None:
    """Whoever stands there with the document is served: the youngest reservation that nobody loads gives way.

    Papers that never come would else fill the wall. None if no reservation that could give way would help.
    """
    wanted = draft.state.orders[order]
    for other in sorted(draft.state.orders, reverse=True):
        row = draft.state.orders[other]
        if row.state is not OrderState.RESERVED or other == order:
            continue
        trial = Draft(draft.state, draft.now, draft.policy)
        release(trial, row.compartments[0], GAVE_WAY)
        if choose(trial, wanted) is not None:
            release(draft, row.compartments[0], GAVE_WAY)
            return reserve(draft, order)
    return None


def why_never(state: State, policy: Policy, order: Order) -> Refusal | None:
    """Why no door of this site can ever serve an order, however many become free; None if one can."""
    if order.authority not in policy.authorities:
        return Refusal.AUTHORITY_UNKNOWN
    if order.needs.size is not None and order.needs.size not in policy.sizes:
        return Refusal.SIZE_UNKNOWN
    places = [row.place for row in state.compartments.values()]
    reachable = [place for place in places if _reachable(policy, place)]
    fitting = [place for place in places if fits(policy, order.needs, place)]
    if not order.needs.reach and len(reachable) <= policy.reach_reserved:
        fitting = [place for place in fitting if not _reachable(policy, place)]
    return None if fitting else Refusal.NEVER_FITS


def fits(policy: Policy, needs: Needs, place: Place) -> bool:
    """Whether a compartment is large enough, and its shelf at a height that the person reaches."""
    return (
        (needs.size is None or _size(policy, place.size) >= _size(policy, needs.size))
        and (needs.lowest_cm is None or place.height_cm >= needs.lowest_cm)
        and (needs.highest_cm is None or place.height_cm <= needs.highest_cm)
    )


def _reachable(policy: Policy, place: Place) -> bool:
    return policy.reach_low_cm <= place.height_cm <= policy.reach_high_cm


def _size(policy: Policy, size: str) -> int:
    """The rank of a size; one that the site does not have any more is larger than all that it has."""
    return policy.sizes.index(size) if size in policy.sizes else len(policy.sizes)
