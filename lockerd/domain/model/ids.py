"""What names a thing here: every id of the domain."""

from typing import NamedTuple, NewType

CompartmentId = NewType("CompartmentId", str)
"""The number painted on the door, for example ``A07``."""

AttemptId = NewType("AttemptId", int)
"""Number of an attempt, counted up over the life of the site's database."""

OrderId = NewType("OrderId", str)
"""UUIDv7 chosen by central; a pseudonym, opaque here."""


class PartId(NamedTuple):
    """One part; sorts by the age of its order, then by number. In the store and on papers it is text: ``<order>/2``."""

    order: OrderId
    number: int
    """Which part of its order it is, from 1."""

    def __str__(self) -> str:
        return f"{self.order}/{self.number}"


VisitId = NewType("VisitId", str)
"""128 random bits as 32 hex digits: who does not know it cannot ask about the visit."""

GrantId = NewType("GrantId", str)
"""16 random bytes as 32 hex digits; the ``cti`` of the token."""

ReceiptId = NewType("ReceiptId", int)
"""Number of a receipt or a record, counted up over the life of the site's database."""


def part_named(text: str) -> PartId:
    """The part of that name. Raises ValueError where it is none."""
    order, _, number = text.rpartition("/")
    part = PartId(OrderId(order), int(number))
    if str(part) != text:
        raise ValueError(f"{text!r} names no part")
    return part
