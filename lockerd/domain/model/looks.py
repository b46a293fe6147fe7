"""How a door looks now, and in which words that may be said (design rule 7)."""

from lockerd.domain.model.compartments import Leaf, door_sensor_of, leaf
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import DoorSensor, Sensor, opening_word
from lockerd.domain.model.state import State


def looks(state: State, compartment: CompartmentId) -> Leaf:
    """The door as far as its sensor can tell now."""
    return leaf(state.compartments[compartment].place, state.reading(compartment))


def spoke(state: State, compartment: CompartmentId) -> str:
    """Which input said how the door stands: of one that is only not latched, the switch in its lock."""
    place = state.compartments[compartment].place
    unlatched = looks(state, compartment) is Leaf.UNLATCHED
    return place.inputs.of(Sensor.LATCH if unlatched else door_sensor_of(place))


def not_shut_word(state: State, compartment: CompartmentId) -> str:
    """What may be said of a door that is not shut: of one that is only not latched, not that it is open."""
    if looks(state, compartment) is Leaf.UNLATCHED:
        return opening_word(DoorSensor.HOOK)
    return opening_word(state.compartments[compartment].place.door_sensor)
