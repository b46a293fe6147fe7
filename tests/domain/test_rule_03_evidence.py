"""Rule 3 in the domain: a compartment is free only on evidence."""

import pytest
from world import A01, A02, MINUTE, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Clear, TechnicianOpen
from lockerd.domain.model.grants import Grant, Worth
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word


@pytest.mark.parametrize(
    ("sensor", "item", "seen", "word", "expected"),
    [
        (DoorSensor.CONTACT, ItemSensor.FITTED, True, None, Condition.FREE),
        (DoorSensor.CONTACT, ItemSensor.FITTED, True, Word.TAKEN_OUT, Condition.FREE),
        (DoorSensor.CONTACT, ItemSensor.FITTED, False, Word.TAKEN_OUT, Condition.TO_CHECK),
        (DoorSensor.CONTACT, ItemSensor.FITTED, False, None, Condition.QUARANTINED),
        (DoorSensor.CONTACT, ItemSensor.NONE, True, Word.TAKEN_OUT, Condition.TO_CHECK),
        (DoorSensor.CONTACT, ItemSensor.NONE, True, None, Condition.QUARANTINED),
        (DoorSensor.HOOK, ItemSensor.FITTED, True, Word.TAKEN_OUT, Condition.TO_CHECK),
        (DoorSensor.HOOK, ItemSensor.NONE, True, Word.TAKEN_OUT, Condition.TO_CHECK),
        (DoorSensor.HOOK, ItemSensor.NONE, True, None, Condition.QUARANTINED),
        (DoorSensor.NONE, ItemSensor.FITTED, True, None, Condition.TO_CHECK),
        (DoorSensor.NONE, ItemSensor.NONE, True, Word.TAKEN_OUT, Condition.TO_CHECK),
        (DoorSensor.NONE, ItemSensor.NONE, True, None, Condition.QUARANTINED),
    ],
)
def test_rule_03_free_only_on_evidence(
    sensor: DoorSensor, item: ItemSensor, seen: bool, word: Word | None, expected: Condition
) -> None:
    world = World.of(place(door_sensor=sensor, item_sensor=item))
    world.boxes[A01].seen_by_sensor = seen
    visit = world.opened()
    world.take()
    world.shut()
    world.say(visit, word or Word.DONE)
    if word is None and world.visit(visit).phase is not Phase.OVER:
        world.say(visit, Word.DONE)  # asked once more, and still no word
    assert world.condition() is expected


def test_rule_03_the_compartment_is_held_until_the_visit_is_over() -> None:
    world = World.of(place())
    visit = world.opened()
    world.take()
    world.shut()
    assert world.condition() is Condition.HANDING_OVER
    world.wait(2 * MINUTE)
    assert world.visit(visit).phase is Phase.OVER
    assert world.condition() is Condition.FREE


def test_rule_03_unknown_is_never_closed_nor_empty() -> None:
    world = World.of(place())
    visit = world.opened()
    world.take()
    world.shut()
    world.boxes[A01].answering = False
    world.report()
    world.say(visit, Word.TAKEN_OUT)
    assert world.condition() is Condition.QUARANTINED
    assert world.refuse(Clear("meier", A01, "r")) is Refusal.WAIT


def test_rule_03_clearing_ends_every_order_and_grant_that_names_the_compartment() -> None:
    world = World.of(place())
    world.loaded()
    world.reissue()
    world.technician()
    world.take()
    world.shut()
    world.clear()
    assert world.condition() is Condition.FREE
    assert world.order() is PartState.RETRIEVED
    assert not len(world.state.grants)
    assert world.last is not None
    assert [row.state for row in world.last.rows if isinstance(row, Grant)] == [Worth.REVOKED]


@pytest.mark.parametrize("way", ["technician", "forced", "wrong"])
def test_rule_03_any_foreign_opening_of_an_occupied_compartment_quarantines_and_suspends(way: str) -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded()
    match way:
        case "technician":
            world.technician()
        case "forced":
            world.pull()
        case "wrong":
            world.accept(TechnicianOpen("meier", A02, "r"))
            world.fire(gives_way=False)
            world.pull(A01)
    assert world.condition() is Condition.QUARANTINED
    assert world.worth(grant) is Worth.SUSPENDED
    assert world.order() is PartState.QUARANTINED
    world.shut()
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF


def test_rule_03_an_opening_of_a_reserved_compartment_gives_to_check_and_releases_the_reservation() -> None:
    world = World.of(place())
    world.announce()
    assert world.condition() is Condition.RESERVED
    world.pull()
    assert world.condition() is Condition.TO_CHECK
    assert world.order() is PartState.ANNOUNCED


def test_rule_03_jammed_and_suspended_never_become_active_by_themselves() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.pull()
    world.shut()
    world.wait(20 * 24 * 60 * MINUTE, ticks=50)
    world.crash()
    world.report()
    world.wait(10 * MINUTE, ticks=10)
    assert world.worth(grant) is Worth.SUSPENDED
    assert world.condition() is Condition.QUARANTINED
