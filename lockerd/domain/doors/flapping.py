"""A sensor that moves all the time says nothing (F30)."""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.contradiction import send_to_staff, sensor_fault, tell_fault
from lockerd.domain.hand_over.quarantine import doubt
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.readings import Reading, Sensor
from lockerd.domain.model.reasons import DoorReason, FaultReason
from lockerd.domain.openings.halting import withdraw


def flaps(draft: Draft, before: Reading, reading: Reading) -> None:
    """A sensor that moves all the time says nothing: one fact, however often it moves (F30)."""
    for sensor in sorted(reading.flapping - before.flapping):
        compartment = reading.compartment
        if sensor is not Sensor.ITEM:
            waiting = draft.compartment(compartment).attempt
            if waiting is not None:
                withdraw(draft, draft.state.attempts[waiting])
            sensor_fault(draft, compartment, sensor, FaultReason.FLAPPING)
            send_to_staff(draft, compartment)
            continue
        # What lies inside stays good for its code: without the sensor nothing is proven empty afterwards anyway.
        row = draft.compartment(compartment)
        tell_fault(draft, compartment, sensor, FaultReason.FLAPPING)
        if row.condition in {Condition.FREE, Condition.RESERVED}:
            doubt(draft, compartment, DoorReason.SENSOR_FLAPPING)
