"""What happens elsewhere on the wall between the first byte of a pulse and the report that it has left (F23, F68)."""

import pytest
from world import A01, A02, O1, SECOND, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import TechnicianOpen
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import AuxiliaryInput, NotFiredReason
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word

BLIND = place(door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE)


def tamper(world: World) -> None:
    """The cabinet is opened while nobody has shown a key: all that has not been fired is withdrawn."""
    world.line(AuxiliaryInput.TAMPER, active=True)
    assert world.withdrawn


def test_a_pulse_at_a_door_without_sensor_spends_the_code_although_a_halt_came_first() -> None:
    world = World.of(BLIND)
    grant = world.loaded()
    visit = world.collect(grant)
    tamper(world)
    world.fire()
    assert world.worth(grant) is Worth.SPENT
    assert world.visit(visit).phase is Phase.DOOR_OPEN  # the door may be open: the person takes what is theirs
    world.say(visit, Word.TAKEN_OUT)
    assert (world.condition(), world.order()) == (Condition.TO_CHECK, PartState.CLOSED)


def test_a_technicians_pulse_at_a_door_without_sensor_leaves_nothing_proven_although_a_halt_came_first() -> None:
    world = World.of(BLIND)
    world.accept(TechnicianOpen("meier", A01, "r"))
    tamper(world)
    world.fire()
    assert world.condition() is Condition.TO_CHECK


@pytest.mark.parametrize("sensor", [DoorSensor.CONTACT, DoorSensor.HOOK, DoorSensor.BOTH])
def test_a_door_that_opens_although_a_halt_came_first_belongs_to_who_stands_there(sensor: DoorSensor) -> None:
    world = World.of(place(door_sensor=sensor))
    grant = world.loaded()
    visit = world.collect(grant)
    tamper(world)
    world.fire()
    world.pull()
    assert world.worth(grant) is Worth.SPENT
    assert world.visit(visit).phase is Phase.DOOR_OPEN
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    assert world.order() is PartState.CLOSED


def test_a_door_that_stays_shut_after_a_halt_is_not_tried_again_and_the_code_stays_good() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    tamper(world)
    world.fire(gives_way=False)
    world.wait(6 * SECOND)
    world.wait(3 * SECOND)
    assert not world.unlocks
    assert world.visit(visit).trouble is Refusal.OUT_OF_SERVICE
    assert world.worth(grant) is Worth.ACTIVE


def test_whoever_a_halt_sends_away_is_not_told_that_the_door_stands_open() -> None:
    world = World.of(place())
    visit = world.collect(world.loaded())
    tamper(world)
    world.give_back(NotFiredReason.WITHDRAWN)
    assert world.visit(visit).trouble is Refusal.OUT_OF_SERVICE


def test_two_doors_forced_while_a_pulse_is_on_its_way_spend_a_code_without_sensor_all_the_same() -> None:
    second, third = A02, CompartmentId("A03")
    world = World.of(BLIND, place(second), place(third))
    grant = world.loaded(O1)
    visit = world.collect(grant)
    world.pull(second)
    world.pull(third)
    assert world.withdrawn
    world.fire()
    assert world.worth(grant) is Worth.SPENT
    world.resume()
    world.wait(6 * SECOND)
    assert world.accept(world.show(grant)).visit == visit, "nothing new: the visit that goes on"
    assert not world.unlocks
