"""How a door looks now, and in which words that may be said (design rule 7)."""

from typing import Final

from lockerd.domain.model.compartments import Leaf, Place
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Door, DoorSensor, Latch, Reading, Sensor
from lockerd.domain.model.state import State

BY_CONTACT: Final = {Door.OPEN: Leaf.OPEN, Door.CLOSED: Leaf.SHUT, Door.UNKNOWN: Leaf.UNKNOWN}
BY_HOOK: Final = {Latch.UNLATCHED: Leaf.OPEN, Latch.LATCHED: Leaf.SHUT, Latch.UNKNOWN: Leaf.UNKNOWN}
BY_BOTH: Final = BY_HOOK | {Latch.UNLATCHED: Leaf.UNLATCHED}
"""By the switch in the lock of a leaf that its contact says is closed."""


def reading_of(state: State, compartment: CompartmentId) -> Reading:
    """The newest reading, or one that says ``unknown`` for everything."""
    return state.readings.get(compartment) or Reading(compartment=compartment, sampled_ms=0)


def looks(state: State, compartment: CompartmentId) -> Leaf:
    """The door as far as its sensor can tell now."""
    return leaf(state.compartments[compartment].place, reading_of(state, compartment))


def openable(state: State, compartment: CompartmentId) -> Leaf:
    """The same for whoever wants to open it: unknown while its lock cannot be reached, whatever its sensors say."""
    return looks(state, compartment) if reading_of(state, compartment).reachable else Leaf.UNKNOWN


def spoke(state: State, compartment: CompartmentId) -> str:
    """Which input said how the door stands: of one that is only not latched, the switch in its lock."""
    place = state.compartments[compartment].place
    if has_contact(place) and looks(state, compartment) is not Leaf.UNLATCHED:
        return place.inputs.door
    return place.inputs.latch


def not_shut_word(state: State, compartment: CompartmentId) -> str:
    """What may be said of a door that is not shut: of one that is only not latched, not that it is open."""
    if looks(state, compartment) is Leaf.UNLATCHED:
        return opening_word(DoorSensor.HOOK)
    return opening_word(state.compartments[compartment].place.door_sensor)


def leaf(place: Place, reading: Reading) -> Leaf:
    """What the fitted sensor says about the door; only a contact may be quoted as "opened" (design rule 7)."""
    match place.door_sensor:
        case DoorSensor.CONTACT:
            return BY_CONTACT[reading.door]
        case DoorSensor.HOOK:
            return BY_HOOK[reading.latch]
        case DoorSensor.BOTH:
            return BY_BOTH[reading.latch] if reading.door is Door.CLOSED else BY_CONTACT[reading.door]
        case DoorSensor.NONE:
            return Leaf.UNSENSED


def has_contact(place: Place) -> bool:
    """Whether a contact on the leaf is fitted: only that proves an opening or a closing (design rule 7)."""
    return place.door_sensor in {DoorSensor.CONTACT, DoorSensor.BOTH}


def door_sensor_of(place: Place) -> Sensor:
    """The sensor by which this door is seen to open."""
    return Sensor.DOOR if has_contact(place) else Sensor.LATCH


def opening_word(sensor: DoorSensor) -> str:
    """What may be said of an opening (design rule 7)."""
    return {
        DoorSensor.CONTACT: "opened",
        DoorSensor.BOTH: "opened",
        DoorSensor.HOOK: "unlatched",
        DoorSensor.NONE: "not_observed",
    }[sensor]


def closing_word(sensor: DoorSensor) -> str:
    """What may be said of a closing."""
    return {
        DoorSensor.CONTACT: "closed",
        DoorSensor.BOTH: "closed",
        DoorSensor.HOOK: "latched",
        DoorSensor.NONE: "not_observed",
    }[sensor]
