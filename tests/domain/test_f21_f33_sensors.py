"""Sensors that are stuck, cheated, dirty, or never at rest (F21, F29, F30, F32, F33)."""

import pytest
from world import A01, INPUTS, MINUTE, SECOND, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import Door, DoorSensor, ItemSensor, Sensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import NotFiredReason
from lockerd.domain.model.staff import ConfirmLoaded
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word


def unseen(world: World) -> None:
    """A pulse opens the door and its contact, held by a magnet, does not say so."""
    world.boxes[A01].stuck = Door.CLOSED
    world.fire()
    world.report()


@pytest.mark.parametrize("sensor", [DoorSensor.CONTACT, DoorSensor.BOTH])
def test_f21_an_item_that_goes_after_an_unseen_pulse_accuses_the_contact(sensor: DoorSensor) -> None:
    world = World.of(place(door_sensor=sensor))
    grant = world.loaded()
    visit = world.collect(grant)
    unseen(world)
    world.take()
    assert world.worth(grant) is Worth.ATTEMPTING
    world.wait(6 * SECOND)
    [fact] = world.told(FactType.ITEM_CONTRADICTION)
    assert fact.data == {"reason": "gone_while_shut", "input": "pins/0/7", "suspect": "door"}
    assert (world.condition(), world.worth(grant)) == (Condition.QUARANTINED, Worth.SUSPENDED)
    world.wait(3 * SECOND)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.ASK_STAFF)
    assert not world.unlocks


def test_f33_an_item_that_goes_without_any_pulse_accuses_its_own_sensor() -> None:
    world = World.of(place())
    world.loaded()
    world.take()
    [fact] = world.told(FactType.ITEM_CONTRADICTION)
    assert fact.data == {"reason": "gone_while_shut", "input": "pins/0/7", "suspect": "item"}
    assert world.state.compartments[A01].reason == "item_gone_while_shut"


@pytest.mark.parametrize("sensor", [DoorSensor.CONTACT, DoorSensor.HOOK, DoorSensor.BOTH])
@pytest.mark.parametrize("at", [Phase.RETRYING, Phase.OPENING])
def test_f29_a_persons_word_against_the_sensors_calls_staff_and_spends_nothing(sensor: DoorSensor, at: Phase) -> None:
    world = World.of(place(door_sensor=sensor, item_sensor=ItemSensor.NONE))
    grant = world.loaded()
    visit = world.collect(grant)
    world.boxes[A01].stuck = Door.CLOSED
    world.fire(gives_way=False)
    assert world.refuse_to(visit, Word.TAKEN_OUT) is Refusal.NOT_NOW, "not before a try has failed"
    world.wait(6 * SECOND)
    if at is Phase.OPENING:
        world.wait(3 * SECOND)
        assert world.refuse_to(visit, Word.TAKEN_OUT) is Refusal.NOT_NOW, "the second pulse has not left"
        world.fire(gives_way=False)
    assert world.visit(visit).phase is at
    world.say(visit, Word.TAKEN_OUT)
    [fault] = world.told(FactType.SENSOR_FAULT)
    named = "latch" if sensor is DoorSensor.HOOK else "door"
    assert fault.data == {"sensor": named, "input": INPUTS.of(Sensor(named)), "reason": "taken_out_while_shut"}
    assert (world.condition(), world.worth(grant)) == (Condition.QUARANTINED, Worth.SUSPENDED)
    assert (world.visit(visit).phase, world.order()) == (Phase.OVER, PartState.QUARANTINED)
    assert world.visit(visit).trouble is None, "they have what is theirs"
    assert world.state.compartments[A01].attempt is None
    world.wait(6 * SECOND)
    assert not world.unlocks


def test_f29_a_contact_that_is_let_go_after_such_a_word_is_no_burglary() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    unseen(world)
    world.wait(6 * SECOND)
    world.say(visit, Word.TAKEN_OUT)
    world.boxes[A01].stuck = None
    world.pull()
    assert world.told(FactType.DOOR_LATE)
    assert not world.told(FactType.DOOR_FORCED)
    assert world.worth(grant) is Worth.SPENT


@pytest.mark.parametrize("condition", [Condition.FREE, Condition.TO_CHECK])
def test_f21_what_staff_put_in_behind_a_contact_that_says_shut_is_found_out(condition: Condition) -> None:
    world = World.of(place(), condition=condition)
    world.announce()
    visit = world.load()
    unseen(world)
    world.boxes[A01].item = True
    world.report()
    world.wait(6 * SECOND)
    if condition is Condition.TO_CHECK:
        assert not world.told(FactType.ITEM_CONTRADICTION), "it may have been there before"
        return
    [fact] = world.told(FactType.ITEM_CONTRADICTION)
    assert fact.data == {"reason": "came_while_shut", "input": "pins/0/7", "suspect": "door"}
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.QUARANTINED)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.ASK_STAFF)


def test_f33_a_dirty_item_sensor_takes_an_empty_compartment_out_of_use_and_not_the_rest() -> None:
    world = World.of(place())
    world.announce()
    assert world.order() is PartState.RESERVED
    world.boxes[A01].item = True
    world.report()
    world.report()
    [fact] = world.told(FactType.ITEM_CONTRADICTION)
    assert fact.data == {"reason": "came_while_shut", "input": "pins/0/7", "suspect": "item"}
    assert world.condition() is Condition.TO_CHECK


@pytest.mark.parametrize(
    ("sensor", "named"),
    [(DoorSensor.CONTACT, Sensor.DOOR), (DoorSensor.HOOK, Sensor.LATCH), (DoorSensor.BOTH, Sensor.LATCH)],
)
def test_f30_a_flapping_contact_is_one_fact_and_out_of_use(sensor: DoorSensor, named: Sensor) -> None:
    world = World.of(place(door_sensor=sensor))
    grant = world.loaded()
    for _ in range(20):
        world.boxes[A01].flapping = frozenset({named})
        world.report()
    [fault] = world.told(FactType.SENSOR_FAULT)
    assert fault.data == {"sensor": named, "input": INPUTS.of(Sensor(named)), "reason": "flapping"}
    assert (world.condition(), world.worth(grant)) == (Condition.QUARANTINED, Worth.SUSPENDED)
    assert not world.told(FactType.DOOR_FORCED)
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF


def test_f30_whoever_stands_at_a_flapping_door_is_sent_to_staff() -> None:
    world = World.of(place())
    visit = world.opened()
    world.boxes[A01].flapping = frozenset({Sensor.DOOR})
    world.report()
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.ASK_STAFF)
    assert world.condition() is Condition.QUARANTINED


def test_f30_what_was_not_fired_yet_is_withdrawn() -> None:
    world = World.of(place())
    visit = world.collect(world.loaded())
    world.boxes[A01].flapping = frozenset({Sensor.DOOR})
    world.report()
    assert [each.attempt for each in world.withdrawn] == [world.unlocks[-1].attempt]
    world.give_back(NotFiredReason.WITHDRAWN)
    assert world.visit(visit).phase is Phase.OVER


def test_f30_an_empty_compartment_with_a_flapping_contact_is_not_chosen() -> None:
    world = World.of(place())
    world.boxes[A01].flapping = frozenset({Sensor.DOOR})
    world.report()
    world.announce()
    assert (world.condition(), world.order()) == (Condition.TO_CHECK, PartState.ANNOUNCED)
    world.boxes[A01].flapping = frozenset()
    world.report()
    assert world.order() is PartState.RESERVED, "steady again; staff look before they put in"


def test_f30_a_flapping_item_sensor_costs_nobody_the_code() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.boxes[A01].flapping = frozenset({Sensor.ITEM})
    world.report()
    [fault] = world.told(FactType.SENSOR_FAULT)
    assert fault.data["sensor"] == "item"
    assert (world.condition(), world.worth(grant)) == (Condition.OCCUPIED, Worth.ACTIVE)


def test_f32_what_was_left_inside_is_asked_about_and_then_left_to_staff() -> None:
    world = World.of(place())
    visit = world.opened()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    assert world.visit(visit).trouble is Refusal.ITEM_STILL_SEEN
    world.say(visit, Word.DONE)
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.QUARANTINED)
    assert world.state.compartments[A01].reason == "item_still_seen"


def test_f32_an_empty_deposit_gets_no_code_unless_staff_insist() -> None:
    world = World.of(place())
    world.announce()
    visit = world.load()
    world.fire()
    world.pull()
    world.shut()
    assert world.refuse(ConfirmLoaded(visit, world.fresh_code())) is Refusal.ITEM_NOT_SEEN
    assert not world.told(FactType.GRANT_ISSUED)
    world.wait(3 * MINUTE, ticks=3)
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.QUARANTINED)


def test_f33_a_thin_letter_is_never_proven_to_be_out() -> None:
    world = World.of(place())
    world.boxes[A01].seen_by_sensor = False
    visit = world.opened()
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    assert (world.condition(), world.state.compartments[A01].reason) == (Condition.TO_CHECK, "claimed_only")
