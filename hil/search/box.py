"""The physical truth of one compartment, kept apart from what the daemon believes of it."""

from enum import StrEnum
from functools import cache
from typing import Final, NamedTuple

from lockerd.domain.model.compartments import Place
from lockerd.domain.model.ids import CompartmentId, PartId
from lockerd.domain.model.readings import Door, DoorSensor, Item, ItemSensor, Latch, Reading, Sensor

DOORS: Final = (CompartmentId("A01"), CompartmentId("A02"))
"""The wall, as far as a search has one; one door is enough for most."""
A01: Final = DOORS[0]
THIN: Final = " thin"
"""What the name of a thing ends in that no item sensor sees."""


class ItemKind(StrEnum):
    """What the item sensor makes of the item that is loaded."""

    WORKING = "working"
    THIN = "thin"
    """Fitted, but a thin letter is not seen (F33)."""
    NONE = "none"
    FLAKY = "flaky"
    """It says anything at any time."""


KEPT_BY: Final = (ItemKind.WORKING, ItemKind.THIN, ItemKind.NONE)
"""What watches over documents that staff have put in."""


class Stuck(StrEnum):
    """A door contact that does not move any more (F21, F22)."""

    NO = "no"
    CLOSED = "closed"
    OPEN = "open"


class Fitting(NamedTuple):
    """What is built into the compartment."""

    door: DoorSensor
    item: ItemKind

    @property
    def contact(self) -> bool:
        """Whether a contact on the leaf is fitted."""
        return self.door in {DoorSensor.CONTACT, DoorSensor.BOTH}

    def at(self, compartment: CompartmentId) -> Place:
        """As the configuration knows it."""
        fitted = ItemSensor.NONE if self.item is ItemKind.NONE else ItemSensor.FITTED
        return Place(
            compartment,
            row=1,
            column=int(compartment[1:]),
            size="A4",
            height_cm=95 + 5 * int(compartment[1:]),
            door_sensor=self.door,
            item_sensor=fitted,
        )


class Box(NamedTuple):
    """Leaf, bolt, what lies inside and whose it is, and the health of the sensors."""

    open: bool = False
    bolted: bool = True
    items: frozenset[str] = frozenset()
    """By the names of their orders, or of their parts."""
    stuck: Stuck = Stuck.NO
    flapping: bool = False
    """The door's contact moves all the time and is not believed (F30)."""
    answering: bool = True
    """False: the board is dead, nothing is known."""
    released_for: str | PartId | None = None
    """For what a code freed the bolt, if one did; None for every other way."""
    pulsed: bool = False
    """A pulse freed the bolt, and nobody has shut the door since."""
    item_stuck: Item | None = None
    """What the item sensor says whatever lies inside (F33)."""

    def pulse(self, released_for: str | PartId | None) -> "Box":
        """The lock was fired and the bolt gave way; a hook that was pushed home at an open door lets go again."""
        if self.open:
            return self._replace(bolted=False)
        return self._replace(bolted=False, released_for=released_for, pulsed=True)

    def pull(self) -> "Box":
        """Somebody pulls the door."""
        return self._replace(open=True)

    def force(self) -> "Box":
        """Somebody breaks it open."""
        return self._replace(open=True, bolted=False, released_for=None, pulsed=False)

    def shut(self) -> "Box":
        """Somebody pushes the door until the bolt catches."""
        return self._replace(open=False, bolted=True, released_for=None, pulsed=False)


@cache
def sensed(fitting: Fitting, box: Box, compartment: CompartmentId = A01) -> Reading:
    """What the sensors say, at no particular time."""
    if not box.answering:
        return Reading(compartment, 0)
    if box.flapping:
        return Reading(compartment, 0, flapping=frozenset({Sensor.DOOR if fitting.contact else Sensor.LATCH}))
    door, latch, item = Door.UNKNOWN, Latch.UNKNOWN, Item.UNKNOWN
    if fitting.contact:
        seen_open = box.stuck is Stuck.OPEN or (box.open and box.stuck is Stuck.NO)
        door = Door.OPEN if seen_open else Door.CLOSED
    if fitting.door in {DoorSensor.HOOK, DoorSensor.BOTH}:
        latch = Latch.LATCHED if box.bolted else Latch.UNLATCHED
    match fitting.item:
        case ItemKind.WORKING | ItemKind.FLAKY:
            lies = any(not name.endswith(THIN) for name in box.items)
            item = box.item_stuck or (Item.PRESENT if lies else Item.ABSENT)
        case ItemKind.THIN:
            item = Item.ABSENT
        case ItemKind.NONE:
            pass
    return Reading(compartment, 0, door=door, latch=latch, item=item)
