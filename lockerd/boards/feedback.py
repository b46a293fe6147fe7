"""From raw input bits to what sensors say: polarity and meaning are wiring, not protocol."""

from typing import Literal

from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Door, DoorSensor, Item, Latch, Reading, Sensor

Bit = Literal[0, 1]


def reading(
    compartment: CompartmentId,
    *,
    bit: bool | None,
    sampled_ms: int,
    sensor: DoorSensor,
    closed_bit: Bit = 1,
    item_bit: bool | None = None,
    leaf_bit: bool | None = None,
    leaf_closed_bit: Bit = 1,
    flapping: frozenset[Sensor] = frozenset(),
) -> Reading:
    """What raw bits say about a compartment, where ``closed_bit`` is the bit of a shut door or a latched hook.

    A hook never says anything about the door leaf (design rule 2); without a sensor, or a bit, nothing is known. A set
    item bit is an item. Where both are fitted, ``bit`` is the hook's and ``leaf_bit`` that of the contact on the leaf.
    """
    door, latch = Door.UNKNOWN, Latch.UNKNOWN
    match sensor:
        case DoorSensor.CONTACT:
            door = _door(bit, closed_bit)
        case DoorSensor.HOOK:
            latch = _latch(bit, closed_bit)
        case DoorSensor.BOTH:
            door, latch = _door(leaf_bit, leaf_closed_bit), _latch(bit, closed_bit)
        case DoorSensor.NONE:
            pass
    item = Item.UNKNOWN if item_bit is None else Item.PRESENT if item_bit else Item.ABSENT
    return Reading(compartment, sampled_ms, door=door, latch=latch, item=item, flapping=flapping)


def _door(bit: bool | None, closed_bit: Bit) -> Door:  # noqa: FBT001 - a bit is a bool
    return Door.UNKNOWN if bit is None else Door.CLOSED if bit == bool(closed_bit) else Door.OPEN


def _latch(bit: bool | None, closed_bit: Bit) -> Latch:  # noqa: FBT001 - a bit is a bool
    return Latch.UNKNOWN if bit is None else Latch.LATCHED if bit == bool(closed_bit) else Latch.UNLATCHED
