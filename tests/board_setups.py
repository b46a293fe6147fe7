"""Boards whose sensors all hang beside their locks."""

from collections.abc import Collection, Mapping

from lockerd.boards.codec import Codec
from lockerd.boards.feedback import Bit
from lockerd.bus.arbiter import Pulse
from lockerd.bus.setup import BoardSetup, SensorAt
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import DoorSensor, Sensor


def board_setup(
    *,
    codec: Codec,
    address: int,
    compartments: Mapping[int, CompartmentId],
    feedback: DoorSensor,
    closed_bit: Bit = 1,
    leaf_closed_bit: Bit = 1,
    items: Collection[int] = (),
    pulse: Pulse,
) -> BoardSetup:
    """With ``feedback`` both, the contacts on the leaves hang on the inputs for item sensors."""
    both = feedback is DoorSensor.BOTH
    sensed = Sensor.DOOR if feedback is DoorSensor.CONTACT else Sensor.LATCH
    second = Sensor.DOOR if both else Sensor.ITEM
    return BoardSetup(
        codec=codec,
        address=address,
        compartments=compartments,
        feedbacks={
            channel: SensorAt(compartment, sensed, closed_bit)
            for channel, compartment in compartments.items()
            if feedback is not DoorSensor.NONE
        },
        items={
            channel: SensorAt(compartment, second, leaf_closed_bit if both else 1)
            for channel, compartment in compartments.items()
            if both or channel in items
        },
        pulse=pulse,
    )
