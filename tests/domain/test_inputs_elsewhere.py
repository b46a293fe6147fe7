"""Sensors that hang on other boards than the lock: each with its own date, and its own silence (ADR 23)."""

from dataclasses import replace

import pytest
from world import A01, DAY_MS, INPUTS, MINUTE, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.looks import reading_of
from lockerd.domain.model.readings import Door, DoorSensor, Item, Latch, Sensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import Readings
from lockerd.domain.model.words import Word


def test_rule_01_a_door_whose_lock_cannot_be_reached_is_not_tried_although_its_contact_says_shut() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.boxes[A01].reachable = False
    world.report()
    assert world.refuse(world.show(grant)) is Refusal.WAIT
    assert world.worth(grant) is Worth.ACTIVE
    assert not world.unlocks
    world.boxes[A01].reachable = True
    world.report()
    world.collect(grant)


def test_a_code_does_not_run_out_while_its_lock_cannot_be_reached() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.boxes[A01].reachable = False
    world.report()
    before_ms = world.grant(grant).retention_left_ms
    world.wait(DAY_MS, ticks=24)
    assert world.grant(grant).retention_left_ms == before_ms
    world.boxes[A01].reachable = True
    world.report()
    world.wait(2 * MINUTE, ticks=2)
    assert world.grant(grant).retention_left_ms < before_ms


def test_a_compartment_whose_lock_cannot_be_reached_is_reserved_for_nobody() -> None:
    world = World.of(place())
    world.boxes[A01].reachable = False
    world.report()
    world.announce()
    assert world.condition() is Condition.FREE
    world.boxes[A01].reachable = True
    world.report()
    assert world.condition() is Condition.RESERVED


def test_a_door_forced_while_its_lock_cannot_be_reached_is_told_all_the_same() -> None:
    world = World.of(place())
    world.loaded()
    world.boxes[A01].reachable = False
    world.report()
    world.pull()
    assert world.told(FactType.DOOR_FORCED)
    assert world.condition() is Condition.QUARANTINED


def test_rule_02_a_lock_that_let_go_is_dated_by_its_own_switch_and_not_by_the_contact_on_another_bus() -> None:
    """The leaf was looked at last before the pulse: its date would make an opening without a right of this pulse."""
    world = World.of(place(door_sensor=DoorSensor.BOTH))
    grant = world.loaded()
    world.collect(grant)
    leaf_ms = world.mono_ms
    world.wait(100)
    world.fire()
    world.boxes[A01].bolted = False
    released = replace(world.boxes[A01].reading(leaf_ms), latch_ms=world.mono_ms + 5)
    assert (released.door, released.latch) == (Door.CLOSED, Latch.UNLATCHED)
    world.event(Readings((released,)))
    assert not world.told(FactType.DOOR_FORCED)
    assert world.condition() is not Condition.QUARANTINED
    world.wait(200)
    world.pull()
    assert world.worth(grant) is Worth.SPENT


@pytest.mark.parametrize(("sensor", "spoke"), [(DoorSensor.CONTACT, Sensor.DOOR), (DoorSensor.HOOK, Sensor.LATCH)])
def test_facts_name_the_input_that_spoke_and_when(sensor: DoorSensor, spoke: Sensor) -> None:
    world = World.of(place(door_sensor=sensor))
    grant = world.loaded()
    world.collect(grant)
    world.fire(gives_way=False)
    world.wait(180)
    world.pull()
    world.take()
    world.shut()
    (opened,) = world.told(FactType.DOOR_OPENED)[-1:]
    assert opened.data["input"] == INPUTS.of(spoke)
    assert opened.data["after_ms"] in range(180, 190)
    assert world.told(FactType.DOOR_CLOSED)[-1].data["input"] == INPUTS.of(spoke)


def test_a_door_that_nothing_holds_is_told_by_the_switch_in_its_lock() -> None:
    world = World.of(place(door_sensor=DoorSensor.BOTH))
    world.boxes[A01].bolted = False
    world.report()
    assert world.told(FactType.DOOR_FORCED)[-1].data["input"] == INPUTS.latch
    world.boxes[A01].open = True
    world.report()
    assert {fact.data["input"] for fact in world.facts if fact.type in DOORS} == {INPUTS.latch, INPUTS.door}


DOORS = {FactType.DOOR_FORCED, FactType.DOOR_OPENED, FactType.DOOR_CLOSED, FactType.DOOR_FOUND_OPEN}


def test_a_compartment_is_free_by_the_word_of_its_item_sensor() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.opened(grant)
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    assert reading_of(world.state, A01).item is Item.ABSENT
    (free,) = world.told(FactType.COMPARTMENT_FREE)
    assert free.data == {"reason": "item_gone", "input": INPUTS.item}
