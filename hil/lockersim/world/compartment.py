"""One door and the space behind it: what is true of it, and what its sensors say."""

from dataclasses import dataclass, field
from typing import Any

from lockersim.world.model import ChannelRef, Door, Feedback, Hung, ItemSensor, Latch, Lock


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
        return bool(self.items) and any(not item.thin for item in self.items)
