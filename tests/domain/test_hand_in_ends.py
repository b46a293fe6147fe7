"""How a hand-in ends that nobody makes: kept too long, or taken back, in every phase (rules 20 and 27)."""

from collections.abc import Callable
from typing import Final

import pytest
from hands import brought, in_custody, settle, staff_look
from world import A01, DAY_MS, MINUTE, O1, SECOND, World, hand_in, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Accepted, Cancel
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.receipts import Grade
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.words import Word

DAY: Final = hand_in(retention_ms=DAY_MS)


def test_what_nobody_brought_in_time_has_ended_and_is_erased() -> None:
    world = World.of(place())
    grant = world.awaited(DAY)
    world.wait(DAY_MS - 20 * MINUTE, ticks=10)
    assert world.order() is PartState.AWAITED
    world.wait(20 * MINUTE, ticks=2)
    assert (world.order(), world.part().right) == (PartState.CLOSED, RightState.ENDED)
    for kind in (FactType.GRANT_EXPIRED, FactType.ORDER_EXPIRED, FactType.ORDER_CLOSED):
        assert len(world.told(kind)) == 1
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID
    assert world.accept(Cancel(O1, "withdrawn")) == Accepted(), "there is nothing to take back"
    world.wait(31 * DAY_MS, ticks=31 * 24)
    assert O1 not in world.state.orders


def tied(world: World) -> None:
    """Somebody was here, and put nothing in."""
    visit = brought(world, world.awaited(DAY), put_in=False)
    world.say(visit, Word.NOTHING_IN)
    world.say(visit, Word.DONE)


@pytest.mark.parametrize("found", [True, False])
def test_what_is_tied_keeps_its_name_beyond_its_time_until_staff_have_looked(found: bool) -> None:
    world = World.of(place())
    tied(world)
    world.wait(DAY_MS + 2 * MINUTE, ticks=100)
    assert (world.order(), world.condition(), world.part().compartment) == (
        PartState.EXPIRED,
        Condition.TO_CHECK,
        A01,
    )
    assert not world.told(FactType.ORDER_CLOSED)
    world.wait(32 * DAY_MS, ticks=64)
    assert O1 in world.state.orders, "not before staff have looked"
    staff_look(world, found=found)
    assert (world.order(), world.condition()) == (
        PartState.RETRIEVED if found else PartState.CLOSED,
        Condition.FREE,
    )
    assert len(world.told(FactType.ORDER_EXPIRED)) == len(world.told(FactType.ORDER_CLOSED)) == 1
    assert [receipt.grade for receipt in world.state.receipts.values() if receipt.grade] == [Grade.FOUND] * found


def test_its_time_may_end_while_staff_are_still_to_look() -> None:
    world = World.of(place())
    tied(world)
    world.wait(DAY_MS + 2 * MINUTE, ticks=100)
    world.pull()
    world.shut()
    assert (world.order(), world.condition()) == (PartState.QUARANTINED, Condition.QUARANTINED)
    world.wait(20 * SECOND)
    staff_look(world, found=False)
    assert world.order() is PartState.CLOSED
    assert len(world.told(FactType.ORDER_CLOSED)) == 1


def quarantined(world: World) -> None:
    visit = brought(world, world.awaited())
    world.say(visit, Word.NOTHING_IN)
    world.say(visit, Word.DONE)


def expired(world: World) -> None:
    tied(world)
    world.wait(DAY_MS + 2 * MINUTE, ticks=100)


@pytest.mark.parametrize("found", [True, False])
@pytest.mark.parametrize("before", [tied, quarantined, expired])
def test_taken_back_while_it_names_a_door_it_ends_with_the_report(
    before: Callable[[World], None], *, found: bool
) -> None:
    world = World.of(place())
    before(world)
    world.cancel()
    waits = PartState.QUARANTINED if before is quarantined else PartState.CANCELLED
    assert (world.order(), world.part().compartment) == (waits, A01)
    assert not world.told(FactType.ORDER_CLOSED)
    world.wait(20 * SECOND)
    staff_look(world, found=found)
    assert (world.order(), world.condition()) == (
        PartState.RETRIEVED if found else PartState.CLOSED,
        Condition.FREE,
    )
    ended = [*world.told(FactType.ORDER_CANCELLED), *world.told(FactType.ORDER_CLOSED)]
    assert {fact.type for fact in ended} == (
        {FactType.ORDER_CLOSED}
        if found and before is quarantined
        else {FactType.ORDER_CANCELLED, FactType.ORDER_CLOSED}
    )
    assert world.state.orders[O1].ended_powered_ms is not None
    assert not world.state.orders[O1].cancel_wanted


@pytest.mark.parametrize("cut", [True, False])
def test_taken_back_during_the_visit_it_waits_until_that_is_judged(*, cut: bool) -> None:
    world = World.of(place())
    grant = world.awaited()
    visit = brought(world, grant, put_in=False)
    world.cancel()
    assert world.order() is PartState.HANDING_IN
    world.wait(6 * SECOND)
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.CANCELLED, "no attempt is committed under it any more"
    if cut:
        world.crash()
        world.report()
        world.wait(6 * SECOND)
        assert world.refuse(world.show(grant)) is Refusal.CANCELLED
        world.wait(16 * MINUTE, ticks=100)
    else:
        world.wait(121 * SECOND, ticks=5)
    assert (world.order(), world.condition(), world.worth(grant)) == (
        PartState.CANCELLED,
        Condition.TO_CHECK,
        Worth.REVOKED,
    )


def test_taken_back_before_its_lock_was_fired_it_has_ended() -> None:
    world = World.of(place())
    world.collect(world.awaited())
    world.cancel()
    world.give_back()
    assert (world.order(), world.condition()) == (PartState.CANCELLED, Condition.FREE)
    assert world.state.orders[O1].ended_powered_ms is not None


def test_what_is_with_the_office_is_not_taken_back_and_central_is_told_so() -> None:
    world = World.of(place())
    visit = brought(world)
    world.say(visit, Word.ALL_IN)
    settle(world)
    assert in_custody(world)
    assert world.refuse(Cancel(O1, "withdrawn")) is Refusal.ALREADY_HANDED_IN
    world.wait(20 * SECOND)
    world.pull()
    world.shut()
    assert world.refuse(Cancel(O1, "withdrawn")) is Refusal.ALREADY_HANDED_IN
    assert in_custody(world)
    world.wait(20 * SECOND)
    staff_look(world, found=False)
    assert world.refuse(Cancel(O1, "withdrawn")) is Refusal.ALREADY_HANDED_IN
    assert not world.told(FactType.ORDER_CANCELLED)
