"""F20 in words: "the door does not open" is written down and calls staff, whatever the sensors made of it."""

import pytest
from world import A01, A02, INPUTS, SECOND, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockerd.domain.shown.attention import Call, attention
from lockerd.domain.shown.speech import may


def hook_wall(**changes: object) -> World:
    return World.of(place(door_sensor=DoorSensor.HOOK, **changes), place(A02, door_sensor=DoorSensor.HOOK))


def test_at_a_held_door_with_a_hook_the_person_can_say_so_and_staff_are_called() -> None:
    """The hook let go and spent the code; the person still pulls, and the page thought that they had it open."""
    world = hook_wall()
    grant = world.loaded()
    visit = world.collect(grant)
    world.fire(gives_way=False)
    world.boxes[A01].bolted = False
    world.report()
    assert world.visit(visit).phase is Phase.DOOR_OPEN
    assert world.worth(grant) is Worth.SPENT
    assert Word.DOES_NOT_OPEN in may(world.state, visit, world.now, world.policy)
    world.say(visit, Word.DOES_NOT_OPEN)
    (told,) = world.told(FactType.VISIT_DOES_NOT_OPEN)
    assert told.data == {"observed": "unlatched", "input": INPUTS.latch, "item": "present"}
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.ASK_STAFF)
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.QUARANTINED)
    assert not world.told(FactType.ORDER_COLLECTED), "nobody is said to have what is still inside"
    (call,) = [each for each in attention(world.state, world.now, world.policy) if each.call is Call.QUARANTINED]
    assert (call.compartment, call.reason) == (A01, "does_not_open")
    world.shut()
    assert world.condition() is Condition.QUARANTINED


def test_where_nothing_is_sensed_the_word_counts_too() -> None:
    world = World.of(place(door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE))
    visit = world.collect(world.loaded())
    world.fire(gives_way=False)
    world.say(visit, Word.DOES_NOT_OPEN)
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.QUARANTINED)


@pytest.mark.parametrize("sensor", [DoorSensor.CONTACT, DoorSensor.BOTH])
def test_where_a_contact_tells_the_word_ends_the_tries_and_keeps_the_code(sensor: DoorSensor) -> None:
    world = World.of(place(door_sensor=sensor))
    grant = world.loaded()
    visit = world.collect(grant)
    assert world.refuse_to(visit, Word.DOES_NOT_OPEN) is Refusal.NOT_NOW, "before the lock was fired"
    world.fire(gives_way=False)
    assert world.refuse_to(visit, Word.DOES_NOT_OPEN) is Refusal.NOT_NOW, "it has five seconds to open"
    world.wait(6 * SECOND)
    assert world.visit(visit).phase is Phase.RETRYING
    world.say(visit, Word.DOES_NOT_OPEN)
    assert (world.condition(), world.worth(grant)) == (Condition.JAMMED, Worth.JAMMED)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.DOOR_STUCK)
    assert world.told(FactType.VISIT_DOES_NOT_OPEN)[0].data["observed"] == "not_observed"
    world.wait(10 * SECOND)
    assert not world.unlocks, "nothing is tried any more"


def test_said_during_the_second_try_it_closes_that_try() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    world.fire(gives_way=False)
    world.wait(12 * SECOND, ticks=12)
    assert world.visit(visit).phase is Phase.OPENING
    assert world.refuse_to(visit, Word.DOES_NOT_OPEN) is Refusal.NOT_NOW, "its bytes may not have left"
    world.fire(gives_way=False)
    world.say(visit, Word.DOES_NOT_OPEN)
    assert world.worth(grant) is Worth.JAMMED
    assert world.told(FactType.ATTEMPT_CLOSED)[-1].data["reason"] == "does_not_open"


def test_a_door_that_a_contact_saw_open_cannot_be_said_to_be_held() -> None:
    world = World.of(place())
    visit = world.opened()
    assert world.refuse_to(visit, Word.DOES_NOT_OPEN) is Refusal.NOT_NOW
    assert not world.told(FactType.VISIT_DOES_NOT_OPEN)


def test_staff_who_cannot_open_a_compartment_load_another() -> None:
    world = hook_wall()
    world.announce()
    visit = world.load()
    world.fire(gives_way=False)
    world.boxes[A01].bolted = False
    world.report()
    world.say(visit, Word.DOES_NOT_OPEN)
    assert world.condition() is Condition.QUARANTINED
    assert world.visit(visit).trouble is Refusal.DOOR_STUCK
    assert world.order() is PartState.RESERVED
    assert world.condition(A02) is Condition.RESERVED
