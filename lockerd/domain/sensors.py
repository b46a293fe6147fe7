"""When sensors contradict each other, the person or themselves: which one is suspected, and what follows (F21-F33)."""

from dataclasses import replace

from lockerd.domain.cabinet import Condition, Leaf, door_sensor_of, item_gone
from lockerd.domain.draft import Draft
from lockerd.domain.facts import FactType
from lockerd.domain.finish import finish
from lockerd.domain.quarantine import disturb, doubt, quarantine
from lockerd.domain.readings import CompartmentId, Item, Reading, Sensor
from lockerd.domain.refusals import Refusal
from lockerd.domain.standing import forget_unsensed, stand
from lockerd.domain.state import Standing, active_visit
from lockerd.domain.unexplained import withdraw
from lockerd.domain.visits import VisitKind


def sensor_fault(draft: Draft, compartment: CompartmentId, sensor: Sensor, reason: str) -> None:
    """Name the sensor that is suspected; staff look before anybody uses the compartment again."""
    _tell_fault(draft, compartment, sensor, reason)
    disturb(draft, compartment, f"sensor_{reason}")


def _tell_fault(draft: Draft, compartment: CompartmentId, sensor: Sensor, reason: str) -> None:
    row = draft.compartment(compartment)
    at = row.place.inputs.of(sensor)
    draft.tell(FactType.SENSOR_FAULT, compartment, row.order, sensor=sensor, input=at, reason=reason)


def flaps(draft: Draft, before: Reading, reading: Reading) -> None:
    """A sensor that moves all the time says nothing: one fact, however often it moves (F30)."""
    for sensor in sorted(reading.flapping - before.flapping):
        compartment = reading.compartment
        if sensor is not Sensor.ITEM:
            waiting = draft.compartment(compartment).attempt
            if waiting is not None:
                withdraw(draft, draft.state.attempts[waiting])
            sensor_fault(draft, compartment, sensor, "flapping")
            _send_to_staff(draft, compartment)
            continue
        # What lies inside stays good for its code: without the sensor nothing is proven empty afterwards anyway.
        row = draft.compartment(compartment)
        _tell_fault(draft, compartment, sensor, "flapping")
        if row.condition in {Condition.FREE, Condition.RESERVED}:
            doubt(draft, compartment, "sensor_flapping")


def compare_item(draft: Draft, compartment: CompartmentId) -> None:
    """An item that goes or comes behind a shut door: a sensor that is stuck or cheated, or a way in from behind."""
    row, reading = draft.compartment(compartment), draft.state.reading(compartment)
    if row.attempt is not None:
        return
    if draft.leaf(compartment) is not Leaf.OPEN and item_gone(row.place, row.evidence, reading):
        if row.condition in {Condition.OCCUPIED, Condition.JAMMED}:
            _contradiction(draft, compartment, "gone_while_shut")
            quarantine(draft, compartment, "item_gone_while_shut")
    elif reading.item is Item.PRESENT and row.condition in {Condition.FREE, Condition.RESERVED}:
        _contradiction(draft, compartment, "came_while_shut")
        doubt(draft, compartment, "item_came_while_shut")
    elif reading.item is Item.PRESENT and row.condition is Condition.LOADING:
        visit = active_visit(draft.state, compartment)
        put_in_unseen = visit is not None and visit.kind is VisitKind.LOADING and not visit.opened
        if put_in_unseen and visit is not None and not visit.must_check:
            _contradiction(draft, compartment, "came_while_shut")
            quarantine(draft, compartment, "item_came_while_shut")
            _send_to_staff(draft, compartment)


def _contradiction(draft: Draft, compartment: CompartmentId, reason: str) -> None:
    row = draft.compartment(compartment)
    # After a pulse that nobody saw succeed the door has probably been open, and its sensor did not say so (F21, F29).
    suspect = Sensor.ITEM if row.pulse is None else door_sensor_of(row.place)
    at = row.place.inputs.item
    draft.tell(FactType.ITEM_CONTRADICTION, compartment, row.order, reason=reason, input=at, suspect=suspect)


def _send_to_staff(draft: Draft, compartment: CompartmentId) -> None:
    """End the visit at this door; one with an open attempt ends with that attempt."""
    visit = active_visit(draft.state, compartment)
    if visit is not None and draft.compartment(compartment).attempt is None:
        finish(draft, visit, Refusal.ASK_STAFF)


def tell_standing(draft: Draft) -> None:
    """Raise the alarm for doors that are not shut although nobody stands there; while somebody does, no time counts."""
    for compartment in sorted(draft.state.standing):
        standing = draft.state.standing[compartment]
        if draft.leaf(compartment) is Leaf.UNSENSED:
            forget_unsensed(draft, compartment, standing)
            continue
        somebody = active_visit(draft.state, compartment) or draft.compartment(compartment).attempt
        if somebody is not None or draft.leaf(compartment) is Leaf.UNKNOWN:
            if standing.alone_ms is not None:
                stand(draft, compartment, replace(standing, alone_ms=None))
        else:
            _alone(draft, compartment, standing)


def _alone(draft: Draft, compartment: CompartmentId, standing: Standing) -> None:
    alone_ms = standing.alone_ms
    if alone_ms is None:
        ours_ms = standing.opened_ms if standing.leaf is Leaf.OPEN else None
        alone_ms = draft.now.mono_ms if ours_ms is None else ours_ms
        standing = replace(standing, alone_ms=alone_ms)
        stand(draft, compartment, standing)
    if not standing.told:
        _tell_alone(draft, compartment, standing, draft.now.mono_ms - alone_ms)


def _tell_alone(draft: Draft, compartment: CompartmentId, standing: Standing, alone_ms: int) -> None:
    unlatched = standing.leaf is Leaf.UNLATCHED
    ours_ms = draft.policy.door_alone_ms if standing.opened_ms is None else draft.policy.door_alarm_ms
    if alone_ms < (draft.policy.door_reminder_ms if unlatched else ours_ms):
        return
    stand(draft, compartment, replace(standing, told=True))
    row = draft.compartment(compartment)
    if unlatched or standing.opened_ms is not None:
        word = draft.not_shut_word(compartment)
        spoke = draft.spoke(compartment)
        draft.tell(FactType.DOOR_LEFT_OPEN, compartment, row.order, observed=word, input=spoke, open_ms=alone_ms)
        disturb(draft, compartment, "not_latched" if unlatched else "left_open")
    else:
        sensor_fault(draft, compartment, door_sensor_of(row.place), "open_without_user")
