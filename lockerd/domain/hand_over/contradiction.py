"""When sensors contradict each other or the person: which one is suspected, and what follows (F21, F29, F32, F33)."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import finish
from lockerd.domain.hand_over.quarantine import disturb, holds_nothing, quarantine
from lockerd.domain.model.compartments import Compartment, Condition, Leaf
from lockerd.domain.model.derived import active_visit
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.looks import door_sensor_of, looks, reading_of
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import Item, ItemSensor, Sensor
from lockerd.domain.model.reasons import ContradictionReason, DoorReason, FaultReason
from lockerd.domain.model.refusals import Refusal

_SENSOR: Final = {
    FaultReason.FLAPPING: DoorReason.SENSOR_FLAPPING,
    FaultReason.OPEN_WITHOUT_USER: DoorReason.SENSOR_OPEN_WITHOUT_USER,
    FaultReason.TAKEN_OUT_WHILE_SHUT: DoorReason.SENSOR_TAKEN_OUT_WHILE_SHUT,
}
"""What a suspect sensor means for its compartment."""


def sensor_fault(draft: Draft, compartment: CompartmentId, sensor: Sensor, reason: FaultReason) -> None:
    """Name the sensor that is suspected; staff look before anybody uses the compartment again."""
    tell_fault(draft, compartment, sensor, reason)
    disturb(draft, compartment, _SENSOR[reason])


def tell_fault(draft: Draft, compartment: CompartmentId, sensor: Sensor, reason: FaultReason) -> None:
    row = draft.state.compartments[compartment]
    at = row.place.inputs.of(sensor)
    draft.tell(FactType.SENSOR_FAULT, compartment, row.part, sensor=sensor, input=at, reason=reason)


def note_absent(draft: Draft, compartment: CompartmentId) -> None:
    """Of an exchange: with the door open nothing lies inside, so what is seen there afterwards is another (rule 23)."""
    row = draft.state.compartments[compartment]
    part = None if row.part is None else draft.state.parts[row.part]
    if part is None or part.state is not PartState.EXCHANGING or row.condition is not Condition.HANDING_OVER:
        return
    absent = reading_of(draft.state, compartment).item is Item.ABSENT
    if absent and looks(draft.state, compartment) is Leaf.OPEN:
        draft.change(part, absent_seen=True)


def compare_item(draft: Draft, compartment: CompartmentId) -> None:
    """An item that goes or comes behind a shut door: a sensor that is stuck or cheated, or a way in from behind."""
    row, reading = draft.state.compartments[compartment], reading_of(draft.state, compartment)
    if row.attempt is not None:
        return
    if row.condition in {Condition.OCCUPIED, Condition.JAMMED}:
        if looks(draft.state, compartment) is not Leaf.OPEN and _gone(draft, row):
            _contradiction(draft, compartment, ContradictionReason.GONE_WHILE_SHUT)
            quarantine(draft, compartment, DoorReason.ITEM_GONE_WHILE_SHUT)
            send_to_staff(draft, compartment)  # no further try follows for whoever waits at this door (rule 27)
    elif reading.item is Item.PRESENT and row.condition in {Condition.FREE, Condition.RESERVED}:
        _contradiction(draft, compartment, ContradictionReason.CAME_WHILE_SHUT)
        disturb(draft, compartment, DoorReason.ITEM_CAME_WHILE_SHUT)
    elif (
        reading.item is Item.PRESENT
        and row.condition is Condition.TO_CHECK
        and looks(draft.state, compartment) is Leaf.SHUT
    ):
        if not holds_nothing(draft, compartment):
            quarantine(draft, compartment, DoorReason.ITEM_CAME_WHILE_SHUT)  # rule 20
    elif reading.item is Item.PRESENT and row.condition is Condition.LOADING:
        visit = active_visit(draft.state, compartment)
        put_in_unseen = visit is not None and not visit.opened
        if put_in_unseen and visit is not None and not visit.must_check:
            _contradiction(draft, compartment, ContradictionReason.CAME_WHILE_SHUT)
            quarantine(draft, compartment, DoorReason.ITEM_CAME_WHILE_SHUT)
            send_to_staff(draft, compartment)


def _gone(draft: Draft, row: Compartment) -> bool:
    part = None if row.part is None else draft.state.parts[row.part]
    if part is None or (part.way.brought and part.state is not PartState.HANDED_IN):
        return False
    lay_there = row.place.item_sensor is ItemSensor.FITTED and part.before is Item.PRESENT
    return lay_there and reading_of(draft.state, row.id).item is Item.ABSENT


def _contradiction(draft: Draft, compartment: CompartmentId, reason: ContradictionReason) -> None:
    row = draft.state.compartments[compartment]
    # After a pulse that nobody saw succeed the door has probably been open, and its sensor did not say so (F21, F29).
    suspect = Sensor.ITEM if row.pulse is None else door_sensor_of(row.place)
    at = row.place.inputs.item
    draft.tell(FactType.ITEM_CONTRADICTION, compartment, row.part, reason=reason, input=at, suspect=suspect)


def send_to_staff(draft: Draft, compartment: CompartmentId) -> None:
    """End the visit at this door; one with an open attempt ends with that attempt."""
    visit = active_visit(draft.state, compartment)
    if visit is not None and draft.state.compartments[compartment].attempt is None:
        finish(draft, visit, Refusal.ASK_STAFF)
