"""Choosing a compartment for an order: proven empty first, within reach, the reserve left to those who need it."""

from collections.abc import Iterator
from dataclasses import replace

from lockerd.domain.cabinet import Compartment, Condition, ConditionStep, Leaf, OrderId
from lockerd.domain.draft import Draft
from lockerd.domain.facts import FactType
from lockerd.domain.orders import Order, OrderStep
from lockerd.domain.readings import CompartmentId


def reserve(draft: Draft, order: OrderId) -> CompartmentId | None:
    """Reserve the best compartment for an announced order; None if there is none now."""
    row = draft.state.orders[order]
    chosen = _choose(draft, row)
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
    """Give free compartments to the orders that wait, oldest first (UUIDv7 sorts by time)."""
    if not len(draft.state.waiting) or not any(True for _ in _usable(draft)):
        return
    for order in sorted(draft.state.waiting):
        reserve(draft, order)


def _usable(draft: Draft) -> Iterator[Compartment]:
    for row in draft.state.compartments.values():
        if (
            row.condition in {Condition.FREE, Condition.TO_CHECK}
            and row.order is None
            and row.attempt is None
            and draft.leaf(row.id) in {Leaf.SHUT, Leaf.UNSENSED}
        ):
            yield row


def _choose(draft: Draft, order: Order) -> Compartment | None:
    usable = list(_usable(draft))
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
