"""Orders: one hand-over an authority wants, from announcement to end."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lockerd.domain.model.ids import CompartmentId, OrderId


class Kind(StrEnum):
    """Who gives what to whom; the first release serves ``collection`` and refuses the others."""

    COLLECTION = "collection"
    HAND_IN = "hand_in"
    SWAP = "swap"


SUPPORTED_KINDS: Final = frozenset({Kind.COLLECTION})


class OrderState(StrEnum):
    """Where an order is in its life."""

    ANNOUNCED = "announced"
    RESERVED = "reserved"
    LOADING = "loading"
    READY = "ready"
    COLLECTING = "collecting"
    COLLECTED = "collected"
    EXPIRED = "expired"
    RECALLED = "recalled"
    RETRIEVAL = "retrieval"
    RETRIEVED = "retrieved"
    AWAITED = "awaited"
    HANDING_IN = "handing_in"
    HANDED_IN = "handed_in"
    ON_HOLD = "on_hold"
    CANCELLED = "cancelled"
    QUARANTINED = "quarantined"
    CLOSED = "closed"


class OrderStep(StrEnum):
    """What moves an order."""

    RESERVE = "reserve"
    RELEASE = "release"
    LOAD = "load"
    GIVE_BACK = "give_back"
    CONFIRM = "confirm"
    COLLECT = "collect"
    HAND_OVER = "hand_over"
    EXPIRE = "expire"
    EXTEND = "extend"
    RECALL = "recall"
    CANCEL = "cancel"
    HOLD = "hold"
    QUARANTINE = "quarantine"
    RETRIEVE = "retrieve"
    CLEAR = "clear"
    AWAIT = "await"
    ARRIVE = "arrive"
    HAND_IN = "hand_in"
    CLOSE = "close"


_CLEAR = {OrderStep.CLEAR: OrderState.RETRIEVED}
_HURT = {OrderStep.QUARANTINE: OrderState.QUARANTINED}

ORDER_MOVES: Final[Mapping[OrderState, Mapping[OrderStep, OrderState]]] = {
    OrderState.ANNOUNCED: {
        OrderStep.RESERVE: OrderState.RESERVED,
        OrderStep.LOAD: OrderState.LOADING,
        OrderStep.AWAIT: OrderState.AWAITED,
        OrderStep.HOLD: OrderState.ON_HOLD,
        OrderStep.CANCEL: OrderState.CANCELLED,
    },
    OrderState.RESERVED: {
        OrderStep.RELEASE: OrderState.ANNOUNCED,
        OrderStep.LOAD: OrderState.LOADING,
        OrderStep.HOLD: OrderState.ON_HOLD,
        OrderStep.CANCEL: OrderState.CANCELLED,
    },
    OrderState.LOADING: {
        OrderStep.CONFIRM: OrderState.READY,
        OrderStep.GIVE_BACK: OrderState.ANNOUNCED,
        OrderStep.RECALL: OrderState.RECALLED,
        **_HURT,
    },
    OrderState.READY: {
        OrderStep.COLLECT: OrderState.COLLECTING,
        OrderStep.EXPIRE: OrderState.EXPIRED,
        OrderStep.RECALL: OrderState.RECALLED,
        OrderStep.HOLD: OrderState.ON_HOLD,
        **_HURT,
        **_CLEAR,
    },
    OrderState.COLLECTING: {
        OrderStep.GIVE_BACK: OrderState.READY,
        OrderStep.HAND_OVER: OrderState.COLLECTED,
        **_HURT,
    },
    OrderState.COLLECTED: {OrderStep.CLOSE: OrderState.CLOSED, **_HURT},
    OrderState.EXPIRED: {
        OrderStep.EXTEND: OrderState.READY,
        OrderStep.RECALL: OrderState.RECALLED,
        OrderStep.RETRIEVE: OrderState.RETRIEVAL,
        **_HURT,
        **_CLEAR,
    },
    OrderState.RECALLED: {
        OrderStep.RETRIEVE: OrderState.RETRIEVAL,
        OrderStep.CLOSE: OrderState.CLOSED,
        **_HURT,
        **_CLEAR,
    },
    OrderState.RETRIEVAL: {
        OrderStep.GIVE_BACK: OrderState.RECALLED,
        OrderStep.RELEASE: OrderState.ANNOUNCED,
        **_HURT,
        **_CLEAR,
    },
    OrderState.RETRIEVED: {},
    OrderState.AWAITED: {OrderStep.ARRIVE: OrderState.HANDING_IN, OrderStep.CANCEL: OrderState.CANCELLED},
    OrderState.HANDING_IN: {
        OrderStep.HAND_IN: OrderState.HANDED_IN,
        OrderStep.GIVE_BACK: OrderState.AWAITED,
        **_HURT,
    },
    OrderState.HANDED_IN: {OrderStep.RETRIEVE: OrderState.RETRIEVAL, **_HURT, **_CLEAR},
    OrderState.ON_HOLD: {
        OrderStep.RELEASE: OrderState.ANNOUNCED,
        OrderStep.CONFIRM: OrderState.READY,
        OrderStep.CANCEL: OrderState.CANCELLED,
        OrderStep.RECALL: OrderState.RECALLED,
        **_HURT,
        **_CLEAR,
    },
    OrderState.CANCELLED: {},
    OrderState.QUARANTINED: {
        OrderStep.RECALL: OrderState.RECALLED,
        OrderStep.RELEASE: OrderState.ANNOUNCED,
        OrderStep.CLOSE: OrderState.CLOSED,
        **_CLEAR,
    },
    OrderState.CLOSED: {},
}

ENDED: Final = frozenset({OrderState.CLOSED, OrderState.RETRIEVED, OrderState.CANCELLED})
"""Collected, taken out by staff, or taken back before it was put in; erased when its retention is over."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What the person needs of a compartment; the reason is never stored."""

    size: str | None = None
    lowest_cm: int | None = None
    highest_cm: int | None = None
    slow_hands: bool = False

    @property
    def reach(self) -> bool:
        """Whether the height of the shelf matters."""
        return self.lowest_cm is not None or self.highest_cm is not None


@dataclass(frozen=True, slots=True)
class Order:
    """One hand-over; pseudonymous, nothing here names a person (design rule 12)."""

    id: OrderId
    authority: str
    kind: Kind
    document_class: str
    case_reference: str
    """The office's own opaque reference, a pseudonym; deleted when the order has ended and its retention is over."""
    item_count: int
    needs: Needs
    retention_ms: int
    """Served time for which the item waits once it is ready."""
    state: OrderState = OrderState.ANNOUNCED
    compartments: tuple[CompartmentId, ...] = ()
    cancel_wanted: bool = False
    """A cancellation that waits for an open attempt or a loading to end (design rule 1)."""
    cancel_reason: str = ""
    """Central's word for it, said in the event."""
    ended_powered_ms: int | None = None
    """Powered time at which the order was closed or cancelled; what names its case is erased some time after."""
