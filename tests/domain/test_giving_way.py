"""A wall full of announced orders whose papers never come: whoever stands there with the document is served."""

from dataclasses import replace

import pytest
from policies import POLICY
from world import A01, A02, O1, O2, SECOND, STAFF, World, hand_in, order, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.parts import Needs, PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import StartLoading
from lockerd.domain.model.words import Word

O3 = OrderId("01900000-0000-7000-8000-000000000003")


def full() -> World:
    """Two doors, both kept for papers that have not come; a third order waits."""
    world = World.of(place(A01), place(A02))
    for name in (O1, O2, O3):
        world.announce(order(name))
    assert states(world) == [PartState.RESERVED, PartState.RESERVED, PartState.ANNOUNCED]
    return world


def states(world: World) -> list[PartState]:
    """Where the three orders are."""
    return [world.order(name) for name in (O1, O2, O3)]


def test_the_youngest_reservation_gives_way_to_a_document_that_is_there_and_central_is_told() -> None:
    world = full()
    visit = world.put_in(O3)
    world.confirm(visit)
    assert states(world) == [PartState.RESERVED, PartState.ANNOUNCED, PartState.READY]
    [released] = world.told(FactType.ORDER_RELEASED)
    assert (released.order, released.compartment, released.data["reason"]) == (O2, A02, "gave_way")
    assert world.told(FactType.ORDER_RESERVED)[-1].order == O3


def test_who_gave_way_is_served_in_turn_when_its_own_document_comes() -> None:
    world = full()
    world.confirm(world.put_in(O3))
    world.wait(130_000)
    world.confirm(world.put_in(O2))
    assert states(world) == [PartState.ANNOUNCED, PartState.READY, PartState.READY]
    world.wait(130_000)
    assert world.refuse(StartLoading(world.fresh_visit(), O1, STAFF)) is Refusal.NO_COMPARTMENT


def test_a_compartment_that_somebody_loads_or_that_holds_something_never_gives_way() -> None:
    world = full()
    world.confirm(world.put_in(O2))
    world.wait(130_000)
    loading = world.load(O1)
    assert world.refuse(StartLoading(world.fresh_visit(), O3, STAFF)) is Refusal.NO_COMPARTMENT
    assert world.visit(loading).compartment == A01
    assert not world.told(FactType.ORDER_RELEASED)


def test_only_a_reservation_that_helps_gives_way() -> None:
    world = World.of(place(A01, size="A5"), place(A02, height_cm=160))
    world.announce(order(O1, needs=Needs(lowest_cm=150)))
    world.announce(order(O2))
    assert world.doors(O2) == (A01,)
    world.announce(order(O3, needs=Needs(size="A4")))
    visit = world.put_in(O3)
    assert world.visit(visit).compartment == A02
    assert [world.order(name) for name in (O1, O2)] == [PartState.ANNOUNCED, PartState.RESERVED]


def test_a_door_kept_for_those_who_need_it_gives_way_to_nobody_else() -> None:
    world = World.of(place(A01), place(A02, height_cm=160), policy=replace(POLICY, reach_reserved=1))
    world.announce(order(O1, needs=Needs(highest_cm=110)))
    world.announce(order(O2))
    world.announce(order(O3))
    world.confirm(world.put_in(O2))
    world.wait(130_000)
    assert world.refuse(StartLoading(world.fresh_visit(), O3, STAFF)) is Refusal.NO_COMPARTMENT
    assert world.order(O1) is PartState.RESERVED


@pytest.mark.parametrize("condition", [Condition.FREE, Condition.TO_CHECK])
def test_what_gives_way_is_loaded_as_carefully_as_before(condition: Condition) -> None:
    world = World.of(place(A01), condition=condition)
    world.announce(order(O1))
    world.announce(order(O2))
    visit = world.load(O2)
    assert world.visit(visit).must_check is (condition is Condition.TO_CHECK)
    assert world.condition() is Condition.LOADING


def test_nothing_gives_way_to_the_staff_of_another_office() -> None:
    world = full()
    world.announce(order(OrderId("01900000-0000-7000-8000-000000000004"), authority="kreis"))
    event = StartLoading(world.fresh_visit(), OrderId("01900000-0000-7000-8000-000000000004"), STAFF)
    assert world.refuse(event) is Refusal.WRONG_AUTHORITY
    assert not world.told(FactType.ORDER_RELEASED)


def test_the_youngest_reservation_gives_way_to_whoever_brings_something() -> None:
    world = World.of(place(A01), place(A02))
    world.announce(order(O1))
    world.announce(order(O2))
    grant = world.awaited(hand_in(O3))
    visit = world.collect(grant)
    [released] = world.told(FactType.ORDER_RELEASED)
    assert (released.order, released.compartment, released.data["reason"]) == (O2, A02, "gave_way")
    world.fire()
    world.pull(A02)
    world.boxes[A02].item = True
    world.shut(A02)
    world.say(visit, Word.ALL_IN)
    world.wait(4 * SECOND, ticks=4)
    assert states(world) == [PartState.RESERVED, PartState.ANNOUNCED, PartState.HANDED_IN]


def test_a_code_that_is_refused_at_a_full_wall_takes_no_reservation_away() -> None:
    world = World.of(place(A01), place(A02))
    waiting = world.loaded(O1)
    world.announce(order(O2))
    grant = world.awaited(hand_in(O3))
    busy = world.opened(waiting)
    answer = world.event(world.show(grant))
    assert isinstance(answer, Refused)
    assert not world.told(FactType.ORDER_RELEASED)
    assert world.visit(busy).compartment == A01


@pytest.mark.parametrize("condition", [Condition.FREE, Condition.TO_CHECK])
def test_only_a_door_that_was_proven_empty_gives_way_to_what_is_brought(condition: Condition) -> None:
    world = World.of(place(A01), condition=condition)
    world.announce(order(O1))
    show = world.show(world.awaited(hand_in(O3)))
    if condition is Condition.FREE:
        world.accept(show)
    else:
        assert world.refuse(show) is Refusal.NO_COMPARTMENT
        assert world.order(O1) is PartState.RESERVED
