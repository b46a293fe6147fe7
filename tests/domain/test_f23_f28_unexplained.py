"""Doors that open although nobody had them opened, and doors that a pulse was not meant for (F23, F26, F27, F28)."""

from world import A01, A02, MINUTE, O1, O2, SECOND, STAFF, World, order, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Resume, TechnicianOpen
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import StartLoading
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word

A03 = CompartmentId("A03")


def test_f23_two_forced_doors_halt_the_site_until_a_technician_has_looked() -> None:
    world = World.of(place(A01), place(A02), place(CompartmentId("A03")))
    grant = world.loaded(O1)
    world.pull(A02)
    assert world.state.site.halted is None
    world.pull(CompartmentId("A03"))
    assert world.state.site.halted == "doors_forced"
    assert world.refuse(world.show(grant)) is Refusal.OUT_OF_SERVICE
    world.announce(order(O2))
    assert world.refuse(StartLoading(world.fresh_visit(), O2, STAFF)) in {
        Refusal.OUT_OF_SERVICE,
        Refusal.NO_COMPARTMENT,
    }
    world.resume()
    world.collect(grant)
    assert world.refuse(Resume("meier", "r")) is Refusal.NOT_NOW


def test_f23_forced_doors_long_apart_do_not_halt() -> None:
    world = World.of(place(A01), place(A02))
    world.pull(A01)
    world.wait(11 * MINUTE)
    world.pull(A02)
    assert len(world.told(FactType.DOOR_FORCED)) == 2
    assert world.state.site.halted is None


def test_f30_one_door_is_one_forced_door_however_often_its_contact_says_so() -> None:
    world = World.of(place(A01), place(A02))
    for _ in range(3):
        world.pull(A01)
        world.shut(A01)
    assert len(world.told(FactType.DOOR_FORCED)) == 3
    assert world.state.site.halted is None
    world.pull(A02)
    assert world.state.site.halted == "doors_forced"


def test_f28_a_blow_that_opens_an_occupied_door_quarantines_it_at_once() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.pull()
    assert world.last is not None
    assert world.last.facts[0].type is FactType.DOOR_FORCED
    assert (world.condition(), world.worth(grant)) == (Condition.QUARANTINED, Worth.SUSPENDED)


def test_f26_a_wrong_door_halts_the_site_and_quarantines_both() -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded(O1)
    other = world.loaded(O2, at=A02)
    visit = world.collect(grant)
    world.fire(gives_way=False)
    world.pull(A02)
    [fact] = world.told(FactType.DOOR_WRONG)
    assert (fact.compartment, fact.data["expected"]) == (A02, A01)
    assert world.state.site.halted == "wrong_door"
    assert world.condition(A01) is world.condition(A02) is Condition.QUARANTINED
    assert world.worth(grant) is world.worth(other) is Worth.SUSPENDED
    assert world.visit(visit).phase is Phase.OVER
    assert world.visit(visit).trouble is Refusal.ASK_STAFF


def test_f26_a_technicians_pulse_that_opens_another_door_takes_both_out_of_use() -> None:
    world = World.of(place(A01), place(A02))
    world.accept(TechnicianOpen("meier", A01, "look inside"))
    world.fire(gives_way=False)
    world.pull(A02)
    assert world.state.site.halted == "wrong_door"
    assert (world.condition(A01), world.condition(A02)) == (Condition.QUARANTINED, Condition.TO_CHECK)


def test_f27_two_doors_on_one_pulse_stop_all_and_take_both_out_of_use() -> None:
    world = World.of(place(A01), place(A02))
    grant, other = world.loaded(O1), world.loaded(O2, at=A02)
    visit = world.opened(grant)
    world.pull(A02)
    assert world.state.site.halted == "wrong_door"
    assert world.condition(A01) is world.condition(A02) is Condition.QUARANTINED
    assert (world.worth(grant), world.worth(other)) == (Worth.SPENT, Worth.SUSPENDED)
    assert world.visit(visit).phase is Phase.DOOR_OPEN, "whose door it is takes out what is theirs"
    world.take(A01)
    world.shut(A01)
    world.wait(6 * SECOND)
    world.say(visit, Word.TAKEN_OUT)
    assert (world.visit(visit).phase, world.condition(A01)) == (Phase.OVER, Condition.QUARANTINED)
    assert world.order(O1) is PartState.QUARANTINED


def test_f27_the_wrong_door_first_and_then_the_right_one_is_late_and_quarantined() -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded(O1)
    world.collect(grant)
    world.fire()
    world.pull(A02)
    world.pull(A01)
    assert world.told(FactType.DOOR_LATE)
    assert not world.told(FactType.DOOR_FORCED)
    assert (world.condition(A01), world.worth(grant)) == (Condition.QUARANTINED, Worth.SPENT)


def test_f27_the_pulse_of_a_door_that_nothing_observes_is_not_trusted_either() -> None:
    world = World.of(place(A01, door_sensor=DoorSensor.NONE), place(A02))
    world.collect(world.loaded(O1))
    world.fire()
    world.pull(A02)
    assert (world.condition(A01), world.condition(A02)) == (Condition.QUARANTINED, Condition.TO_CHECK)
