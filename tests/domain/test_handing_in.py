"""Handing in: rules 16 to 21, one part, one door."""

from dataclasses import replace
from typing import Final

import pytest
from hands import brought, in_custody, paper, settle, staff_look
from policies import CLAIMS, POLICY, classed
from world import A01, A02, MINUTE, O1, O2, SECOND, World, hand_in, order, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Announce
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.outages import Outage
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.receipts import Grade, Paper
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import Policy
from lockerd.domain.model.visits import Phase, Role
from lockerd.domain.model.words import Word

NO_ITEM_SENSOR: Final = place(item_sensor=ItemSensor.NONE)


def test_what_is_put_in_and_seen_passes_to_the_office_with_a_receipt() -> None:
    world = World.of(place())
    grant = world.awaited()
    assert (world.order(), world.worth(grant)) == (PartState.AWAITED, Worth.ACTIVE)
    before_s = world.now.lo_s
    visit = brought(world, grant)
    assert (world.visit(visit).role, world.condition(), world.worth(grant)) == (
        Role.GIVER,
        Condition.HANDING_OVER,
        Worth.ACTIVE,
    )
    world.say(visit, Word.ALL_IN)
    assert not in_custody(world), "not before readings sampled after the word"
    settle(world)
    assert (world.order(), world.condition(), world.worth(grant)) == (
        PartState.HANDED_IN,
        Condition.OCCUPIED,
        Worth.SPENT,
    )
    receipt = paper(world, visit)
    assert (receipt.paper, receipt.grade, receipt.outage) == (Paper.RECEIPT, Grade.SENSOR, Outage.NONE)
    assert receipt.hi_s is not None
    assert before_s - 5 <= receipt.lo_s <= receipt.hi_s
    assert world.visit(visit).phase is Phase.PAPER_READY
    assert len(world.told(FactType.PART_HANDED_IN)) == len(world.told(FactType.ORDER_HANDED_IN)) == 1
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID


def test_left_without_a_word_counts_where_the_sensor_proves_it() -> None:
    world = World.of(place())
    brought(world)
    world.wait(119 * SECOND, ticks=20)
    assert not in_custody(world)
    world.wait(3 * SECOND, ticks=3)
    assert in_custody(world)


@pytest.mark.parametrize(
    ("policy", "ends"), [(CLAIMS, PartState.HANDED_IN), (POLICY, PartState.QUARANTINED)], ids=["claims", "sensor"]
)
def test_a_thin_letter_is_taken_on_a_word_where_the_class_says_so(policy: Policy, ends: PartState) -> None:
    world = World.of(place(), policy=policy)
    world.boxes[A01].seen_by_sensor = False
    visit = brought(world)
    world.say(visit, Word.ALL_IN)
    if policy is POLICY:
        assert world.visit(visit).trouble is Refusal.ITEM_NOT_SEEN, "the door is offered once more first"
        world.say(visit, Word.ALL_IN)
    settle(world)
    assert world.order() is ends
    papers = {each.paper for each in world.state.receipts.values()}
    assert papers == ({Paper.RECEIPT} if policy is CLAIMS else {Paper.RECORD})
    if policy is CLAIMS:
        assert paper(world, visit).grade is Grade.CLAIM


def test_without_item_sensor_nothing_is_opened_for_a_class_that_needs_one() -> None:
    world = World.of(NO_ITEM_SENSOR, policy=CLAIMS)
    grant = world.awaited()
    world.policy = POLICY
    assert world.refuse(world.show(grant)) is Refusal.NO_COMPARTMENT
    world = World.of(NO_ITEM_SENSOR, policy=CLAIMS)
    visit = brought(world)
    world.say(visit, Word.ALL_IN)
    settle(world)
    assert paper(world, visit).grade is Grade.CLAIM


def test_nothing_is_opened_for_an_office_that_does_not_use_the_site_any_more() -> None:
    world = World.of(place())
    grant = world.awaited()
    world.reconfigure(place(), policy=replace(POLICY, authorities=frozenset({"kreis"})))
    world.report()
    assert world.refuse(world.show(grant)) is Refusal.NO_COMPARTMENT
    assert (world.condition(), len(world.told(FactType.ORDER_UNSERVABLE))) == (Condition.FREE, 1)


@pytest.mark.parametrize("sensor", [DoorSensor.HOOK, DoorSensor.NONE])
def test_a_door_that_is_not_seen_to_open_takes_nothing_in(sensor: DoorSensor) -> None:
    world = World.of(place(), policy=CLAIMS)
    grant = world.awaited()
    world.reconfigure(place(door_sensor=sensor))
    world.report()
    world.wait(20 * SECOND)
    assert world.refuse(world.show(grant)) is Refusal.NO_COMPARTMENT


@pytest.mark.parametrize(
    ("door", "item", "claims", "hooks"),
    [
        (DoorSensor.HOOK, ItemSensor.FITTED, True, False),
        (DoorSensor.NONE, ItemSensor.FITTED, True, True),
        (DoorSensor.CONTACT, ItemSensor.NONE, False, True),
        (DoorSensor.HOOK, ItemSensor.NONE, False, True),
    ],
)
def test_what_no_door_of_the_wall_can_take_in_is_refused_before_anybody_gets_a_code(
    door: DoorSensor, item: ItemSensor, claims: bool, hooks: bool
) -> None:
    policy = classed("plates", takes_claims=claims, takes_hooks=hooks)
    world = World.of(place(door_sensor=door, item_sensor=item), policy=policy)
    wanted = hand_in()
    assert world.refuse(Announce(wanted.order, wanted.parts, world.fresh_code())) is Refusal.NEVER_FITS
    world.announce(order(document_class="plates"))


def test_a_class_that_is_taken_in_behind_hooks_opens_such_a_door() -> None:
    policy = classed("plates", takes_hooks=True)
    world = World.of(place(door_sensor=DoorSensor.HOOK), policy=policy)
    assert world.visit(world.collect(world.awaited())).role is Role.GIVER


def test_only_what_is_proven_empty_at_that_moment_is_opened() -> None:
    world = World.of(place(), place(A02))
    grant = world.awaited()
    world.boxes[A01].item = True
    world.report([A01])
    assert world.condition() is Condition.TO_CHECK
    visit = world.collect(grant)
    assert world.visit(visit).compartment == A02


def test_said_nothing_and_nothing_seen_keeps_the_code_for_this_door() -> None:
    world = World.of(place(), place(A02))
    grant = world.awaited()
    visit = brought(world, grant, put_in=False)
    world.say(visit, Word.NOTHING_IN)
    assert (world.order(), world.condition(), world.worth(grant)) == (
        PartState.AWAITED,
        Condition.TO_CHECK,
        Worth.ACTIVE,
    )
    assert paper(world, visit).paper is Paper.RECORD
    world.wait(6 * SECOND)
    world.say(visit, Word.DONE)
    again = brought(world, grant)
    assert world.visit(again).compartment == A01, "its own door and no other"
    world.say(again, Word.ALL_IN)
    settle(world)
    assert in_custody(world)


def test_seen_but_said_nothing_is_for_staff() -> None:
    world = World.of(place())
    grant = world.awaited()
    visit = brought(world, grant)
    world.say(visit, Word.NOTHING_IN)
    assert (world.condition(), world.worth(grant)) == (Condition.QUARANTINED, Worth.SUSPENDED)
    assert paper(world, visit).paper is Paper.RECORD


def test_a_word_said_before_the_door_opens_again_is_void() -> None:
    world = World.of(place())
    visit = brought(world)
    world.say(visit, Word.ALL_IN)
    world.boxes[A01].bolted = False
    world.pull()
    world.take()
    world.wait(20 * SECOND, ticks=20)
    assert not in_custody(world)
    assert not world.told(FactType.PART_HANDED_IN)


def test_the_door_may_be_opened_again_and_three_times_in_all() -> None:
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
    world.wait(6 * SECOND)
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.NO_MORE_OPENINGS
    world.say(visit, Word.NOTHING_IN)
    assert world.worth(grant) is Worth.SUSPENDED, "then staff look"
    assert world.told(FactType.GRANT_SUSPENDED)[-1].data["reason"] == "openings_used_up"


def test_a_door_left_open_is_never_custody_by_a_later_closing() -> None:
    world = World.of(place())
    visit = world.collect(world.awaited())
    world.fire()
    world.pull()
    world.boxes[A01].item = True
    world.report([A01])
    world.wait(5 * MINUTE, ticks=60)
    world.wait(SECOND)
    assert (world.visit(visit).phase, world.condition()) == (Phase.PAPER_READY, Condition.QUARANTINED)
    world.shut()
    world.wait(20 * MINUTE, ticks=20)
    assert (world.order(), world.condition()) == (PartState.QUARANTINED, Condition.QUARANTINED)


def test_a_door_that_never_opens_is_free_again_only_if_nothing_was_fired() -> None:
    world = World.of(place())
    grant = world.awaited()
    world.collect(grant)
    world.give_back()
    assert (world.condition(), world.order(), world.worth(grant)) == (
        Condition.FREE,
        PartState.AWAITED,
        Worth.ACTIVE,
    )
    world.wait(20 * SECOND)
    visit = world.collect(grant)
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(6 * SECOND, ticks=6)
        world.wait(3 * SECOND, ticks=3)
    assert (world.condition(), world.worth(grant)) == (Condition.TO_CHECK, Worth.JAMMED)
    assert paper(world, visit).paper is Paper.RECORD
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF


@pytest.mark.parametrize("who", ["technician", "force"])
def test_an_opening_under_no_right_of_its_own_suspends_it(who: str) -> None:
    world = World.of(place())
    grant = world.awaited()
    visit = brought(world, grant, put_in=False)
    world.say(visit, Word.NOTHING_IN)
    world.wait(20 * SECOND)
    if who == "technician":
        world.technician()
    else:
        world.pull()
    assert (world.condition(), world.worth(grant)) == (Condition.QUARANTINED, Worth.SUSPENDED)
    assert world.part().compartment == A01, "the name stays until staff have reported"


def test_an_opening_in_custody_is_an_incident_and_the_receipt_stays() -> None:
    world = World.of(place())
    visit = brought(world)
    world.say(visit, Word.ALL_IN)
    settle(world)
    world.wait(20 * SECOND)
    world.pull()
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.HANDED_IN)
    assert world.part().receipt is not None


def test_an_item_that_goes_in_custody_behind_a_shut_door_is_an_incident() -> None:
    world = World.of(place())
    visit = brought(world)
    world.say(visit, Word.ALL_IN)
    settle(world)
    world.take()
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.HANDED_IN)


@pytest.mark.parametrize("found", [True, False])
def test_what_staff_find_is_custody_and_what_they_do_not_find_ends_no_order(found: bool) -> None:
    world = World.of(place())
    grant = world.awaited()
    visit = brought(world, grant)
    world.say(visit, Word.NOTHING_IN)
    world.wait(20 * SECOND)
    staff_look(world, found=found)
    assert world.condition() is Condition.FREE
    receipts = [each for each in world.state.receipts.values() if each.paper is Paper.RECEIPT]
    if found:
        assert world.order() is PartState.RETRIEVED
        assert [each.grade for each in receipts] == [Grade.FOUND]
    else:
        assert (world.order(), world.worth(grant), receipts) == (PartState.AWAITED, Worth.ACTIVE, [])
        assert (world.part().attempts, world.part().openings) == (0, 0), "both counts begin anew"


def test_staff_take_out_what_was_handed_in() -> None:
    world = World.of(place())
    visit = brought(world)
    world.say(visit, Word.ALL_IN)
    settle(world)
    world.wait(20 * SECOND)
    staff_look(world, found=False)
    assert (world.order(), world.condition()) == (PartState.RETRIEVED, Condition.FREE)
    assert len(world.told(FactType.ORDER_RETRIEVED)) == len(world.told(FactType.ORDER_CLOSED)) == 1


def test_cancelling_waits_for_the_visit_and_takes_no_custody_back() -> None:
    world = World.of(place())
    visit = brought(world)
    world.cancel()
    world.say(visit, Word.ALL_IN)
    settle(world)
    assert in_custody(world)
    world.wait(3 * MINUTE, ticks=3)
    assert in_custody(world)


def test_a_tied_order_that_is_cancelled_keeps_its_name_until_staff_have_looked() -> None:
    world = World.of(place())
    grant = world.awaited()
    visit = brought(world, grant, put_in=False)
    world.say(visit, Word.NOTHING_IN)
    world.cancel()
    assert (world.order(), world.part().compartment) == (PartState.CANCELLED, A01)
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID
    assert not world.told(FactType.ORDER_CLOSED)
    world.wait(20 * SECOND)
    staff_look(world, found=False)
    assert (world.order(), world.condition()) == (PartState.CLOSED, Condition.FREE)


def test_an_order_that_nobody_came_for_expires_and_is_cancelled_at_once() -> None:
    world = World.of(place())
    world.awaited()
    world.cancel()
    assert world.order() is PartState.CANCELLED
    assert world.state.orders[O1].ended_powered_ms is not None
    assert len(world.told(FactType.ORDER_CANCELLED)) == 1


def test_the_wall_that_is_full_says_so() -> None:
    world = World.of(place(), condition=Condition.TO_CHECK)
    assert world.refuse(world.show(world.awaited(hand_in()))) is Refusal.NO_COMPARTMENT
    assert world.part().right is RightState.ACTIVE


def test_nobody_ends_the_seconds_in_which_a_word_is_checked() -> None:
    world = World.of(place(), place(A02))
    first, second = world.awaited(), world.awaited(hand_in(O2))
    visit = brought(world, first)
    world.wait(6 * SECOND)
    world.say(visit, Word.ALL_IN)
    assert world.refuse(world.show(second)) is Refusal.BUSY
    assert not world.told(FactType.PART_HANDED_IN), "not by what was read before the word"
    settle(world)
    assert in_custody(world)
    world.collect(second)
