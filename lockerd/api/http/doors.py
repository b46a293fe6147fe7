"""What may be said of a door, to people and to programs."""

from typing import Literal

from lockerd.domain.model.compartments import Compartment
from lockerd.domain.model.readings import Door, DoorSensor, Latch, Reading

DoorWord = Literal["opened", "closed", "unlatched", "latched", "not_observed", "unknown"]
"""``opened`` and ``closed`` only from a door contact, ``(un)latched`` from a hook, ``not_observed`` without sensor."""


def door_word(compartment: Compartment | None, reading: Reading) -> DoorWord:
    """What may be said of a door: "opened" only where a contact said so (design rule 7); of none, nothing."""
    if compartment is None:
        return "not_observed"
    contact: dict[Door, DoorWord] = {Door.OPEN: "opened", Door.CLOSED: "closed", Door.UNKNOWN: "unknown"}
    match compartment.place.door_sensor:
        case DoorSensor.CONTACT:
            return contact[reading.door]
        case DoorSensor.HOOK:
            hook: dict[Latch, DoorWord] = {
                Latch.UNLATCHED: "unlatched",
                Latch.LATCHED: "latched",
                Latch.UNKNOWN: "unknown",
            }
            return hook[reading.latch]
        case DoorSensor.BOTH:
            unlatched = reading.door is Door.CLOSED and reading.latch is Latch.UNLATCHED
            return "unlatched" if unlatched else contact[reading.door]
        case DoorSensor.NONE:
            return "not_observed"
