"""Which sentences stand on a receipt or a record."""

from typing import Final

from lockerd.domain.model.directions import Direction
from lockerd.domain.model.outages import Outage
from lockerd.domain.model.receipts import Grade, Paper, Receipt
from lockerd.domain.model.refusals import Refusal

ON_RECORDS: Final = frozenset(
    {
        "not_opened",
        "nothing_put_in",
        "exchange_unclear",
        "wrong_item",
        "nothing_inside",
        Refusal.DOOR_STUCK,
        Refusal.ITEM_NOT_SEEN,
        Refusal.OUT_OF_SERVICE,
    }
)
"""Why nothing passed to the office, as far as a record has a sentence of its own for it."""


def paper_ids(receipt: Receipt) -> tuple[str, ...]:
    """The lines of a receipt or a record: which paper, where, when, by which evidence, and what it does not say."""
    paper = f"paper.{receipt.paper}"
    record = receipt.paper is Paper.RECORD
    out = ".out" if receipt.direction is Direction.OUT and not record else ""
    first = (f"{paper}{out}", *(() if receipt.compartment is None else ("paper.where",)))
    brought = ".walk_in" if record and receipt.walk_in else ""
    when = f"{paper}{out}{brought}.{'since' if receipt.hi_s is None else 'between'}"
    door = f"paper.door.{receipt.door}"
    outage = () if receipt.outage is Outage.NONE else (f"paper.outage.{receipt.outage}",)
    if record:
        no = "paper.record.no_receipt.out" if receipt.direction is Direction.OUT else "paper.record.no_receipt"
        return (*first, when, record_id(receipt.reason), door, *outage, no)
    told = receipt.grade in {Grade.CLAIM, Grade.OPENED}
    seen = (f"paper.item.{receipt.item}",) if told else ()
    two = ".exchange" if receipt.direction is Direction.BOTH else ""
    grade = f"paper{out}.grade.{receipt.grade}{two}"
    return (*first, when, grade, *seen, door, *outage, f"paper.receipt{out}.contents")


def record_id(reason: str) -> str:
    """The sentence for what went wrong, as far as it is known that it was this and nothing else."""
    return f"paper.reason.{reason if reason in ON_RECORDS else 'other'}"
