"""Nobody waits for ever, and nobody is told to wait where waiting does not help."""

import pytest
from world import A01, A02, MINUTE, O1, O2, SECOND, STAFF, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Clear, Event, Refused, TechnicianOpen
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import AuxiliaryInput, Fired, NotFired, NotFiredReason
from lockerd.domain.model.staff import ConfirmLoaded, StartLoading
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word


def refused(world: World, event: Event) -> Refused:
    answer = world.event(event)
    assert isinstance(answer, Refused)
    return answer


def test_an_unlock_that_nobody_answers_holds_the_wall_no_longer_than_a_request_may_take() -> None:
    world = World.of(place(A01), place(A02))
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    visit = world.collect(first)
    world.wait(9 * SECOND)
    assert world.refuse(world.show(second)) is Refusal.BUSY
    world.wait(2 * SECOND)
    assert world.visit(visit).trouble is Refusal.OUT_OF_SERVICE
    world.collect(second)


def test_an_unlock_that_nobody_answers_may_have_been_fired() -> None:
    """An opening that comes later spends its code; what the bus says much later changes nothing any more."""
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    [unlock] = world.unlocks
    world.wait(11 * SECOND)
    before = world.state
    world.event(NotFired(unlock.attempt, NotFiredReason.BUS_GONE))
    world.event(Fired(unlock.attempt, world.mono_ms))
    assert world.state == before
    world.pull()
    assert world.worth(grant) is Worth.SPENT


def test_an_unlock_that_nobody_answers_is_withdrawn() -> None:
    world = World.of(place())
    world.collect(world.loaded())
    world.wait(11 * SECOND)
    assert [each.attempt for each in world.withdrawn] == [world.unlocks[-1].attempt]


@pytest.mark.parametrize("sensor", [DoorSensor.NONE, DoorSensor.CONTACT])
def test_three_unlocks_that_nobody_answers_leave_the_code_to_staff(sensor: DoorSensor) -> None:
    world = World.of(place(door_sensor=sensor))
    grant = world.loaded()
    world.collect(grant)
    world.wait(11 * SECOND)
    if sensor is DoorSensor.NONE:
        assert world.worth(grant) is Worth.SPENT  # nothing better will ever be known
        return
    for _ in range(2):
        world.collect(grant)
        world.wait(11 * SECOND)
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF


def test_a_loading_that_nobody_answers_ends_and_leaves_its_compartment_to_be_looked_at() -> None:
    world = World.of(place())
    world.announce()
    visit = world.load()
    world.wait(11 * SECOND)
    assert world.visit(visit).phase is Phase.OVER
    assert world.condition() is Condition.TO_CHECK


def test_a_second_opening_that_nobody_answers_leaves_the_person_at_the_shut_door() -> None:
    world = World.of(place())
    visit = world.opened()
    world.shut()
    world.wait(6 * SECOND)
    world.say(visit, Word.OPEN_AGAIN)
    world.wait(11 * SECOND)
    assert world.visit(visit).phase is Phase.DOOR_SHUT
    world.take()
    world.say(visit, Word.TAKEN_OUT)


def test_a_halted_station_names_no_wait() -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded()
    world.line(AuxiliaryInput.TAMPER, active=True)
    assert refused(world, world.show(grant)) == Refused(Refusal.OUT_OF_SERVICE)


def test_a_board_that_is_silent_is_worth_a_minutes_waiting_and_no_more() -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded()
    world.boxes[A01].answering = False
    world.report()
    for ask in (world.show(grant), TechnicianOpen("meier", A01, "r"), Clear("meier", A01, "r")):
        assert refused(world, ask).reason is Refusal.WAIT
    world.wait(61 * SECOND)
    for ask in (world.show(grant), TechnicianOpen("meier", A01, "r"), Clear("meier", A01, "r")):
        assert refused(world, ask) == Refused(Refusal.OUT_OF_SERVICE)
    world.boxes[A01].answering = True
    world.report()
    world.collect(grant)


def test_a_board_that_has_not_been_heard_since_the_start_is_worth_a_minutes_waiting_and_no_more() -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded()
    world.crash()
    assert refused(world, world.show(grant)).reason is Refusal.WAIT
    world.wait(2 * MINUTE)
    assert refused(world, world.show(grant)) == Refused(Refusal.OUT_OF_SERVICE)


def test_staff_whose_board_falls_silent_before_they_confirm_are_not_told_to_wait_for_ever() -> None:
    world = World.of(place(item_sensor=ItemSensor.NONE))
    world.announce()
    visit = world.put_in()
    world.boxes[A01].answering = False
    world.report()
    assert refused(world, ConfirmLoaded(visit, world.fresh_code())).reason is Refusal.WAIT
    world.wait(61 * SECOND)
    assert refused(world, ConfirmLoaded(visit, world.fresh_code())) == Refused(Refusal.OUT_OF_SERVICE)


def test_a_loading_under_a_dead_board_finds_another_compartment_or_says_so() -> None:
    world = World.of(place(A01))
    world.announce()
    world.boxes[A01].answering = False
    world.report()
    world.wait(61 * SECOND)
    assert refused(world, StartLoading(world.fresh_visit(), O1, STAFF)) == Refused(Refusal.OUT_OF_SERVICE)
