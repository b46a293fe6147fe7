"""Choosing a compartment for an order: proven empty first, within reach, the reserve left to those who need it."""

from dataclasses import replace

from lockerd.domain.cabinet import Compartment, Condition, ConditionStep, Leaf, OrderId
from lockerd.domain.draft import Draft
from lockerd.domain.facts import FactType
from lockerd.domain.orders import Needs, Order, OrderStep
from lockerd.domain.readings import CompartmentId


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
    hopeless: set[Needs] = set()
    for order in sorted(waiting if freed else draft.began_to_wait):
        needs = draft.state.orders[order].needs
        if order in waiting and needs not in hopeless and reserve(draft, order) is None:
            hopeless.add(needs)


def _usable(draft: Draft, row: Compartment) -> bool:
    return (
        row.condition in {Condition.FREE, Condition.TO_CHECK}
        and row.order is None
        and row.attempt is None
        and draft.openable(row.id) in {Leaf.SHUT, Leaf.UNSENSED}
    )


def choose(draft: Draft, order: Order) -> Compartment | None:
    """The best compartment for an order among those that nobody has; None if none fits."""
    usable = [row for row in draft.state.compartments.values() if _usable(draft, row)]
    reachable = [row for row in usable if _reachable(draft, row)]
    fitting = [row for row in usable if _fits(draft, order, row)]
    if not order.needs.reach and len(reachable) <= draft.policy.reach_reserved:
        fitting = [row for row in fitting if not _reachable(draft, row)]

    def rank(row: Compartment) -> tuple[int, int, int, str]:
        spare_reach = _reachable(draft, row) and not order.needs.reach
        return (spare_reach, row.condition is not Condition.FREE, _size(draft, row.place.size), row.id)

    return min(fitting, key=rank, default=None)


def _fits(draft: Draft, order: Order, row: Compartment) -> bool:
    needs, place = order.needs, row.place
    return (
        (needs.size is None or _size(draft, place.size) >= _size(draft, needs.size))
        and (needs.lowest_cm is None or place.height_cm >= needs.lowest_cm)
        and (needs.highest_cm is None or place.height_cm <= needs.highest_cm)
    )


def _reachable(draft: Draft, row: Compartment) -> bool:
    return draft.policy.reach_low_cm <= row.place.height_cm <= draft.policy.reach_high_cm


def _size(draft: Draft, size: str) -> int:
    return draft.policy.sizes.index(size)
