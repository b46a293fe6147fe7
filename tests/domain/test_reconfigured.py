"""Another configuration under the same documents: doors, sizes, sensors and offices come and go, and nothing breaks."""

from dataclasses import replace

import pytest
from hands import brought
from policies import CLAIMS, POLICY
from world import A01, A02, MINUTE, O1, O2, SECOND, STAFF, World, hand_in, order, place

from lockerd.domain.model.compartments import Condition, Place
from lockerd.domain.model.events import TechnicianOpen
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.parts import Needs, PartState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import StartLoading
from lockerd.domain.model.state import Policy
from lockerd.domain.model.words import Word
from lockerd.domain.shown.attention import Call, attention


def test_papers_that_were_to_come_to_a_door_that_is_gone_get_another_one() -> None:
    world = World.of(place(A01), place(A02))
    world.announce()
    assert world.doors(O1) == (A01,)
    world.reconfigure(place(A02))
    world.report()
    assert world.told(FactType.COMPARTMENT_REMOVED)[0].compartment == A01
    [released] = world.told(FactType.ORDER_RELEASED)
    assert (released.order, released.compartment, released.data["reason"]) == (O1, A01, "compartment_removed")
    assert world.doors(O1) == (A02,)
    world.confirm(world.put_in())


def test_papers_for_a_door_that_staff_have_to_look_into_wait_when_it_is_gone() -> None:
    world = World.of(place(A01), condition=Condition.TO_CHECK)
    world.announce()
    world.reconfigure(place(A02, size="A5"))
    world.report()
    assert world.order() is PartState.RESERVED
    assert world.doors(O1) == (A02,)
    assert world.visit(world.load()).must_check


def test_a_door_that_comes_back_is_never_proven_empty() -> None:
    world = World.of(place(A01), place(A02))
    world.reconfigure(place(A02))
    world.reconfigure(place(A01), place(A02))
    assert world.condition(A01) is Condition.TO_CHECK
    assert world.told(FactType.COMPARTMENT_ADDED)[0].compartment == A01


@pytest.mark.parametrize("condition", Condition)
def test_only_a_door_with_nothing_behind_it_can_be_left_out(condition: Condition) -> None:
    empty = {Condition.FREE, Condition.RESERVED, Condition.TO_CHECK}
    world = World.of(place(), condition=condition)
    assert world.may_leave_out(A01) is (condition in empty)
    world = World.of(place(), condition=Condition.FREE)
    world.accept(TechnicianOpen("meier", A01, "r"))
    assert not world.may_leave_out(A01), "it is being opened"


def test_a_door_that_carries_the_name_of_what_somebody_brings_cannot_be_left_out() -> None:
    world = World.of(place(), place(A02))
    grant = world.awaited()
    visit = world.opened(grant)
    world.shut(A01)
    world.say(visit, Word.NOTHING_IN)
    assert world.condition() is Condition.TO_CHECK
    assert not world.may_leave_out(A01)


def test_an_order_whose_size_is_gone_waits_and_somebody_is_told() -> None:
    world = World.of(place(A01, size="plate"))
    world.announce(order(O1, needs=Needs(size="plate")))
    world.announce(order(O2, needs=Needs(size="plate")))
    world.reconfigure(place(A01, size="A4"), policy=replace(POLICY, sizes=("A5", "A4")))
    world.report()
    assert [world.order(O1), world.order(O2)] == [PartState.ANNOUNCED, PartState.ANNOUNCED]
    assert world.told(FactType.ORDER_RELEASED)[0].data["reason"] == "no_longer_fits"
    told = world.told(FactType.ORDER_UNSERVABLE)
    assert [(fact.order, fact.data["reason"]) for fact in told] == [(O1, "size_unknown"), (O2, "size_unknown")]
    assert [a.call for a in attention(world.state, world.now, world.policy)] == [Call.NO_DOOR, Call.NO_DOOR]
    assert world.refuse(StartLoading(world.fresh_visit(), O1, STAFF)) is Refusal.SIZE_UNKNOWN
    world.cancel(O1)
    world.reconfigure(place(A01, size="plate"), policy=POLICY)
    world.report()
    assert world.order(O2) is PartState.RESERVED


@pytest.mark.parametrize(
    ("doors", "policy", "why"),
    [
        ((place(door_sensor=DoorSensor.HOOK),), CLAIMS, "never_fits"),
        ((place(item_sensor=ItemSensor.NONE),), POLICY, "never_fits"),
        ((place(), place(A02)), replace(CLAIMS, authorities=frozenset({"kreis"})), "authority_unknown"),
    ],
)
def test_what_no_door_takes_in_any_more_is_told_and_called_for(
    doors: tuple[Place, ...], policy: Policy, why: str
) -> None:
    world = World.of(place(), place(A02), policy=CLAIMS)
    world.awaited(hand_in(O1))
    world.awaited(hand_in(O2))
    world.reconfigure(*doors, policy=policy)
    world.report()
    told = world.told(FactType.ORDER_UNSERVABLE)
    assert [(fact.order, fact.data["reason"]) for fact in told] == [(O1, why), (O2, why)]
    found = attention(world.state, world.now, world.policy)
    assert [(each.call, each.reason, each.order) for each in found] == [
        (Call.NO_DOOR, why, O1),
        (Call.NO_DOOR, why, O2),
    ]
    world.cancel(O1)
    world.reconfigure(place(), place(A02), policy=CLAIMS)
    world.report()
    assert attention(world.state, world.now, world.policy) == ()
    world.collect(max(world.state.grants))


def test_a_door_that_lost_its_contact_takes_in_nothing_under_a_code_that_is_tied_to_it() -> None:
    world = World.of(place())
    grant = world.awaited()
    visit = brought(world, grant, put_in=False)
    world.say(visit, Word.NOTHING_IN)
    world.reconfigure(place(door_sensor=DoorSensor.NONE))
    world.report()
    world.wait(20 * SECOND)
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF
    assert [each.call for each in attention(world.state, world.now, world.policy)] == [Call.TO_LOOK]


def test_papers_of_an_office_that_is_gone_are_not_loaded_but_what_lies_there_is_still_collected() -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded(O1)
    world.announce(order(O2))
    world.reconfigure(place(A01), place(A02), policy=replace(POLICY, authorities=frozenset({"kreis"})))
    world.report()
    assert world.order(O2) is PartState.ANNOUNCED
    assert world.refuse(StartLoading(world.fresh_visit(), O2, STAFF)) is Refusal.BADGE_NOT_VALID
    world.opened(grant)


def test_an_office_that_is_gone_keeps_nobody_elses_papers_waiting() -> None:
    world = World.of(place(A01))
    grant = world.loaded(O1)
    world.announce(order(O2))
    third = world.announce(order(OrderId(O1 + "9"), authority="kreis")).id
    world.reconfigure(place(A01), policy=replace(POLICY, authorities=frozenset({"kreis"})))
    world.report()
    visit = world.opened(grant)
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    assert world.order(third) is PartState.RESERVED


@pytest.mark.parametrize("before", DoorSensor)
@pytest.mark.parametrize("after", DoorSensor)
@pytest.mark.parametrize("moment", ["loaded", "shown", "fired", "open", "shut"])
def test_other_sensors_under_a_document_end_in_a_free_door(before: DoorSensor, after: DoorSensor, moment: str) -> None:
    world = World.of(place(door_sensor=before))
    grant = world.loaded()
    if moment != "loaded":
        world.collect(grant)
    if moment in {"fired", "open", "shut"}:
        world.fire()
    if moment in {"open", "shut"}:
        world.pull()
    if moment == "shut":
        world.shut()
    other = ItemSensor.NONE if before is after else ItemSensor.FITTED
    world.reconfigure(place(door_sensor=after, item_sensor=other))
    world.report()
    world.wait(2 * MINUTE, ticks=4)
    world.shut()
    world.wait(2 * MINUTE, ticks=4)
    world.technician()
    world.take()
    world.shut()
    world.wait(6 * SECOND)
    world.clear()
    assert world.condition() is Condition.FREE
    world.announce(order(O2))
    world.wait(2 * MINUTE, ticks=4)
    world.confirm(world.put_in(O2))
