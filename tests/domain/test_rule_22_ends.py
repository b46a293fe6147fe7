"""What the office wants, time and power cuts bring, in every phase of an exchange behind two doors (rule 22)."""

from dataclasses import replace

import pytest
from hands import settle, staff_look
from policies import CLAIMS
from two_steps import A03, NEW_AT, OLD_AT, at_old_door, brought, custody, new, old, ready, taken, wall
from world import A02, DAY_MS, MINUTE, O1, O2, SECOND, STAFF, Wanted, World, old_first, order, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.consistency import breaches
from lockerd.domain.model.events import Announce, Refused, Say
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import GrantState, Worth
from lockerd.domain.model.holds import EndHold, PutOnHold
from lockerd.domain.model.parts import Needs, PartState, RightState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import Reissue, StartLoading
from lockerd.domain.model.terms import ChangeOrder, Extend, Longer
from lockerd.domain.model.visits import Role
from lockerd.domain.model.words import Word


def refusal(world: World, wanted: Wanted) -> Refusal:
    return world.refuse(Announce(wanted.order, wanted.parts))


def expired(world: World) -> None:
    world.wait(31 * DAY_MS, ticks=31)


# before the old one


def test_cancelled_before_the_loading_it_has_ended() -> None:
    world = wall()
    world.announce(old_first())
    world.cancel()
    assert (world.order(), world.condition(NEW_AT)) == (PartState.CANCELLED, Condition.FREE)


def test_cancelled_when_the_new_one_is_in_it_is_recalled_and_nobody_brings_anything() -> None:
    world = wall()
    grant = ready(world)
    world.cancel()
    assert (old(world).state, new(world).state, world.worth(grant)) == (
        PartState.CANCELLED,
        PartState.RECALLED,
        Worth.REVOKED,
    )
    staff_look(world, found=False)
    assert len(world.told(FactType.ORDER_CLOSED)) == 1


def test_cancelled_at_the_old_ones_door_custody_may_still_pass_and_the_new_one_is_not_opened() -> None:
    world = wall()
    visit = at_old_door(world, ready(world))
    world.cancel()
    world.boxes[OLD_AT].item = True
    world.shut(OLD_AT)
    world.say(visit, Word.ALL_IN)
    settle(world)
    assert (old(world).state, new(world).state) == (PartState.HANDED_IN, PartState.RECALLED)
    assert (world.visit(visit).role, world.visit(visit).trouble) == (Role.GIVER, Refusal.CANCELLED)
    assert not world.unlocks


def test_cancelled_after_custody_the_old_one_stays_and_the_rest_ends() -> None:
    world = wall()
    grant = ready(world)
    brought(world, grant)
    world.wait(130 * SECOND, ticks=13)
    world.cancel()
    assert (old(world).state, new(world).state) == (PartState.HANDED_IN, PartState.RECALLED)
    assert old(world).receipt is not None
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID


def test_undone_it_is_loaded_again_and_the_old_one_is_brought_then() -> None:
    world = wall()
    world.announce(old_first())
    visit = world.put_in(O1)
    world.confirm(visit)
    world.wait(6 * SECOND)
    world.say(visit, Word.UNDO)
    world.fire()
    world.pull(NEW_AT)
    world.boxes[NEW_AT].item = False
    world.shut(NEW_AT)
    world.say(visit, Word.TAKEN_OUT)
    assert (old(world).state, old(world).right) == (PartState.AWAITED, RightState.ACTIVE)
    assert new(world).state in {PartState.ANNOUNCED, PartState.RESERVED}
    world.wait(6 * SECOND)
    again = world.put_in(O1)
    grant = world.confirm(again)
    world.say(again, Word.DONE)
    world.wait(6 * SECOND)
    world.collect(grant)


def test_not_undone_any_more_once_somebody_has_begun_to_bring() -> None:
    world = wall()
    world.announce(old_first())
    loading = world.put_in(O1)
    grant = world.confirm(loading)
    at_old_door(world, grant)
    assert world.refuse(Say(loading, Word.UNDO)) is Refusal.NOT_NOW


@pytest.mark.parametrize("phase", ["before", "custody"])
def test_on_hold_nothing_is_opened_and_then_all_goes_on(phase: str) -> None:
    world = wall()
    grant = ready(world)
    if phase == "custody":
        brought(world, grant)
        world.wait(130 * SECOND, ticks=13)
    world.accept(PutOnHold(O1, "fee"))
    assert world.refuse(world.show(grant)) is Refusal.ORDER_ON_HOLD
    world.accept(EndHold(O1))
    taken(world, custody(world, grant) if phase == "before" else world.collect(grant))


@pytest.mark.parametrize("phase", ["before", "custody"])
def test_a_new_code_takes_over_how_far_it_is(phase: str) -> None:
    world = wall()
    grant = ready(world)
    if phase == "custody":
        brought(world, grant)
        world.wait(130 * SECOND, ticks=13)
    fresh = world.reissue()
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID
    taken(world, custody(world, fresh) if phase == "before" else world.collect(fresh))


def test_no_new_code_where_the_new_one_waits_for_staff() -> None:
    world = wall()
    ready(world)
    world.technician(NEW_AT)
    world.shut(NEW_AT)
    assert (new(world).state, old(world).state) == (PartState.QUARANTINED, PartState.AWAITED)
    assert world.refuse(Reissue(O1, world.fresh_code())) is Refusal.ASK_STAFF


def test_whoever_cannot_get_the_new_one_keeps_the_old_one() -> None:
    world = wall()
    grant = ready(world)
    world.technician(NEW_AT)
    world.shut(NEW_AT)
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF
    world.take(NEW_AT)
    world.clear(NEW_AT)
    assert (old(world).state, new(world).state) == (PartState.CLOSED, PartState.RETRIEVED)
    assert world.order() is PartState.CLOSED
    assert len(world.told(FactType.ORDER_CLOSED)) == 1


def test_the_new_one_is_lost_to_staff_while_the_old_one_is_brought_and_that_is_told() -> None:
    world = wall()
    visit = brought(world, ready(world))
    world.technician(NEW_AT)
    world.shut(NEW_AT)
    world.say(visit, Word.ALL_IN)
    settle(world)
    assert (old(world).state, new(world).state) == (PartState.HANDED_IN, PartState.QUARANTINED)
    assert world.visit(visit).trouble is Refusal.ASK_STAFF


def test_expired_before_anybody_came_it_may_be_given_more_time() -> None:
    world = wall()
    grant = ready(world)
    expired(world)
    assert (old(world).state, new(world).state, world.grant(grant).state) == (
        PartState.EXPIRED,
        PartState.EXPIRED,
        GrantState.EXPIRED,
    )
    assert world.refuse(world.show(grant)) is Refusal.EXPIRED
    world.accept(Extend("stadt", O1, Longer(at_least_ms=DAY_MS)))
    assert (old(world).state, new(world).state) == (PartState.AWAITED, PartState.READY)
    taken(world, custody(world, grant))


def test_expired_and_taken_out_it_has_ended() -> None:
    world = wall()
    ready(world)
    expired(world)
    staff_look(world, found=False)
    assert (old(world).state, new(world).state) == (PartState.CLOSED, PartState.RETRIEVED)
    assert len(world.told(FactType.ORDER_CLOSED)) == 1


def test_expired_after_custody_the_receipt_stays() -> None:
    world = wall()
    grant = ready(world)
    brought(world, grant)
    world.wait(130 * SECOND, ticks=13)
    expired(world)
    assert (old(world).state, new(world).state) == (PartState.HANDED_IN, PartState.EXPIRED)
    world.accept(Extend("stadt", O1, Longer(at_least_ms=DAY_MS)))
    taken(world, world.collect(grant))


def test_expired_while_the_old_one_is_unclear_it_may_still_be_found_nothing_and_extended() -> None:
    world = World.of(place(), place(A02))
    grant = ready(world)
    visit = brought(world, grant, put_in=False)
    world.say(visit, Word.ALL_IN)
    world.say(visit, Word.ALL_IN)
    settle(world)
    expired(world)
    assert (old(world).state, new(world).state) == (PartState.QUARANTINED, PartState.EXPIRED)
    world.technician(OLD_AT)
    world.shut(OLD_AT)
    world.clear(OLD_AT)
    assert (old(world).state, old(world).compartment) == (PartState.AWAITED, None)
    world.accept(Extend("stadt", O1, Longer(at_least_ms=DAY_MS)))
    world.wait(6 * SECOND)
    taken(world, custody(world, grant))


def test_the_time_of_the_new_one_goes_on_while_the_old_one_is_unclear() -> None:
    world = World.of(place(), place(A02))
    grant = ready(world)
    visit = brought(world, grant, put_in=False)
    world.say(visit, Word.ALL_IN)
    world.say(visit, Word.ALL_IN)
    settle(world)
    before = world.grant(grant).retention_left_ms
    world.wait(DAY_MS, ticks=24)
    assert before - world.grant(grant).retention_left_ms == pytest.approx(DAY_MS, abs=2 * MINUTE)


# power cuts


def test_cut_off_with_the_old_one_inside_it_is_judged_and_then_the_new_one_is_fetched() -> None:
    world = wall()
    grant = ready(world)
    brought(world, grant)
    world.crash()
    world.report()
    world.wait(16 * MINUTE, ticks=96)
    assert old(world).state is PartState.HANDED_IN
    taken(world, world.collect(grant))


def test_cut_off_at_the_old_ones_door_the_code_opens_that_and_no_other() -> None:
    world = wall()
    grant = ready(world)
    brought(world, grant)
    world.crash()
    world.report()
    visit = world.collect(grant)
    assert (world.visit(visit).role, world.visit(visit).compartment) == (Role.GIVER, OLD_AT)


def test_cut_off_between_the_doors_the_new_one_is_fetched_and_the_old_one_asked_for_no_more() -> None:
    world = wall()
    grant = ready(world)
    custody(world, grant)
    world.crash()
    world.report()
    assert (old(world).state, new(world).right) == (PartState.HANDED_IN, RightState.GRACE)
    visit = world.collect(grant)
    assert (world.visit(visit).role, world.visit(visit).compartment) == (Role.TAKER, NEW_AT)
    taken(world, visit)


def test_cut_off_with_the_new_ones_door_open_custody_is_untouched() -> None:
    world = wall()
    custody(world, ready(world))
    world.fire()
    world.pull(NEW_AT)
    world.crash()
    world.report()
    assert (old(world).state, new(world).right) == (PartState.HANDED_IN, RightState.SPENT)


# doors and what is asked for


def test_one_door_is_never_enough() -> None:
    assert refusal(World.of(place(), policy=CLAIMS), old_first()) is Refusal.NEVER_FITS
    blind = place(A02, door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE)
    assert refusal(World.of(blind, place(A03, door_sensor=DoorSensor.NONE)), old_first()) is Refusal.NEVER_FITS
    World.of(place(), blind).announce(old_first())


def test_the_same_door_cannot_be_for_both() -> None:
    wanted = old_first()
    both_low = replace(wanted, parts=tuple(replace(part, needs=Needs(highest_cm=60)) for part in wanted.parts))
    world = World.of(place(height_cm=50), place(A02), policy=replace(CLAIMS, reach_low_cm=40))
    assert refusal(world, both_low) is Refusal.NEVER_FITS


@pytest.mark.parametrize("which", ["only the new one", "the new one first", "two old ones"])
def test_its_parts_are_one_old_and_one_new(which: str) -> None:
    wanted = old_first()
    old_one, new_one = wanted.parts
    parts = {
        "only the new one": (replace(new_one, id=old_one.id),),
        "the new one first": (replace(new_one, id=old_one.id), replace(old_one, id=new_one.id)),
        "two old ones": (old_one, replace(old_one, id=new_one.id)),
    }[which]
    asked = replace(wanted.order, parts=len(parts))
    assert refusal(wall(), Wanted(asked, parts)) is Refusal.KIND_NOT_SUPPORTED


def test_not_loaded_where_no_door_is_left_for_what_is_brought() -> None:
    world = wall(2)
    world.loaded(O2)
    world.announce(old_first())
    assert world.refuse(StartLoading(world.fresh_visit(), O1, STAFF)) is Refusal.NO_DOOR_TO_BRING


def test_the_only_door_for_what_is_brought_is_left_free_where_another_would_do() -> None:
    bare = place(door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE, size="plate")
    world = World.of(bare, place(A02))
    world.announce(old_first())
    assert new(world).compartment == bare.compartment, "which is larger than it needs, and A02 would be the best"


def test_loaded_where_a_mere_reservation_can_give_way_to_what_is_brought() -> None:
    world = wall(2)
    world.announce(old_first())
    world.announce(order(O2))
    assert world.condition(A02) is Condition.RESERVED
    visit = world.put_in(O1)
    grant = world.confirm(visit)
    world.say(visit, Word.DONE)
    world.wait(6 * SECOND)
    custody(world, grant)


def test_another_need_that_only_the_new_ones_door_meets_is_refused() -> None:
    world = World.of(place(height_cm=100), place(A02, height_cm=110), policy=CLAIMS)
    world.announce(old_first())
    for part in (1, 2):
        answer = world.event(ChangeOrder("stadt", O1, part=part, needs=Needs(highest_cm=105)))
        assert isinstance(answer, Refused) is (part == 2)


def test_a_new_one_that_is_opened_before_custody_is_a_contradiction() -> None:
    world = wall()
    ready(world)
    early = replace(new(world), state=PartState.COLLECTING, right=RightState.ATTEMPTING)
    state = world.state._replace(parts=world.state.parts.insert(early.id, early))
    assert "the old one is not with the office" in breaches({NEW_AT: early.id}, state, [early])[NEW_AT]
