"""The things of the physical world and what can happen to them."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class Door(StrEnum):
    """The door leaf as it really is."""

    OPEN = "open"
    CLOSED = "closed"


class Latch(StrEnum):
    """The hook or bolt as it really is."""

    LATCHED = "latched"
    UNLATCHED = "unlatched"


class Lock(StrEnum):
    """How a lock lets go: a rotary hook stays released until pushed shut, a bolt only while it is pulled."""

    HOOK = "hook"
    BOLT = "bolt"


class Feedback(StrEnum):
    """What the feedback switch is mounted on."""

    CONTACT = "contact"
    HOOK = "hook"
    NONE = "none"


class Hung(StrEnum):
    """What may hang on an input of its own, wherever that is."""

    LEAF = "leaf"
    ITEM = "item"


class ItemSensor(StrEnum):
    """Whether something can notice an item; a thin letter escapes it (F33)."""

    FITTED = "fitted"
    NONE = "none"


class Happening(StrEnum):
    """Kinds of world events."""

    DOOR_OPENED = "door_opened"
    DOOR_CLOSED = "door_closed"
    LATCH_RELEASED = "latch_released"
    LATCH_ENGAGED = "latch_engaged"
    COIL_ON = "coil_on"
    COIL_OFF = "coil_off"
    ITEM_IN = "item_in"
    ITEM_OUT = "item_out"
    JAMMED = "jammed"
    UNJAMMED = "unjammed"
    SENSOR_STUCK = "sensor_stuck"
    SENSOR_FREED = "sensor_freed"
    OPEN_ALL = "open_all"  # a board obeyed a frame that opens many: must never be seen (design rule 5)
    MISLED = "misled"  # a board is told to fire a lock by nobody who may: a stranger, flipped bits
    BOARD_DOWN = "board_down"
    BOARD_UP = "board_up"
    CABINET = "cabinet"  # somebody opened it, turned the service key, or the mains went
    FAULT_SET = "fault_set"
    FAULT_CLEARED = "fault_cleared"


class Cause(StrEnum):
    """Who or what brought an event about."""

    COIL = "coil"
    SPRING = "spring"
    HAND = "hand"
    FORCE = "force"
    BOARD = "board"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class WorldEvent:
    """One change of the physical truth; numbers start at 1 and have no gap, ``at_ms`` is monotonic."""

    number: int
    at_ms: float
    kind: Happening
    cause: Cause
    compartment: str | None = None
    detail: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class ChannelRef(NamedTuple):
    """One pair of terminals on one board; channels count from 1 as painted on the board."""

    bus: str
    address: int
    channel: int

    def __str__(self) -> str:
        return f"{self.bus}/{self.address}/{self.channel}"
