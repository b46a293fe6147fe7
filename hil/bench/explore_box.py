"""The physical truth of one compartment, kept apart from what the daemon believes of it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from lockerd.domain.cabinet import OrderId, Place, door_sensor_of, has_contact
from lockerd.domain.readings import CompartmentId, Door, DoorSensor, Item, ItemSensor, Latch, Reading

A01 = CompartmentId("A01")


class ItemKind(StrEnum):
    """What the item sensor makes of the item that is loaded."""

    WORKING = "working"
    THIN = "thin"
    """Fitted, but a thin letter is not seen (F33)."""
    NONE = "none"


class Stuck(StrEnum):
    """A door contact that does not move any more (F21, F22)."""

    NO = "no"
    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Fitting:
    """What is built into the compartment."""

    door: DoorSensor
    item: ItemKind

    @property
    def place(self) -> Place:
        """As the configuration knows it."""
        fitted = ItemSensor.NONE if self.item is ItemKind.NONE else ItemSensor.FITTED
        return Place(A01, row=1, column=1, size="A4", height_cm=100, door_sensor=self.door, item_sensor=fitted)


@dataclass(frozen=True, slots=True)
class Box:
    """Leaf, bolt, what lies inside and whose it is, and the health of the sensors."""

    open: bool = False
    bolted: bool = True
    items: frozenset[OrderId] = frozenset()
    stuck: Stuck = Stuck.NO
    flapping: bool = False
    """The door's contact moves all the time and is not believed (F30)."""
    answering: bool = True
    """False: the board is dead, nothing is known."""
    released_for: OrderId | None = None
    """Whose code freed the bolt, if a code did; None for every other way."""

    def reading(self, fitting: Fitting, sampled_ms: int) -> Reading:
        """What the sensors say."""
        if not self.answering:
            return Reading(A01, sampled_ms)
        if self.flapping:
            return Reading(A01, sampled_ms, flapping=frozenset({door_sensor_of(fitting.place)}))
        door, latch, item = Door.UNKNOWN, Latch.UNKNOWN, Item.UNKNOWN
        if has_contact(fitting.place):
            seen_open = self.stuck is Stuck.OPEN or (self.open and self.stuck is Stuck.NO)
            door = Door.OPEN if seen_open else Door.CLOSED
        if fitting.door in {DoorSensor.HOOK, DoorSensor.BOTH}:
            latch = Latch.LATCHED if self.bolted else Latch.UNLATCHED
        if fitting.item is ItemKind.WORKING:
            item = Item.PRESENT if self.items else Item.ABSENT
        elif fitting.item is ItemKind.THIN:
            item = Item.ABSENT
        return Reading(A01, sampled_ms, door=door, latch=latch, item=item)

    def pulse(self, released_for: OrderId | None) -> "Box":
        """The lock was fired and the bolt gave way."""
        return self if self.open else replace(self, bolted=False, released_for=released_for)

    def pull(self) -> "Box":
        """Somebody pulls the door."""
        return replace(self, open=True)

    def force(self) -> "Box":
        """Somebody breaks it open."""
        return replace(self, open=True, bolted=False, released_for=None)

    def shut(self) -> "Box":
        """Somebody pushes the door until the bolt catches."""
        return replace(self, open=False, bolted=True, released_for=None)
