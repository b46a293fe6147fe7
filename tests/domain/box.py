"""What is true of one compartment, whatever is believed of it."""

from dataclasses import dataclass, replace

from lockerd.domain.model.compartments import Place
from lockerd.domain.model.looks import has_contact
from lockerd.domain.model.readings import Door, DoorSensor, Item, ItemSensor, Latch, Reading, Sensor


@dataclass(slots=True)
class Box:
    """What is true of one compartment."""

    place: Place
    open: bool = False
    bolted: bool = True
    item: bool = False
    stuck: Door | None = None
    seen_by_sensor: bool = True
    """False: a thin letter (F33)."""
    answering: bool = True
    flapping: frozenset[Sensor] = frozenset()
    reachable: bool = True
    """False: the board of its lock is silent, and its sensors hang elsewhere."""

    def reading(self, sampled_ms: int) -> Reading:
        """What the sensors say of it."""
        reading = Reading(self.place.compartment, sampled_ms, reachable=self.reachable)
        if not self.answering:
            return reading
        if self.flapping:
            return replace(reading, flapping=self.flapping)
        if has_contact(self.place):
            reading = replace(reading, door=self.stuck or (Door.OPEN if self.open else Door.CLOSED))
        if self.place.door_sensor in {DoorSensor.HOOK, DoorSensor.BOTH}:
            reading = replace(reading, latch=Latch.LATCHED if self.bolted else Latch.UNLATCHED)
        if self.place.item_sensor is ItemSensor.FITTED:
            seen = self.item and self.seen_by_sensor
            reading = replace(reading, item=Item.PRESENT if seen else Item.ABSENT)
        return reading
