"""What frames on a lock-board bus say, whatever the family; bits stay raw, wiring is applied elsewhere."""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Who sends a frame: we ask, a board replies."""

    REQUEST = "request"
    REPLY = "reply"


class Asked(StrEnum):
    """What a question is about."""

    FEEDBACK = "status"
    COILS = "coils"
    MODES = "modes"


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """Asks one board about all its channels."""

    address: int
    asked: Asked = Asked.FEEDBACK


@dataclass(frozen=True, slots=True)
class UnlockRequest:
    """Asks one board to fire one lock."""

    address: int
    channel: int


@dataclass(frozen=True, slots=True)
class StatusReply:
    """The feedback of all channels of one board; ``bits[0]`` is channel 1, true is a set bit, None is "cannot tell"."""

    address: int
    bits: tuple[bool | None, ...]
    items: tuple[bool, ...] = ()
    """The item sensors, true is "something lies there"; empty where the family has none."""


@dataclass(frozen=True, slots=True)
class CoilsReply:
    """Which outputs of one board are switched on just now."""

    address: int
    on: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class ModesReply:
    """What may switch each output of one board: 0 only a command, everything else an input as well."""

    address: int
    modes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UnlockReply:
    """The answer to one unlock; no proof that a door opened."""

    address: int
    channel: int
    bit: bool | None = None
    """The feedback bit sent along; None where the frame carries none."""
    ok: bool = True
    """False: the board says that it did not, or could not, do it."""


class ForeignKind(StrEnum):
    """Frames that exist in a vendor's protocol and that we never send (design rule 5)."""

    UNLOCK_ALL = "unlock_all"
    UNLOCK_MANY = "unlock_many"
    UNLOCK_LONG = "unlock_long"
    UNLOCK_MOTOR = "unlock_motor"
    HOLD_ON = "hold_on"
    HOLD_OFF = "hold_off"
    TOGGLE = "toggle"
    STATUS_ALL = "status_all"
    CHANNEL_STATUS = "channel_status"
    EVENT = "event"
    SETTING = "setting"
    VERSION = "version"
    LIGHT = "light"
    READ = "read"
    """Reads something that we have no use for."""
    REFUSED = "refused"
    """The board says that it cannot do what it was asked."""


@dataclass(frozen=True, slots=True)
class ForeignFrame:
    """A frame that is recognised but never sent: ``address`` is None for all boards, ``channels`` is empty for all."""

    kind: ForeignKind
    address: int | None
    channels: tuple[int, ...] = ()
    bit: bool | None = None
    """The feedback bit of the one channel named; None where the frame carries none."""


Request = StatusRequest | UnlockRequest | ForeignFrame
Answer = StatusReply | CoilsReply | ModesReply
Reply = Answer | UnlockReply | ForeignFrame
