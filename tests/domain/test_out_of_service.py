"""A compartment that a technician takes out of service, and gives back."""

from world import A01, A02, MINUTE, O1, O2, World, order, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import InService, OutOfService
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.refusals import Refusal


def out(world: World, compartment: CompartmentId = A01) -> None:
    world.accept(OutOfService("anna", compartment, "hinge is loose"))


def back(world: World, compartment: CompartmentId = A01) -> None:
    world.accept(InService("anna", compartment, "mended"))


def test_a_document_goes_into_another_one() -> None:
    world = World.of(place(A01), place(A02))
    world.announce()
    assert world.doors(O1) == (A01,)
    out(world)
    assert world.doors(O1) == (A02,)
    (fact,) = world.told(FactType.COMPARTMENT_OUT_OF_SERVICE)
    assert fact.data == {"who": "anna", "reason": "hinge is loose"}


def test_who_waits_gets_it_as_soon_as_it_is_back() -> None:
    world = World.of(place())
    out(world)
    world.announce()
    world.wait(10 * MINUTE, ticks=3)
    assert world.order() is PartState.ANNOUNCED
    back(world)
    assert (world.order(), world.doors(O1)) == (PartState.RESERVED, (A01,))
    assert world.told(FactType.COMPARTMENT_IN_SERVICE)[0].data == {"who": "anna", "reason": "mended"}


def test_what_lies_inside_is_collected_and_nothing_new_is_put_in() -> None:
    world = World.of(place())
    grant = world.loaded()
    out(world)
    world.opened(grant)
    world.take()
    world.shut()
    world.wait(10 * MINUTE, ticks=20)
    assert world.worth(grant) is Worth.SPENT if grant in world.state.grants else True
    assert world.condition() is Condition.FREE
    world.announce(order(O2))
    assert world.order(O2) is PartState.ANNOUNCED
    back(world)
    assert world.order(O2) is PartState.RESERVED


def test_it_outlives_a_restart() -> None:
    world = World.of(place())
    out(world)
    world.crash()
    world.report()
    world.announce()
    assert world.order() is PartState.ANNOUNCED


def test_one_that_there_is_not_is_refused() -> None:
    world = World.of(place())
    assert world.refuse(OutOfService("anna", CompartmentId("Z99"), "no such door")) is Refusal.COMPARTMENT_UNKNOWN
    assert world.refuse(InService("anna", CompartmentId("Z99"), "no such door")) is Refusal.COMPARTMENT_UNKNOWN
