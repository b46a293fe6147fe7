"""The things of the physical world and what can happen to them."""

from dataclasses import asdict, dataclass, field
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


@dataclass(slots=True)
class CoilPulse:
    """One interval in which an output was energised; ``compartment`` is None where nothing is wired to it."""

    channel: ChannelRef
    compartment: str | None
    power_group: str
    start_ms: float
    end_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """Something that lies in a compartment; a thin one is missed by item sensors."""

    name: str
    thin: bool = False


@dataclass(slots=True)
class Compartment:
    """One door and the space behind it. The second group of fields changes; only the world changes it."""

    id: str
    row: int
    column: int
    size: str
    height_cm: int
    lock: Lock
    feedback: Feedback
    item_sensor: ItemSensor = ItemSensor.NONE
    spring: bool = True
    leaf_contact: bool = False
    """A contact on the leaf hangs on the input for an item sensor, beside a switch in the lock."""
    elsewhere: frozenset[Hung] = frozenset()
    """Its sensors that hang on other inputs than those of its lock's channel."""

    door: Door = Door.CLOSED
    latch: Latch = Latch.LATCHED
    items: list[Item] = field(default_factory=list)
    jammed: bool = False
    wedged: bool = False
    dead_coil: bool = False
    misses: int = 0
    """So many more times the latch misses its catch."""
    stuck: Door | None = None
    magnet: bool = False
    inverted: bool = False
    """The door's contact just says the opposite of the truth."""
    item_stuck: bool | None = None
    """What the item sensor says whatever lies there; None: the truth."""
    pulling: set[ChannelRef] = field(default_factory=set)

    def as_json(self) -> dict[str, Any]:
        """Return what a person in front of the wall sees, and what the sensors say, for a page."""
        return {
            "id": self.id,
            "row": self.row,
            "column": self.column,
            "size": self.size,
            "height_cm": self.height_cm,
            "door": self.door,
            "latch": self.latch,
            "items": [item.name for item in self.items],
            "jammed": self.jammed,
            "wedged": self.wedged,
            "dead_coil": self.dead_coil,
            "stuck": self.stuck,
            "magnet": self.magnet,
            "item_stuck": self.item_stuck,
            "energised": bool(self.pulling),
            "feedback": self.feedback,
            "feedback_closed": self.feedback_closed(),
            "item_seen": self.item_seen(),
        }

    def feedback_closed(self) -> bool | None:
        """Tell whether the feedback switch is in its closed (latched) position; None where none is fitted."""
        if self.feedback is Feedback.NONE or (self.feedback is Feedback.CONTACT and Hung.LEAF in self.elsewhere):
            return None
        if self.stuck is not None:
            return self.stuck is Door.CLOSED
        if self.feedback is Feedback.CONTACT:
            return self._reed_closed()
        latched = self.latch is Latch.LATCHED
        return latched if self.has_contact else latched is not self.inverted

    def second_input(self) -> bool | None:
        """Tell what hangs beside the feedback: whether the leaf is shut or an item is noticed; None for nothing."""
        if self.leaf_contact:
            return self._reed_closed()
        return None if Hung.ITEM in self.elsewhere else self.item_seen()

    def closes(self, hung: Hung) -> bool | None:
        """Tell whether what hangs elsewhere closes its input: a shut leaf, an item that is noticed."""
        match hung:
            case Hung.LEAF if self.stuck is not None and self.feedback is not Feedback.HOOK:
                return self.stuck is Door.CLOSED
            case Hung.LEAF:
                return self._reed_closed()
            case Hung.ITEM:
                return self.item_seen()

    @property
    def has_contact(self) -> bool:
        """Whether a reed contact sits on the leaf."""
        return self.leaf_contact or self.feedback is Feedback.CONTACT or Hung.LEAF in self.elsewhere

    def _reed_closed(self) -> bool:
        return (self.magnet or self.door is Door.CLOSED) is not self.inverted

    def item_seen(self) -> bool | None:
        """Tell whether the item sensor notices an item; None where none is fitted."""
        if self.item_sensor is ItemSensor.NONE:
            return None
        if self.item_stuck is not None:
            return self.item_stuck
        return any(not item.thin for item in self.items)
