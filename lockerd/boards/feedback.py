"""From a raw feedback bit to what a sensor says: polarity and meaning are wiring, not protocol."""

from typing import Literal

from lockerd.domain.readings import CompartmentId, Door, DoorSensor, Item, Latch, Reading

Bit = Literal[0, 1]


def reading(
    compartment: CompartmentId,
    *,
    bit: bool | None,
    sampled_ms: int,
    sensor: DoorSensor,
    closed_bit: Bit = 1,
    item_bit: bool | None = None,
) -> Reading:
    """What raw bits say about a compartment, where ``closed_bit`` is the bit of a shut door or a latched hook.

    A hook never says anything about the door leaf (design rule 2); without a sensor, or a bit, nothing is known. A set
    item bit is an item.
    """
    item = Item.UNKNOWN if item_bit is None else Item.PRESENT if item_bit else Item.ABSENT
    shut = bit == bool(closed_bit)
    if bit is None:
        return Reading(compartment, sampled_ms, item=item)
    match sensor:
        case DoorSensor.CONTACT:
            return Reading(compartment, sampled_ms, door=Door.CLOSED if shut else Door.OPEN, item=item)
        case DoorSensor.HOOK:
            return Reading(compartment, sampled_ms, latch=Latch.LATCHED if shut else Latch.UNLATCHED, item=item)
        case DoorSensor.NONE:
            return Reading(compartment, sampled_ms, item=item)
