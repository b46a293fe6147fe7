"""Of an order behind several doors each part that finds none waits by itself, and gets the next that becomes free."""

from world import A01, A02, O1, O2, ORDINARY, World, order, place

from lockerd.domain.model.events import InService, OutOfService
from lockerd.domain.model.ids import CompartmentId, OrderId, PartId
from lockerd.domain.model.parts import PartState

DOORS = (A01, A02, CompartmentId("A03"))


def doors_of(world: World, name: OrderId, parts: int = 3) -> list[CompartmentId | None]:
    return [world.state.parts[PartId(name, number)].compartment for number in range(1, parts + 1)]


def full() -> World:
    """No door is usable; an order of three parts waits, and a younger one behind it."""
    world = World.of(*map(place, DOORS))
    for door in DOORS:
        world.accept(OutOfService("meier", door, "painted"))
    world.announce(order(O1, needs=(ORDINARY,) * 3))
    world.announce(order(O2))
    return world


def test_each_part_waits_and_is_given_a_door_as_one_becomes_free() -> None:
    world = full()
    assert doors_of(world, O1) == [None, None, None]
    for number, door in enumerate(DOORS, 1):
        world.accept(InService("meier", door, "dry"))
        assert doors_of(world, O1) == [*DOORS[:number], *[None] * (3 - number)]
    assert world.part(O2).state is PartState.ANNOUNCED, "the older order first"


def test_a_power_cut_forgets_no_part_that_waits() -> None:
    world = full()
    world.accept(InService("meier", A01, "dry"))
    world.crash()
    world.report()
    world.accept(InService("meier", A02, "dry"))
    assert doors_of(world, O1) == [A01, A02, None]


def test_a_part_that_loses_its_door_waits_again_and_the_others_keep_theirs() -> None:
    world = full()
    for door in DOORS:
        world.accept(InService("meier", door, "dry"))
    world.accept(OutOfService("meier", A01, "painted again"))
    assert doors_of(world, O1) == [None, *DOORS[1:]]
    world.accept(InService("meier", A01, "dry"))
    assert doors_of(world, O1) == [*DOORS]
