"""What is believed of all sensors of one compartment, as one reading."""

from lockerd.boards.feedback import Bit, reading
from lockerd.bus.debounce import Debounced
from lockerd.domain.readings import CompartmentId, DoorSensor, Reading, Sensor


def sensed(
    compartment: CompartmentId,
    *,
    now_ms: int,
    sensor: DoorSensor,
    feedback: Debounced | None,
    closed_bit: Bit,
    leaf: Debounced | None = None,
    leaf_closed_bit: Bit = 1,
    item: Debounced | None = None,
) -> Reading:
    """One look gave all of it. It is dated by the sensor that proves an opening, so that readings stay in order.

    Of a sensor in doubt that is the last sample that was believed; ``now_ms`` where nothing is known any more.
    """
    door = leaf if sensor is DoorSensor.BOTH else feedback
    known = next((each for each in (door, item) if each is not None and each.bit is not None), None)
    by_name = {Sensor.DOOR: door if sensor is not DoorSensor.HOOK else None, Sensor.ITEM: item}
    by_name[Sensor.LATCH] = feedback if sensor in {DoorSensor.HOOK, DoorSensor.BOTH} else None
    return reading(
        compartment,
        bit=feedback.bit if feedback else None,
        sampled_ms=known.sampled_ms if known else now_ms,
        sensor=sensor if feedback else DoorSensor.NONE,
        closed_bit=closed_bit,
        item_bit=item.bit if item else None,
        leaf_bit=leaf.bit if leaf else None,
        leaf_closed_bit=leaf_closed_bit,
        flapping=frozenset(name for name, each in by_name.items() if each is not None and each.flapping),
    )
