"""One case forgotten before its time: only when it is over, told first, and nothing else goes with it (rule 12)."""

from world import A01, MINUTE, O1, O2, World, place

from lockerd.domain.model.events import EraseOrder
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.words import Word

ERASE = EraseOrder(who="meier", order=O1, reason="asked for it")


def fetched(world: World) -> None:
    """Somebody has fetched it and is gone."""
    visit = world.opened()
    world.take()
    world.shut()
    world.say(visit, Word.DONE)
    world.wait(2 * MINUTE, ticks=12)


def test_what_is_over_is_forgotten_and_that_is_told_first() -> None:
    world = World.of(place())
    fetched(world)
    assert world.order() is PartState.CLOSED
    world.loaded(O2)
    before = len(world.state.grants)
    world.accept(ERASE)
    (told,) = world.told(FactType.ORDER_ERASED)
    assert (told.order, told.data["who"], told.data["reason"]) == (O1, "meier", "asked for it")
    assert O1 not in world.state.orders
    assert not [part for part in world.state.parts if part.order == O1]
    assert not [each for each in world.state.receipts.values() if each.part.order == O1]
    assert O2 in world.state.orders
    assert len(world.state.grants) <= before
    assert world.refuse(ERASE) is Refusal.ORDER_UNKNOWN
    assert world.refuse(EraseOrder("meier", OrderId("never"), "x")) is Refusal.ORDER_UNKNOWN


def test_not_while_it_goes_on_in_any_way() -> None:
    world = World.of(place())
    world.announce()
    assert world.refuse(ERASE) is Refusal.NOT_NOW, "it waits for a door"
    world = World.of(place())
    grant = world.loaded()
    assert world.refuse(ERASE) is Refusal.NOT_NOW, "it lies there"
    visit = world.opened(grant)
    assert world.refuse(ERASE) is Refusal.NOT_NOW, "somebody takes it out"
    world.take()
    world.shut()
    world.say(visit, Word.DONE)
    assert world.refuse(ERASE) is Refusal.BUSY, "they may say that it is not theirs"
    world.wait(30 * MINUTE, ticks=30)
    world.accept(ERASE)


def test_not_while_a_door_names_it_because_nobody_knows_what_lies_there() -> None:
    world = World.of(place())
    world.loaded()
    world.technician()
    world.pull()
    world.take()
    world.shut()
    world.wait(30 * MINUTE, ticks=30)
    assert world.state.compartments[A01].part is not None
    assert world.refuse(ERASE) is Refusal.NOT_NOW
    world.clear()
    world.accept(ERASE)
    assert world.state.compartments[A01].part is None
