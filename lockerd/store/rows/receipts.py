"""The rows of receipts and records."""

from typing import Final

from lockerd.domain.model.directions import Direction
from lockerd.domain.model.ids import CompartmentId, ReceiptId, part_named
from lockerd.domain.model.outages import Outage
from lockerd.domain.model.readings import DoorSensor, Item
from lockerd.domain.model.receipts import Grade, Paper, Receipt
from lockerd.store.rows.table import Table, Values


def receipt_from(values: Values) -> Receipt:
    """Read a row of RECEIPTS."""
    receipt, paper, part, authority, compartment, grade, door, item, lo_s, hi_s, outage, reason, *rest = values
    direction, written_ms, walk_in = rest
    return Receipt(
        id=ReceiptId(receipt),
        paper=Paper(paper),
        part=part_named(part),
        direction=Direction(direction),
        authority=authority,
        compartment=None if compartment is None else CompartmentId(compartment),
        grade=None if grade is None else Grade(grade),
        door=DoorSensor(door),
        item=Item(item),
        lo_s=lo_s,
        hi_s=hi_s,
        outage=Outage(outage),
        written_ms=written_ms,
        reason=reason,
        walk_in=bool(walk_in),
    )


def _values(receipt: Receipt) -> Values:
    return (
        receipt.id,
        receipt.paper,
        str(receipt.part),
        receipt.authority,
        receipt.compartment,
        receipt.grade,
        receipt.door,
        receipt.item,
        receipt.lo_s,
        receipt.hi_s,
        receipt.outage,
        receipt.reason,
        receipt.direction,
        receipt.written_ms,
        receipt.walk_in,
    )


# fmt: off
RECEIPTS: Final[Table[Receipt]] = Table(
    "receipts",
    ("id", "paper", "part", "authority", "compartment", "grade", "door", "item", "lo_s", "hi_s", "outage", "reason",
     "direction", "written_ms", "walk_in"),
    _values,
)
# fmt: on
