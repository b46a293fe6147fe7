"""What names a thing here: every id of the domain."""

from typing import NewType

CompartmentId = NewType("CompartmentId", str)
"""The number painted on the door, for example ``A07``."""

AttemptId = NewType("AttemptId", int)
"""Number of an attempt, counted up over the life of the site's database."""

OrderId = NewType("OrderId", str)
"""UUIDv7 chosen by central; a pseudonym, opaque here."""

PartId = NewType("PartId", str)
"""The order and the part's number in it, from 1: ``<order>/2``; sorts by the age of the order, then by number."""

VisitId = NewType("VisitId", str)
"""128 random bits as 32 hex digits: who does not know it cannot ask about the visit."""

GrantId = NewType("GrantId", str)
"""16 random bytes as 32 hex digits; the ``cti`` of the token."""


ReceiptId = NewType("ReceiptId", int)
"""Number of a receipt or a record, counted up over the life of the site's database."""


def part_id(order: OrderId, number: int) -> PartId:
    """The name of one part."""
    return PartId(f"{order}/{number}")


def order_of(part: PartId) -> OrderId:
    """The order that a part belongs to."""
    return OrderId(part.rpartition("/")[0])


def number_of(part: PartId) -> int:
    """Which part of its order it is, from 1."""
    return int(part.rpartition("/")[2])
