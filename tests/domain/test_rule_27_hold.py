"""Rule 27: an order that is kept back opens nothing, keeps all counts and ties, and is afterwards what it was."""

from dataclasses import replace
from typing import Final

import pytest
from world import A01, A02, MINUTE, O1, O2, SECOND, World, order, place

from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.holds import EndHold, PutOnHold
from lockerd.domain.model.ids import GrantId
from lockerd.domain.model.orders import Hold
from lockerd.domain.model.parts import Needs, PartState, RightState
from lockerd.domain.model.readings import Sensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded
from lockerd.domain.model.state import DAY_MS
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockerd.domain.openings.recovery import GRACE_MS

HOLD: Final = PutOnHold(O1, "fee_unpaid")
RELEASE: Final = EndHold(O1)
TWO: Final = (Needs(), Needs())


def held(world: World) -> Hold:
    """Whether the order is kept back."""
    return world.state.orders[O1].hold


def two_parts(world: World) -> GrantId:
    """An order behind two doors, ready."""
    world.announce(order(needs=TWO))
    visit = world.load()
    for door in (A01, A02):
        world.fire()
        world.pull(door)
        world.boxes[door].item = True
        world.shut(door)
        answer = world.accept(ConfirmLoaded(visit, world.fresh_code()))
    world.say(visit, Word.DONE)
    world.wait(6 * SECOND)
    assert answer.grant is not None
    return answer.grant


def collected(world: World, grant: GrantId) -> None:
    """The person comes and takes it out."""
    visit = world.opened(grant)
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    assert world.order() is PartState.CLOSED


@pytest.mark.parametrize("form", CodeForm)
def test_a_code_is_refused_while_its_order_is_on_hold_and_good_again_afterwards(form: CodeForm) -> None:
    world = World.of(place())
    grant = world.loaded()
    world.accept(HOLD)
    before = world.state.parts
    assert world.refuse(world.show(grant, form)) is Refusal.ORDER_ON_HOLD
    assert (world.state.parts, world.worth(grant), world.unlocks) == (before, Worth.ACTIVE, [])
    assert world.told(FactType.CODE_REFUSED)[-1].data["reason"] == "order_on_hold"
    assert not world.state.site.tries.failures, "the right code is no wrong try"
    world.accept(RELEASE)
    collected(world, grant)
    assert [fact.data for fact in world.told(FactType.ORDER_HELD)] == [{"hold_reason": "fee_unpaid"}]
    assert len(world.told(FactType.ORDER_HOLD_ENDED)) == 1


def test_what_failed_before_still_counts_afterwards() -> None:
    """Two of three tries are used up: a hold between them forgives neither."""
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    world.fire(gives_way=False)
    world.wait(6 * SECOND)
    assert world.visit(visit).phase is Phase.RETRYING
    world.accept(HOLD)
    assert held(world) is Hold.WANTED
    world.wait(3 * SECOND)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.ORDER_ON_HOLD)
    assert not world.unlocks
    assert (held(world), world.part().attempts, world.worth(grant)) == (Hold.ON, 1, Worth.ACTIVE)
    world.accept(RELEASE)
    world.collect(grant)
    assert world.part().attempts == 2


def test_a_pulse_on_its_way_is_waited_for_and_what_it_opens_is_judged() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    world.accept(HOLD)
    assert not world.told(FactType.ORDER_HELD)
    world.fire()
    world.pull()
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    assert (world.order(), world.condition(), held(world)) == (PartState.CLOSED, Condition.FREE, Hold.NONE)
    assert not world.told(FactType.ORDER_HELD), "it came too late, and nothing says otherwise"


def test_who_stands_at_an_open_door_has_it_and_gets_no_other() -> None:
    world = World.of(place(), place(A02))
    grant = two_parts(world)
    visit = world.opened(grant)
    world.accept(HOLD)
    world.take()
    world.shut()
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.ORDER_ON_HOLD
    world.say(visit, Word.TAKEN_OUT)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.ORDER_ON_HOLD)
    assert world.part().state is PartState.CLOSED
    assert (world.part(number=2).state, held(world)) == (PartState.READY, Hold.ON)
    world.accept(RELEASE)
    world.collect(grant)
    assert world.part(number=2).state is PartState.COLLECTING


def test_nothing_is_opened_again_for_an_order_that_is_taken_back() -> None:
    world = World.of(place(), place(A02))
    visit = world.opened(two_parts(world))
    world.cancel()
    world.shut()
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.CANCELLED


def test_a_loading_goes_on_and_its_code_waits() -> None:
    world = World.of(place(), place(A02))
    world.announce(order(needs=TWO))
    visit = world.put_in()
    world.accept(HOLD)
    assert held(world) is Hold.WANTED
    world.accept(ConfirmLoaded(visit, world.fresh_code()))
    world.fire()
    world.pull(A02)
    world.boxes[A02].item = True
    world.shut(A02)
    grant = world.confirm(visit)
    assert held(world) is Hold.ON
    world.say(visit, Word.DONE)
    world.wait(6 * SECOND)
    assert world.refuse(world.show(grant)) is Refusal.ORDER_ON_HOLD


def test_what_is_on_hold_may_be_put_in_and_staff_may_take_that_back() -> None:
    world = World.of(place())
    world.announce()
    world.accept(HOLD)
    visit = world.put_in()
    world.confirm(visit)
    world.wait(6 * SECOND)
    world.say(visit, Word.UNDO)
    world.fire()
    world.pull()
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    assert (world.order(), held(world)) == (PartState.RESERVED, Hold.ON)


def test_time_in_which_the_office_keeps_it_back_is_nobodys() -> None:
    world = World.of(place())
    grant = world.loaded()
    left_ms = world.grant(grant).retention_left_ms
    world.accept(HOLD)
    world.wait(40 * DAY_MS, ticks=4)
    assert (world.grant(grant).retention_left_ms, world.order()) == (left_ms, PartState.READY)
    world.accept(RELEASE)
    world.wait(2 * MINUTE, ticks=2)
    assert world.grant(grant).retention_left_ms < left_ms


def test_what_has_expired_is_on_hold_and_has_expired_afterwards() -> None:
    world = World.of(place())
    world.announce(order(retention_ms=MINUTE))
    grant = world.confirm(world.put_in())
    world.wait(4 * MINUTE, ticks=4)
    world.accept(HOLD)
    assert (world.order(), held(world)) == (PartState.EXPIRED, Hold.ON)
    world.accept(RELEASE)
    assert world.refuse(world.show(grant)) is Refusal.EXPIRED, "to release is not to extend"


def test_the_outer_bound_of_a_token_is_not_moved_by_a_hold() -> None:
    world = World.of(place())
    grant = world.loaded()
    bound_s = world.lo_s + 3600
    world.accept(HOLD)
    world.wait(2 * 60 * MINUTE)
    assert world.refuse(replace(world.show(grant), exp_s=bound_s)) is Refusal.ORDER_ON_HOLD
    world.accept(RELEASE)
    assert world.refuse(replace(world.show(grant), exp_s=bound_s)) is Refusal.EXPIRED


def test_grace_after_a_power_cut_stays_what_it_was() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.crash()
    world.report()
    world.accept(HOLD)
    world.wait(2 * GRACE_MS, ticks=30)
    world.crash()
    world.report()
    assert world.part().right is RightState.GRACE
    world.accept(RELEASE)
    world.opened(grant)
    assert world.worth(grant) is Worth.SPENT


def test_the_wish_outlives_a_power_cut_in_the_visit_that_it_waits_for() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.accept(HOLD)
    assert not world.told(FactType.ORDER_HELD)
    world.crash()
    world.report()
    assert (held(world), world.worth(grant)) == (Hold.ON, Worth.GRACE)
    assert len(world.told(FactType.ORDER_HELD)) == 1
    assert world.refuse(world.show(grant)) is Refusal.ORDER_ON_HOLD


def test_who_brings_something_is_sent_away_too_and_comes_back_with_the_same_code() -> None:
    world = World.of(place())
    grant = world.awaited()
    world.accept(HOLD)
    assert world.refuse(world.show(grant)) is Refusal.ORDER_ON_HOLD
    world.wait(40 * DAY_MS, ticks=4)
    world.accept(RELEASE)
    world.collect(grant)
    assert world.part().state is PartState.HANDING_IN


def test_custody_may_still_pass_to_whoever_stands_there() -> None:
    world = World.of(place())
    visit = world.opened(world.awaited())
    world.accept(HOLD)
    world.boxes[A01].item = True
    world.shut()
    world.say(visit, Word.ALL_IN)
    world.wait(4 * SECOND, ticks=4)
    assert (world.order(), held(world)) == (PartState.HANDED_IN, Hold.NONE)
    assert world.refuse(HOLD) is Refusal.ALREADY_HANDED_IN


def test_a_tie_its_openings_and_its_door_outlast_a_hold() -> None:
    world = World.of(place(), place(A02))
    grant = world.awaited()
    visit = world.opened(grant)
    world.accept(HOLD)
    world.shut()
    world.say(visit, Word.NOTHING_IN)
    tied = world.part()
    assert (tied.state, tied.compartment, tied.openings, held(world)) == (PartState.AWAITED, A01, 1, Hold.ON)
    assert world.refuse(world.show(grant)) is Refusal.ORDER_ON_HOLD
    world.accept(RELEASE)
    world.wait(6 * SECOND)
    again = world.collect(grant)
    assert (world.visit(again).compartment, world.part().openings) == (A01, 1)


def test_staff_who_find_nothing_leave_it_on_hold() -> None:
    world = World.of(place())
    grant = world.awaited()
    visit = world.opened(grant)
    world.boxes[A01].item = True
    world.shut()
    world.say(visit, Word.NOTHING_IN)
    assert world.part().state is PartState.QUARANTINED
    world.accept(HOLD)
    world.wait(6 * SECOND)
    world.technician()
    world.take()
    world.shut()
    world.clear()
    assert (world.part().state, world.part().openings) == (PartState.AWAITED, 0)
    assert world.refuse(world.show(grant)) is Refusal.ORDER_ON_HOLD
    world.accept(RELEASE)
    world.wait(6 * SECOND)
    world.collect(grant)


def test_a_wish_that_waits_for_fifteen_minutes_after_a_power_cut_is_done_at_their_end() -> None:
    world = World.of(place())
    world.opened(world.awaited())
    world.shut()
    world.crash()
    world.report()
    world.accept(HOLD)
    assert not world.told(FactType.ORDER_HELD)
    world.wait(16 * MINUTE, ticks=96)
    assert (world.part().state, held(world)) == (PartState.AWAITED, Hold.ON)


def test_a_cancellation_that_waits_for_the_same_is_done_as_well() -> None:
    world = World.of(place())
    grant = world.awaited()
    world.opened(grant)
    world.shut()
    world.crash()
    world.report()
    world.cancel()
    assert world.part().state is PartState.HANDING_IN
    world.wait(16 * MINUTE, ticks=96)
    assert (world.part().state, world.worth(grant)) == (PartState.CANCELLED, Worth.REVOKED)


def test_an_order_on_hold_can_be_taken_back() -> None:
    world = World.of(place())
    world.loaded()
    world.accept(HOLD)
    world.cancel()
    assert world.order() is PartState.RECALLED
    assert world.refuse(HOLD) is Refusal.ORDER_NOT_READY


def test_asked_twice_it_is_told_once_and_another_reason_is_told_anew() -> None:
    world = World.of(place())
    world.loaded()
    for _ in range(2):
        world.accept(HOLD)
    world.accept(PutOnHold(O1, "photo_missing"))
    assert [fact.data["hold_reason"] for fact in world.told(FactType.ORDER_HELD)] == ["fee_unpaid", "photo_missing"]
    for _ in range(2):
        world.accept(RELEASE)
    assert len(world.told(FactType.ORDER_HOLD_ENDED)) == 1


def test_what_is_out_and_what_was_never_announced_cannot_be_kept_back() -> None:
    world = World.of(place())
    collected(world, world.loaded())
    assert world.refuse(HOLD) is Refusal.ALREADY_COLLECTED
    assert world.refuse(PutOnHold(O2, "fee_unpaid")) is Refusal.ORDER_UNKNOWN
    assert world.refuse(EndHold(O2)) is Refusal.ORDER_UNKNOWN


def test_a_new_code_of_an_order_on_hold_is_on_hold() -> None:
    world = World.of(place())
    world.loaded()
    world.accept(HOLD)
    grant = world.reissue()
    assert world.refuse(world.show(grant)) is Refusal.ORDER_ON_HOLD
    world.accept(RELEASE)
    collected(world, grant)


@pytest.mark.parametrize("left_open", [True, False])
def test_a_wish_that_waits_for_a_pulse_is_done_when_a_door_put_aside_after_a_cut_is_read(*, left_open: bool) -> None:
    world = World.of(place())
    world.collect(world.loaded())
    world.fire(gives_way=left_open)
    world.accept(HOLD)
    world.boxes[A01].open = left_open
    world.crash()
    for flapping in ({Sensor.DOOR}, set()):
        assert not world.told(FactType.ORDER_HELD)
        world.boxes[A01].flapping = frozenset(flapping)
        world.report()
    assert (held(world), world.condition()) == (Hold.ON, Condition.QUARANTINED)
    assert len(world.told(FactType.ORDER_HELD)) == 1
