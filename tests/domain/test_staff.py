"""What staff, technicians and central do besides loading: open, clear, cancel, resume; and doors that open wrongly."""

from dataclasses import replace

import pytest
from world import A01, A02, O1, O2, SECOND, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Cancel, Clear, TechnicianOpen, Touched
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded
from lockerd.domain.model.words import Word


def test_a_technician_opens_looks_and_clears() -> None:
    world = World.of(place())
    world.loaded()
    world.technician()
    assert world.refuse(Clear("meier", A01, "r")) is Refusal.DOOR_NOT_SHUT
    world.take()
    world.shut()
    world.clear()
    assert (world.condition(), world.order()) == (Condition.FREE, PartState.RETRIEVED)
    [fact] = world.told(FactType.COMPARTMENT_CLEARED)
    assert fact.data == {"who": "meier", "reason": "empty"}


def test_nothing_is_cleared_that_nobody_looked_into() -> None:
    world = World.of(place(item_sensor=ItemSensor.NONE))
    world.loaded()
    assert world.refuse(Clear("meier", A01, "r")) is Refusal.NOT_LOOKED_INSIDE


def test_nothing_is_cleared_while_an_item_is_seen() -> None:
    world = World.of(place())
    world.loaded()
    world.technician()
    world.shut()
    assert world.refuse(Clear("meier", A01, "r")) is Refusal.ITEM_STILL_SEEN


def test_without_sensor_the_report_stands_in_for_the_reading() -> None:
    world = World.of(place(door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE))
    world.loaded()
    world.clear()
    assert (world.condition(), world.order()) == (Condition.FREE, PartState.RETRIEVED)


def test_no_technician_opens_where_somebody_stands() -> None:
    world = World.of(place())
    world.opened()
    assert world.refuse(TechnicianOpen("meier", A01, "r")) is Refusal.BUSY
    assert world.refuse(Clear("meier", A01, "r")) is Refusal.BUSY


def test_a_technicians_unseen_pulse_claims_a_late_opening() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.accept(TechnicianOpen("meier", A01, "r"))
    world.fire()
    world.wait(6 * SECOND)
    assert world.condition() is Condition.OCCUPIED
    world.pull()
    assert not world.told(FactType.DOOR_FORCED)
    assert (world.condition(), world.worth(grant)) == (Condition.QUARANTINED, Worth.SUSPENDED)


@pytest.mark.parametrize("phase", ["announced", "reserved", "loading", "ready", "opening", "retrying", "open", "shut"])
def test_cancelling_in_every_phase(phase: str) -> None:
    world = World.of(place())
    if phase == "announced":
        world.loaded(O2)
    if phase in {"announced", "reserved"}:
        world.announce()
        world.cancel()
        assert world.order() is PartState.CANCELLED
        return
    if phase == "loading":
        world.announce()
        visit = world.load()
        world.fire()
        world.pull()
        world.boxes[A01].item = True
        world.cancel()
        assert world.order() is PartState.LOADING
        world.shut()
        assert world.accept(ConfirmLoaded(visit, world.fresh_code())).grant is None
        assert (world.order(), world.condition()) == (PartState.RECALLED, Condition.OCCUPIED)
        assert not world.told(FactType.GRANT_ISSUED)
        return
    grant = world.loaded()
    if phase == "ready":
        world.cancel()
        assert (world.order(), world.worth(grant)) == (PartState.RECALLED, Worth.REVOKED)
        return
    visit = world.collect(grant)
    if phase == "opening":
        world.cancel()
        world.give_back()
        assert world.order() is PartState.RECALLED
        return
    world.fire(gives_way=phase != "retrying")
    if phase == "retrying":
        world.wait(6 * SECOND)
        world.cancel()
        world.wait(3 * SECOND)
        assert not world.unlocks
        assert world.visit(visit).trouble is Refusal.CANCELLED
        assert world.order() is PartState.RECALLED
        return
    world.pull()
    if phase == "shut":
        world.shut()
    assert world.refuse(Cancel(O1, "r")) is Refusal.ALREADY_COLLECTED


def test_a_loading_cancelled_before_the_door_opened_ends_the_order() -> None:
    world = World.of(place())
    world.announce()
    world.load()
    world.cancel()
    world.give_back()
    assert (world.order(), world.condition()) == (PartState.CANCELLED, Condition.FREE)


def test_a_cancellation_waits_for_a_technician_and_is_not_forgotten() -> None:
    world = World.of(place())
    world.announce()
    world.accept(TechnicianOpen("meier", A01, "r"))
    world.cancel()
    assert world.order() is PartState.RESERVED
    world.fire()
    world.pull()
    assert world.order() is PartState.CANCELLED


def test_cancelling_twice_or_too_late() -> None:
    world = World.of(place())
    world.announce()
    world.cancel()
    world.cancel()
    assert world.refuse(Cancel(O2, "r")) is Refusal.ORDER_UNKNOWN


def test_a_jammed_compartment_is_left_through_a_technician_and_clearing() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(6 * SECOND)
        world.wait(3 * SECOND)
    world.technician()
    assert world.condition() is Condition.QUARANTINED
    assert world.worth(grant) is Worth.SUSPENDED
    world.take()
    world.shut()
    world.clear()
    assert world.condition() is Condition.FREE


def test_a_halt_withdraws_what_has_not_been_fired() -> None:
    world = World.of(place(A01), place(A02), place(CompartmentId("A03")))
    grant = world.loaded(O1)
    world.pull(A02)
    world.collect(grant)
    world.pull(CompartmentId("A03"))
    assert [w.attempt for w in world.withdrawn] == [world.unlocks[0].attempt]


def test_a_door_found_open_when_its_board_answers_again_is_no_burglary() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.boxes[A01].answering = False
    world.report()
    world.boxes[A01].answering = True
    world.pull()
    assert world.told(FactType.DOOR_FOUND_OPEN)
    assert not world.told(FactType.DOOR_FORCED)
    assert world.worth(grant) is Worth.SUSPENDED


def test_undo_after_a_jam_of_the_code() -> None:
    world = World.of(place())
    world.announce()
    visit = world.put_in()
    grant = world.confirm(visit)
    world.wait(6 * SECOND)
    world.collect(grant)
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(6 * SECOND)
        world.wait(3 * SECOND)
    world.say(visit, Word.UNDO)
    world.fire()
    world.pull()
    assert world.condition() is Condition.HANDING_OVER
    world.take()
    world.shut()
    world.say(visit, Word.DONE)
    assert (world.condition(), world.order()) == (Condition.RESERVED, PartState.RESERVED)


TEST = TechnicianOpen("meier", A01, "test", only_if_empty=True)


@pytest.mark.parametrize("condition", Condition)
def test_only_a_compartment_that_holds_nothing_is_opened_for_a_test(condition: Condition) -> None:
    world = World.of(place(), condition=condition)
    if condition in {Condition.FREE, Condition.TO_CHECK}:
        world.accept(TEST)
        assert [unlock.compartment for unlock in world.unlocks] == [A01]
    else:
        assert world.refuse(TEST) is Refusal.NOT_EMPTY
        assert not world.unlocks


def test_nothing_is_opened_for_a_test_that_is_kept_for_an_order_or_holds_its_item() -> None:
    world = World.of(place())
    world.announce()
    assert world.refuse(TEST) is Refusal.NOT_EMPTY
    world.cancel()
    world.loaded(O2)
    assert world.refuse(TEST) is Refusal.NOT_EMPTY


def test_what_a_part_names_is_not_empty_whatever_its_condition() -> None:
    """No decision leaves it like this; a test opening does not rely on that."""
    world = World.of(place())
    world.loaded()
    world.take()
    row = replace(world.state.compartments[A01], condition=Condition.TO_CHECK)
    world.state = world.state._replace(compartments=world.state.compartments.insert(A01, row))
    assert world.refuse(TEST) is Refusal.NOT_EMPTY
    nobody = replace(row, part=None)
    world.state = world.state._replace(compartments=world.state.compartments.insert(A01, nobody))
    world.state = world.state._replace(
        parts=world.state.parts.insert(world.part().id, replace(world.part(), compartment=None))
    )
    world.accept(TEST)


def test_what_the_item_sensor_sees_or_cannot_tell_is_not_empty() -> None:
    world = World.of(place(), condition=Condition.TO_CHECK)
    world.boxes[A01].item = True
    world.report()
    assert world.refuse(TEST) is Refusal.NOT_EMPTY
    world.boxes[A01].place = place(item_sensor=ItemSensor.NONE)  # the sensor says nothing any more
    world.report()
    assert world.refuse(TEST) is Refusal.WAIT


def test_what_a_technician_saw_open_counts_as_touched() -> None:
    """F26 where no sensor tells, F74: as if a sensor had seen it."""
    world = World.of(place(door_sensor=DoorSensor.NONE), place(A02))
    grant = world.loaded()
    world.accept(Touched("meier", A01, "A02 was fired"))
    assert (world.condition(), world.worth(grant)) == (Condition.QUARANTINED, Worth.SUSPENDED)
    [fact] = world.told(FactType.COMPARTMENT_TOUCHED)
    assert (fact.data, fact.order) == ({"who": "meier", "reason": "A02 was fired"}, O1)
    world.accept(Touched("meier", A02, "key"))
    assert world.condition(A02) is Condition.TO_CHECK


def test_nothing_is_touched_where_somebody_stands() -> None:
    world = World.of(place())
    world.collect(world.loaded())
    assert world.refuse(Touched("meier", A01, "r")) is Refusal.BUSY
    assert world.refuse(Touched("meier", CompartmentId("Z99"), "r")) is Refusal.COMPARTMENT_UNKNOWN
