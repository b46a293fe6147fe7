"""From a raw feedback bit to what a sensor says: polarity and meaning are wiring, not protocol."""

from typing import Literal

from lockerd.domain.readings import CompartmentId, Door, DoorSensor, Latch, Reading

Bit = Literal[0, 1]


def reading(
    compartment: CompartmentId, *, bit: bool, sampled_ms: int, sensor: DoorSensor, closed_bit: Bit = 1
) -> Reading:
    """What a feedback bit says about a compartment, where ``closed_bit`` is the bit of a shut door or a latched hook.

    A hook never says anything about the door leaf (design rule 2); without a sensor nothing is known.
    """
    shut = bit == bool(closed_bit)
    match sensor:
        case DoorSensor.CONTACT:
            return Reading(compartment, sampled_ms, door=Door.CLOSED if shut else Door.OPEN)
        case DoorSensor.HOOK:
            return Reading(compartment, sampled_ms, latch=Latch.LATCHED if shut else Latch.UNLATCHED)
        case DoorSensor.NONE:
            return Reading(compartment, sampled_ms)
