"""What central asks of an order that it keeps back."""

from dataclasses import dataclass

from lockerd.domain.model.ids import OrderId


@dataclass(frozen=True, slots=True)
class PutOnHold:
    """Central keeps an order back (``order.hold``)."""

    order: OrderId
    reason: str


@dataclass(frozen=True, slots=True)
class EndHold:
    """Central gives it free again (``order.release``)."""

    order: OrderId
