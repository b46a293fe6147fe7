"""The terms of an order, as its office may still change them: what it asks for, and how long it waits."""

from dataclasses import dataclass
from typing import Final

from lockerd.domain.model.codes import FreshCode
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.parts import Needs
from lockerd.domain.model.reasons import Worded
from lockerd.domain.model.state import HOUR_MS

RETENTION_MAX_H: Final = 2160
"""Hours for which something waits at the very most, counted from when that was asked for."""


class Term(Worded):
    """What of an order its office may change (`order.change`), and until when. Its authority, its kind, how many
    parts it has and their checklists never change: that is another order."""

    CASE_REFERENCE = "case_reference", "until the order has ended; events that are sent again carry the new one"
    DOCUMENT_CLASS = (
        "document_class",
        "until something of the order was put in, or somebody stands there with it; a code that is out asks for more",
    )
    ITEM_COUNT = "item_count", "of a part, until it was put in, or somebody stands there with it"
    NEEDS = "needs", "like `item_count`; a door reserved for it that fits no more is given up"
    NO_DELEGATE = "no_delegate", "`true` until all is handed over; `false` until something is put in or there is a code"
    RETENTION_H = "retention_h", "until there is a code; from then on `order.extend` makes it longer"


@dataclass(frozen=True, slots=True)
class Longer:
    """How much longer a code shall be good; it is never less than before."""

    by_ms: int = 0
    at_least_ms: int = 0

    def than(self, left_ms: int, most_ms: int | None) -> int:
        """What is left then, of so much; ``most_ms``: its class allows no more, None: as long as anything may."""
        asked_ms = max(left_ms + self.by_ms, self.at_least_ms)
        return max(left_ms, min(asked_ms, RETENTION_MAX_H * HOUR_MS if most_ms is None else most_ms))


@dataclass(frozen=True, slots=True)
class Extend:
    """One order waits longer (``order.extend``), also one that has expired."""

    authority: str
    order: OrderId
    longer: Longer


@dataclass(frozen=True, slots=True)
class ExtendAll:
    """All of an office whose code is good wait longer (``order.extend`` with ``orders``)."""

    authority: str
    longer: Longer


@dataclass(frozen=True, slots=True)
class ChangeOrder:
    """What is asked for is another thing (``order.change``); None: that stays as it is."""

    authority: str
    order: OrderId
    part: int | None = None
    """Whose needs, or number of things, they are; of an order of one part it need not be said."""
    case_reference: str | None = None
    document_class: str | None = None
    retention_ms: int | None = None
    needs: Needs | None = None
    item_count: int | None = None
    no_delegate: bool | None = None
    code: FreshCode | None = None
    """Made for another class, in case the code that is out cannot ask for what that asks; else thrown away."""
