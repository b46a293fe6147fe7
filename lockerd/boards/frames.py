"""What frames on a lock-board bus say, whatever the family; bits stay raw, wiring is applied elsewhere."""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Who sends a frame: we ask, a board replies."""

    REQUEST = "request"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """Asks one board for the feedback of all its channels."""

    address: int


@dataclass(frozen=True, slots=True)
class UnlockRequest:
    """Asks one board to fire one lock."""

    address: int
    channel: int


@dataclass(frozen=True, slots=True)
class StatusReply:
    """The feedback bits of all channels of one board; ``bits[0]`` is channel 1, true is a set bit."""

    address: int
    bits: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class UnlockReply:
    """The feedback bit of one channel after its pulse; no proof that a door opened."""

    address: int
    channel: int
    bit: bool


class ForeignKind(StrEnum):
    """Frames that exist in a vendor's protocol and that we never send (design rule 5)."""

    UNLOCK_ALL = "unlock_all"
    UNLOCK_MANY = "unlock_many"
    UNLOCK_LONG = "unlock_long"
    HOLD_ON = "hold_on"
    HOLD_OFF = "hold_off"
    STATUS_ALL = "status_all"
    CHANNEL_STATUS = "channel_status"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class ForeignFrame:
    """A frame that is recognised but never sent: ``address`` is None for all boards, ``channels`` is empty for all."""

    kind: ForeignKind
    address: int | None
    channels: tuple[int, ...] = ()
    bit: bool | None = None
    """The feedback bit of the one channel named; None where the frame carries none."""


Request = StatusRequest | UnlockRequest | ForeignFrame
Reply = StatusReply | UnlockReply | ForeignFrame
