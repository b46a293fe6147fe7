"""An order behind several doors is put in only when there is a door for each of its parts: all are found first."""

from dataclasses import replace

import pytest
from world import A01, A02, O1, O2, ORDINARY, SECOND, STAFF, World, order, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import InService, OutOfService
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.parts import Needs, PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded, LoadNext, StartLoading
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word

A03 = CompartmentId("A03")
LARGE = Needs(size="plate")


def world_of(*doors: CompartmentId, **changes: object) -> World:
    return World.of(*(place(door, **changes) for door in doors))


def lost(world: World, door: CompartmentId) -> None:
    world.accept(OutOfService("meier", door, "painted"))


def begins(world: World, name: OrderId = O1) -> StartLoading:
    return StartLoading(world.fresh_visit(), name, STAFF)


def test_nothing_is_opened_while_one_of_its_doors_is_lacking() -> None:
    world = world_of(A01, A02)
    world.announce(order(needs=(ORDINARY, ORDINARY)))
    lost(world, A02)
    assert world.refuse(begins(world)) is Refusal.NO_COMPARTMENT
    assert not world.unlocks
    assert (world.part(O1, 1).state, world.condition(A01)) == (PartState.RESERVED, Condition.RESERVED), (
        "nothing changed"
    )
    world.accept(InService("meier", A02, "dry"))
    world.accept(begins(world))


def test_it_does_not_matter_which_of_them_is_lacking() -> None:
    world = World.of(place(A01, size="A5"), place(A02, size="plate"))
    world.announce(order(needs=(Needs(size="A5"), LARGE)))
    lost(world, A02)
    assert world.refuse(begins(world)) is Refusal.NO_COMPARTMENT
    assert not world.unlocks


def test_a_door_whose_board_is_silent_is_no_door() -> None:
    world = world_of(A01, A02)
    world.announce(order(needs=(ORDINARY, ORDINARY)))
    world.crash()
    world.report([A01])
    assert world.refuse(begins(world)) is Refusal.WAIT
    for _ in range(20):
        world.report([A01])
        world.wait(10 * SECOND)
    assert world.refuse(begins(world)) is Refusal.OUT_OF_SERVICE
    assert not world.unlocks


def test_one_part_asks_for_one_door_as_ever() -> None:
    world = world_of(A01, A02)
    world.announce(order())
    lost(world, A02)
    world.accept(begins(world))


def test_younger_reservations_give_way_for_all_of_them_or_for_none() -> None:
    world = world_of(A01, A02, A03)
    world.announce(order(O2))
    older = order(O1, needs=(ORDINARY, ORDINARY))
    world.announce(older)
    lost(world, A03)
    # O2 was announced first here, and is the younger order: it has the higher number.
    assert world.part(O2).state is PartState.RESERVED
    world.accept(begins(world))
    assert world.part(O2).state is PartState.ANNOUNCED, "whoever stands there with the documents is served"
    assert [world.part(O1, number).state for number in (1, 2)] == [PartState.LOADING, PartState.RESERVED]


def test_what_is_left_of_an_order_that_was_begun_gives_way_to_nobody() -> None:
    world = world_of(A01, A02)
    world.announce(order(O2, needs=(ORDINARY, ORDINARY)))
    visit = world.put_in(O2)
    world.announce(order(O1))
    others = replace(STAFF, badge="badge-8")
    assert world.refuse(StartLoading(world.fresh_visit(), O1, others)) is Refusal.NO_COMPARTMENT
    assert world.part(O2, 2).state is PartState.RESERVED, "half of it lies there"
    world.wait(6 * SECOND)
    world.accept(ConfirmLoaded(visit, world.fresh_code()))


def test_of_a_list_too_the_next_order_begins_only_with_all_its_doors() -> None:
    world = world_of(A01, A02, A03)
    world.announce(order(O1))
    world.announce(order(O2, needs=(ORDINARY, ORDINARY)))
    visit = world.put_in(O1)
    lost(world, A03)
    assert world.refuse(LoadNext(visit, O2)) is Refusal.NO_COMPARTMENT
    assert world.visit(visit).phase is Phase.DOOR_SHUT, "staff stand where they stood"
    assert not world.unlocks
    world.accept(InService("meier", A03, "dry"))
    world.wait(6 * SECOND)
    world.accept(LoadNext(visit, O2))


@pytest.mark.parametrize("many", [2, 3])
def test_with_all_its_doors_it_is_put_in_from_door_to_door(many: int) -> None:
    doors = (A01, A02, A03)[:many]
    world = world_of(*doors)
    world.announce(order(needs=(ORDINARY,) * many))
    visit = world.put_in()
    for _ in doors[1:]:
        world.wait(6 * SECOND)
        world.accept(ConfirmLoaded(visit, world.fresh_code()))
        world.fire()
        at = world.visit(visit).compartment
        world.pull(at)
        world.boxes[at].item = True
        world.shut(at)
    assert world.confirm(visit)
    world.say(visit, Word.DONE)
    assert world.order() is PartState.READY
