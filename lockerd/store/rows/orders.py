"""The rows of orders and of their parts."""

import json
from typing import Final

from lockerd.domain.model.directions import Direction
from lockerd.domain.model.ids import CompartmentId, OrderId, ReceiptId, part_named
from lockerd.domain.model.orders import Hold, Kind, Order
from lockerd.domain.model.outages import Outage
from lockerd.domain.model.parts import Needs, Part, PartState, RightState
from lockerd.domain.model.readings import Item
from lockerd.store.rows.table import Table, Values, to_json


def order_from(values: Values) -> Order:
    """Read a row of ORDERS."""
    (order, authority, kind, document_class, case_reference, parts, retention_ms, *wishes, ended_powered_ms) = values
    cancel_wanted, cancel_reason, hold, hold_reason, walk_in, no_delegate, on_demand, asked_ms, asked_lo_s = wishes
    return Order(
        id=OrderId(order),
        authority=authority,
        kind=Kind(kind),
        document_class=document_class,
        case_reference=case_reference,
        parts=parts,
        retention_ms=retention_ms,
        cancel_wanted=bool(cancel_wanted),
        cancel_reason=cancel_reason,
        hold=Hold(hold),
        hold_reason=hold_reason,
        walk_in=bool(walk_in),
        no_delegate=bool(no_delegate),
        on_demand=bool(on_demand),
        asked_ms=asked_ms,
        asked_lo_s=asked_lo_s,
        ended_powered_ms=ended_powered_ms,
    )


def part_from(values: Values) -> Part:
    """Read a row of PARTS."""
    (part, _, _, direction, authority, size, lowest_cm, highest_cm, slow_hands, item_count, state, *rest) = values
    (compartment, right, attempts, openings, grace_left_ms, item_before, *brought) = rest
    (pulsed, began_lo_s, shut_lo_s, outage, receipt, absent_seen, checklist, missing, session, disputed) = brought
    return Part(
        id=part_named(part),
        direction=Direction(direction),
        authority=authority,
        needs=Needs(size=size, lowest_cm=lowest_cm, highest_cm=highest_cm, slow_hands=bool(slow_hands)),
        item_count=item_count,
        state=PartState(state),
        compartment=None if compartment is None else CompartmentId(compartment),
        right=RightState(right),
        attempts=attempts,
        openings=openings,
        grace_left_ms=grace_left_ms,
        before=Item(item_before),
        pulsed=bool(pulsed),
        began_lo_s=began_lo_s,
        shut_lo_s=shut_lo_s,
        outage=Outage(outage),
        receipt=None if receipt is None else ReceiptId(receipt),
        absent_seen=bool(absent_seen),
        checklist=tuple(json.loads(checklist)),
        missing=None if missing is None else tuple(json.loads(missing)),
        session=session,
        disputed=bool(disputed),
    )


def _order_values(order: Order) -> Values:
    return (
        order.id,
        order.authority,
        order.kind,
        order.document_class,
        order.case_reference,
        order.parts,
        order.retention_ms,
        order.cancel_wanted,
        order.cancel_reason,
        order.hold,
        order.hold_reason,
        order.walk_in,
        order.no_delegate,
        order.on_demand,
        order.asked_ms,
        order.asked_lo_s,
        order.ended_powered_ms,
    )


def _part_values(part: Part) -> Values:
    needs = part.needs
    return (
        str(part.id),
        part.id.order,
        part.id.number,
        part.direction,
        part.authority,
        needs.size,
        needs.lowest_cm,
        needs.highest_cm,
        needs.slow_hands,
        part.item_count,
        part.state,
        part.compartment,
        part.right,
        part.attempts,
        part.openings,
        part.grace_left_ms,
        part.before,
        part.pulsed,
        part.began_lo_s,
        part.shut_lo_s,
        part.outage,
        part.receipt,
        part.absent_seen,
        to_json(part.checklist),
        None if part.missing is None else to_json(part.missing),
        part.session,
        part.disputed,
    )


# fmt: off
ORDERS: Final[Table[Order]] = Table(
    "orders",
    ("id", "authority", "kind", "document_class", "case_reference", "parts", "retention_ms", "cancel_wanted",
     "cancel_reason", "hold", "hold_reason", "walk_in", "no_delegate", "on_demand", "asked_ms",
     "asked_lo_s", "ended_powered_ms"),
    _order_values,
)
PARTS: Final[Table[Part]] = Table(
    "parts",
    ("id", "order_id", "number", "direction", "authority", "size", "lowest_cm", "highest_cm", "slow_hands",
     "item_count", "state", "compartment", "right_state", "attempts", "openings", "grace_left_ms", "item_before",
     "pulsed", "began_lo_s", "shut_lo_s", "outage", "receipt", "absent_seen",
     "checklist", "missing", "session", "disputed"),
    _part_values,
)
# fmt: on
