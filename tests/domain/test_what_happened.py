"""Facts say what happened: who took something out, and whether anything was ever put in."""

import pytest
from world import A01, A02, O1, O2, SECOND, World, order, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Cancel
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId, GrantId, VisitId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded
from lockerd.domain.model.words import Word
from lockerd.domain.openings.recovery import GRACE_MS


def look_inside(world: World, at: CompartmentId = A01) -> None:
    """A technician opens, takes out what lies there, shuts, and reports it empty."""
    world.wait(6 * SECOND)
    world.technician(at)
    world.take(at)
    world.shut(at)
    world.clear(at)


def undone(world: World) -> tuple[VisitId, GrantId]:
    """Staff put in, see the code, and take everything out again."""
    world.announce()
    visit = world.put_in()
    grant = world.confirm(visit)
    world.wait(6 * SECOND)
    world.say(visit, Word.UNDO)
    world.fire()
    world.pull()
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    return visit, grant


def test_a_loading_that_is_undone_gives_the_order_back_and_it_can_be_loaded_again() -> None:
    world = World.of(place())
    _, old = undone(world)
    assert world.order() is PartState.RESERVED, "announced again, and a compartment is free at once"
    [released] = world.told(FactType.ORDER_RELEASED)
    assert released.data["reason"] == "undone"
    assert not world.told(FactType.ORDER_RETRIEVED)
    assert not world.told(FactType.ORDER_CLOSED)
    world.wait(6 * SECOND)
    new = world.confirm(world.put_in())
    world.wait(6 * SECOND)
    assert world.refuse(world.show(old)) is Refusal.CODE_NOT_VALID
    world.opened(new)


def test_an_order_that_was_undone_can_be_taken_back() -> None:
    world = World.of(place())
    undone(world)
    world.cancel()
    assert (world.order(), world.condition()) == (PartState.CANCELLED, Condition.FREE)


def test_an_order_that_is_taken_back_while_it_is_undone_does_not_come_back() -> None:
    world = World.of(place())
    world.announce()
    visit = world.put_in()
    world.confirm(visit)
    world.wait(6 * SECOND)
    world.say(visit, Word.UNDO)
    world.fire()
    world.cancel()
    world.pull()
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    assert (world.order(), world.condition()) == (PartState.CANCELLED, Condition.FREE)


def test_an_order_that_is_taken_back_while_it_is_undone_does_not_come_back_after_a_crash_either() -> None:
    world = World.of(place())
    world.announce()
    visit = world.put_in()
    world.confirm(visit)
    world.wait(6 * SECOND)
    world.say(visit, Word.UNDO)
    world.fire()
    world.pull()
    world.cancel()
    world.take()
    world.crash()
    world.report()
    world.shut()
    assert (world.order(), world.condition()) == (PartState.CANCELLED, Condition.FREE)


def test_after_an_undone_loading_elsewhere_the_old_door_says_nothing_about_the_order() -> None:
    world = World.of(place(), place(A02))
    undone(world)
    world.wait(6 * SECOND)
    world.technician(A01)
    world.shut(A01)
    world.wait(6 * SECOND)
    visit = world.load()
    assert world.visit(visit).compartment == A02
    world.fire()
    world.pull(A02)
    world.boxes[A02].item = True
    world.shut(A02)
    grant = world.confirm(visit)
    world.say(visit, Word.DONE)
    world.clear(A01)
    assert world.order() is PartState.READY
    world.wait(6 * SECOND)
    world.opened(grant)


@pytest.mark.parametrize("moment", ["shut", "opened", "put in"])
def test_an_order_whose_loading_never_came_to_its_end_was_not_retrieved(moment: str) -> None:
    world = World.of(place(), place(A02))
    world.announce()
    world.load()
    world.fire()
    if moment != "shut":
        world.pull()
        world.boxes[A01].item = moment == "put in"
    world.crash()
    world.report()
    assert world.order() is PartState.QUARANTINED
    world.shut()
    look_inside(world)
    assert not world.told(FactType.ORDER_RETRIEVED)
    assert world.told(FactType.ORDER_RELEASED)[-1].data["reason"] == "cleared"
    world.wait(6 * SECOND)
    world.confirm(world.put_in())


def test_an_order_taken_back_whose_loading_never_came_to_its_end_is_cancelled_once_staff_have_looked() -> None:
    world = World.of(place())
    world.announce()
    world.load()
    world.fire()
    world.pull()
    world.cancel()
    world.crash()
    world.report()
    assert world.order() is PartState.QUARANTINED, "whether anything lies inside is not known"
    world.shut()
    look_inside(world)
    assert world.order() is PartState.CANCELLED
    assert not world.told(FactType.ORDER_RETRIEVED)


def test_an_order_that_staff_took_out_was_retrieved_by_them_and_can_be_taken_back() -> None:
    world = World.of(place())
    world.loaded()
    look_inside(world)
    [fact] = world.told(FactType.ORDER_RETRIEVED)
    assert fact.data == {"who": "meier"}
    assert world.order() is PartState.RETRIEVED
    world.accept(Cancel(O1, "withdrawn"))


def test_an_order_taken_back_while_it_was_loaded_is_retrieved_and_does_not_come_back() -> None:
    world = World.of(place())
    world.announce()
    visit = world.put_in()
    world.cancel()
    world.accept(ConfirmLoaded(visit, world.fresh_code()))
    look_inside(world)
    assert world.order() is PartState.RETRIEVED


@pytest.mark.parametrize("item_sensor", ItemSensor)
def test_what_a_person_took_was_not_retrieved_by_whoever_looks_afterwards(item_sensor: ItemSensor) -> None:
    world = World.of(place(item_sensor=item_sensor))
    visit = world.opened()
    world.shut()
    world.say(visit, Word.DONE)
    world.say(visit, Word.DONE)
    assert world.condition() is Condition.QUARANTINED
    look_inside(world)
    assert not world.told(FactType.ORDER_RETRIEVED)
    assert world.told(FactType.ORDER_CLOSED)
    assert world.refuse(Cancel(O1, "withdrawn")) is Refusal.ALREADY_COLLECTED


def test_grace_that_runs_out_calls_staff_to_the_door() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.crash()
    world.report()
    world.wait(GRACE_MS + 60 * SECOND, ticks=100)
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.QUARANTINED)
    assert world.state.compartments[A01].reason == "grace_over"
    world.cancel()
    look_inside(world)
    assert world.order() is PartState.RETRIEVED


def test_grace_that_runs_out_over_a_power_cut_calls_staff_too() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.crash()
    world.report()
    world.powered_ms += GRACE_MS
    world.crash()
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.QUARANTINED)


def test_without_any_sensor_an_undone_loading_waits_for_a_compartment_that_staff_have_looked_into() -> None:
    world = World.of(place(door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE))
    world.announce()
    visit = world.load()
    world.fire()
    world.confirm(visit)
    world.wait(6 * SECOND)
    world.say(visit, Word.UNDO)
    world.fire()
    world.say(visit, Word.TAKEN_OUT)
    assert (world.order(), world.condition()) == (PartState.RESERVED, Condition.TO_CHECK)
    world.wait(6 * SECOND)
    assert world.visit(world.load()).must_check


def test_orders_that_were_taken_out_are_erased_in_time() -> None:
    world = World.of(place())
    world.loaded()
    look_inside(world)
    world.announce(order(O2))
    world.wait(31 * 86_400 * SECOND)
    assert O1 not in world.state.orders
    assert O2 in world.state.orders
