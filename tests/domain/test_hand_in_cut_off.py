"""A hand-in is cut off by the power or by a silent board: nothing is fired, and custody waits for readings."""

import pytest
from hands import brought, in_custody, settle
from policies import CLAIMS, POLICY
from world import A01, A02, MINUTE, SECOND, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.parts import OPENS, PartState
from lockerd.domain.model.receipts import Outage, Paper
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import NotFiredReason
from lockerd.domain.model.state import Policy
from lockerd.domain.model.words import Word


@pytest.mark.parametrize("put_in", [True, False])
@pytest.mark.parametrize("when", ["committed", "fired", "open", "shut", "said"])
def test_a_power_cut_fires_nothing_and_loses_nothing(when: str, put_in: bool) -> None:
    world = World.of(place())
    grant = world.awaited()
    visit = world.collect(grant)
    inside = put_in and when in {"shut", "said"}
    if when != "committed":
        world.fire(gives_way=when != "fired")
    if when in {"open", "shut", "said"}:
        world.pull()
    if when in {"shut", "said"}:
        world.boxes[A01].item = inside
        world.shut()
    if when == "said":
        world.say(visit, Word.ALL_IN if put_in else Word.NOTHING_IN)
    over = when == "said" and not put_in
    world.crash()
    assert not world.unlocks
    world.report()
    if when == "open":
        assert (world.condition(), world.worth(grant)) == (Condition.QUARANTINED, Worth.SUSPENDED)
        return
    assert world.part().compartment == A01
    assert world.worth(grant) is Worth.ACTIVE
    assert world.order() is (PartState.AWAITED if over else PartState.HANDING_IN)
    world.wait(16 * MINUTE, ticks=100)
    if inside:
        assert in_custody(world)
        receipt = world.state.receipts[world.part().receipt]  # type: ignore[index]
        assert receipt.outage is Outage.POWER
    else:
        assert (world.order(), world.condition()) == (PartState.AWAITED, Condition.TO_CHECK)
        assert world.told(FactType.ORDER_AWAITED)[-1].compartment == A01, "central learns that it is awaited again"
    assert len(world.told(FactType.PART_HANDED_IN)) == inside


def test_after_a_power_cut_the_code_goes_on_at_the_same_door() -> None:
    world = World.of(place(), place(A02))
    grant = world.awaited()
    brought(world, grant, put_in=False)
    world.crash()
    world.report()
    visit = brought(world, grant)
    assert world.visit(visit).compartment == A01
    world.say(visit, Word.ALL_IN)
    settle(world)
    assert in_custody(world)


def test_a_reboot_renews_no_minutes() -> None:
    world = World.of(place())
    brought(world, put_in=False)
    for _ in range(10):
        world.crash()
        world.report()
        world.wait(2 * MINUTE, ticks=12)
    assert world.order() is PartState.AWAITED


@pytest.mark.parametrize("told", [True, False])
def test_no_reading_after_a_power_cut_is_for_staff(*, told: bool) -> None:
    world = World.of(place())
    grant = world.awaited()
    brought(world, grant)
    world.crash()
    if told:
        world.boxes[A01].answering = False
        world.report()
    world.wait(2 * MINUTE, ticks=24)
    assert (world.condition(), world.worth(grant)) == (Condition.QUARANTINED, Worth.SUSPENDED)


def test_a_board_that_falls_silent_later_than_a_minute_after_the_start_costs_no_door() -> None:
    world = World.of(place())
    grant = world.awaited()
    brought(world, grant)
    world.crash()
    world.report()
    world.wait(2 * MINUTE, ticks=24)
    world.boxes[A01].answering = False
    world.report()
    world.wait(60 * MINUTE, ticks=60)
    assert (world.order(), world.condition(), world.worth(grant)) == (
        PartState.HANDING_IN,
        Condition.HANDING_OVER,
        Worth.ACTIVE,
    )
    world.boxes[A01].answering = True
    world.report()
    world.wait(16 * MINUTE, ticks=100)
    assert in_custody(world)
    assert world.told(FactType.PART_HANDED_IN)[0].data["outage"] is Outage.POWER


@pytest.mark.parametrize("said", [True, False])
@pytest.mark.parametrize("policy", [POLICY, CLAIMS], ids=["sensor", "claims"])
@pytest.mark.parametrize("put_in", [True, False])
def test_f41_no_custody_while_the_door_cannot_be_read(policy: Policy, said: bool, put_in: bool) -> None:
    world = World.of(place(), policy=policy)
    grant = world.awaited()
    visit = brought(world, grant, put_in=put_in)
    if said and (put_in or policy is CLAIMS):
        world.say(visit, Word.ALL_IN)
    world.boxes[A01].answering = False
    world.report()
    world.wait(130 * SECOND, ticks=26)
    assert not world.told(FactType.PART_HANDED_IN)
    assert (world.order(), world.condition(), world.worth(grant)) == (
        PartState.HANDING_IN,
        Condition.HANDING_OVER,
        Worth.ACTIVE,
    )
    assert {each.paper for each in world.state.receipts.values()} == {Paper.RECORD}
    assert {each.reason for each in world.state.receipts.values()} == {Refusal.OUT_OF_SERVICE}
    world.boxes[A01].answering = True
    world.report()
    world.wait(16 * MINUTE, ticks=100)
    assert in_custody(world) is put_in, "judged as left without a word"
    told = [fact.data["outage"] for fact in world.told(FactType.PART_HANDED_IN)]
    papers = [each.outage for each in world.state.receipts.values() if each.paper is Paper.RECEIPT]
    assert told == papers == [Outage.SILENCE] * put_in, "the power did not fail"
    assert len(world.told(FactType.PART_HANDED_IN)) == put_in


def test_a_third_try_that_the_power_cuts_off_keeps_the_code_for_staff_and_the_door_for_its_part() -> None:
    world = World.of(place())
    grant = world.awaited()
    world.collect(grant)
    for _ in range(2):
        world.fire(gives_way=False)
        world.wait(6 * SECOND)
        world.wait(6 * SECOND)
    world.fire(gives_way=False)
    assert world.part().attempts == 3
    world.crash()
    world.report()
    assert (world.order(), world.worth(grant)) == (PartState.AWAITED, Worth.JAMMED)
    assert (world.condition(), world.part().compartment) == (Condition.TO_CHECK, A01)


def test_rule_19_the_minutes_after_a_power_cut_are_no_fourth_opening() -> None:
    world = World.of(place())
    grant = world.awaited()
    visit = brought(world, grant, put_in=False)
    for _ in range(2):
        world.wait(6 * SECOND)
        world.say(visit, Word.OPEN_AGAIN)
        world.fire()
        world.pull()
        world.shut()
    assert world.part().openings == 3
    world.crash()
    world.report()
    assert (world.order(), world.worth(grant)) == (PartState.HANDING_IN, Worth.ACTIVE)
    world.wait(MINUTE)
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF
    assert not world.unlocks


def test_rule_20_a_tied_door_where_nothing_lies_keeps_its_code_when_its_board_was_silent_for_a_moment() -> None:
    world = World.of(place())
    grant = world.awaited()
    visit = brought(world, grant, put_in=False)
    world.say(visit, Word.NOTHING_IN)
    for answering in (False, True):
        world.boxes[A01].answering = answering
        world.report()
    assert (world.condition(), world.worth(grant)) == (Condition.TO_CHECK, Worth.ACTIVE)


@pytest.mark.parametrize("pulsed", [False, True])
def test_rule_21_what_was_given_back_before_any_pulse_is_nobodys_after_a_power_cut(*, pulsed: bool) -> None:
    world = World.of(place())
    world.collect(world.awaited())
    if pulsed:
        world.fire(gives_way=False)
        world.wait(6 * SECOND, ticks=6)
        world.wait(3 * SECOND, ticks=3)
    world.give_back(NotFiredReason.BOARD_DEAD)
    world.crash()
    world.report()
    if pulsed:
        assert (world.condition(), world.part().compartment) == (Condition.HANDING_OVER, A01)
    else:
        assert (world.condition(), world.part().compartment) == (Condition.FREE, None)
    assert world.part().right in OPENS
