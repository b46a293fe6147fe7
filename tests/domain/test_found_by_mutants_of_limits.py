"""What no test noticed when a fault was put into the rules: limits, papers, and what is told again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest
from hands import brought, settle
from moments import Scene, ends_on_time, refuses, ticked
from policies import POLICY, classed
from test_typing import typed, wrong
from world import A01, MINUTE, O1, SECOND, World, place

from lockerd.domain.model.doubt import Doubt
from lockerd.domain.model.events import Event, FetchReceipt, Refused, Say
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.parts import RightState
from lockerd.domain.model.patience import reminder_due_ms
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import Fired, Readings
from lockerd.domain.model.state import DAY_MS, HOUR_MS
from lockerd.domain.model.words import Word
from lockerd.domain.shown.attention import Call, attention


def looked_at(world: World, event: Event) -> Callable[[], bool]:
    """Whether what is typed then is looked at, which is wrong."""

    def happens() -> bool:
        answer = world.event(event)
        assert isinstance(answer, Refused)
        return answer.reason is Refusal.CODE_NOT_VALID

    return happens


def alone_and_open() -> Scene:
    world = World.of(place())
    world.technician()
    opened_ms = world.state.standing[A01].opened_ms
    assert opened_ms is not None
    world.mono_ms = opened_ms
    return world, 5 * MINUTE, ticked(world, lambda: bool(world.told(FactType.DOOR_LEFT_OPEN)))


def copies_of_a_receipt() -> Scene:
    world = World.of(place(), policy=classed("plates", keep_receipts_ms=DAY_MS))
    world.say(brought(world), Word.ALL_IN)
    settle(world)
    [receipt] = world.state.receipts.values()
    world.powered_ms = receipt.written_ms
    return world, DAY_MS, refuses(world, FetchReceipt(world.fresh_visit(), receipt.id), Refusal.RECEIPT_UNKNOWN)


def blocked_typing() -> Scene:
    world = World.of(place())
    while wrong(world) is Refusal.CODE_NOT_VALID:
        pass
    world.powered_ms = world.state.site.tries.blocked_until_ms
    return world, 0, looked_at(world, typed(world, None))


def looked_at_while_blocked() -> Scene:
    world = World.of(place())
    while wrong(world) is Refusal.CODE_NOT_VALID:
        pass
    wrong(world, "0001")
    world.powered_ms = world.state.site.tries.next_look_ms
    return world, 0, looked_at(world, typed(world, None, "0001"))


def failures_of_an_hour() -> Scene:
    world = World.of(place())
    tries = replace(world.state.site.tries, failures=(world.powered_ms,) * 20)
    world.state = world.state._replace(site=replace(world.state.site, tries=tries))
    return world, HOUR_MS, looked_at(world, typed(world, None))


def kept_after_its_end() -> Scene:
    world = World.of(place(), policy=replace(POLICY, keep_ended_ms=DAY_MS))
    world.announce()
    world.cancel()
    world.powered_ms = world.state.orders[O1].ended_powered_ms or 0
    return world, DAY_MS, ticked(world, lambda: O1 not in world.state.orders)


def no_reading_is_called_for() -> Scene:
    world = World.of(place())
    world.boxes[A01].answering = False
    world.crash()
    world.powered_ms = world.state.site.boot_ms

    def called() -> bool:
        return Call.NO_READING in {each.call for each in attention(world.state, world.now, world.policy)}

    return world, MINUTE, ticked(world, called)


def disputed_time_is_told_again() -> Scene:
    world = World.of(place())
    world.doubt = Doubt.LEAP
    world.wait(0)
    world.doubt = None
    world.wait(0)
    world.doubt = Doubt.LEAP
    world.powered_ms = world.state.dispute_told_ms or 0
    return world, HOUR_MS, ticked(world, lambda: len(world.told(FactType.TIME_DISPUTED)) == 2)


def held_long_enough() -> Scene:
    world = World.of(place())
    visit = world.opened()
    world.wait(4 * MINUTE)
    world.say(visit, Word.MORE_TIME)
    held_from_ms = world.visit(visit).phase_since_ms

    def happens() -> bool:
        world.mono_ms -= 2
        world.shut()
        world.mono_ms += 6 * SECOND
        return refuses(world, Say(visit, Word.OPEN_AGAIN), Refusal.NO_MORE_OPENINGS)()

    world.mono_ms = held_from_ms + 1
    return world, 10 * MINUTE, happens


SCENES: Final = (
    alone_and_open, copies_of_a_receipt, failures_of_an_hour, no_reading_is_called_for, disputed_time_is_told_again,
    held_long_enough, blocked_typing, looked_at_while_blocked, kept_after_its_end,
)  # fmt: skip


@pytest.mark.parametrize("early_ms", [1, 0])
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_limit_ends_at_its_millisecond(scene: Callable[[], Scene], early_ms: int) -> None:
    ends_on_time(scene(), early_ms)


def test_a_reminder_that_would_come_with_the_end_comes_before_it() -> None:
    assert reminder_due_ms(MINUTE, MINUTE) == MINUTE - 30 * SECOND
    assert reminder_due_ms(MINUTE, MINUTE + 1) == MINUTE


def test_of_two_looks_at_the_same_moment_the_later_word_counts() -> None:
    world = World.of(place())
    world.boxes[A01].open = True
    world.mono_ms -= 2
    world.report()
    assert world.told(FactType.DOOR_FORCED)


def test_rule_02_what_is_seen_in_the_moment_of_the_pulse_is_not_after_it() -> None:
    world = World.of(place())
    world.collect(world.loaded())
    began_ms = world.mono_ms + 10
    world.mono_ms = began_ms
    world.event(Fired(world.unlocks.pop().attempt, began_ms))
    world.boxes[A01].open = True
    world.event(Readings((world.boxes[A01].reading(began_ms),)))
    assert world.part().right is not RightState.SPENT
    assert not world.told(FactType.DOOR_OPENED)[1:]


def test_a_code_that_has_no_time_left_is_over_before_that_is_counted() -> None:
    world = World.of(place())
    grant = world.loaded()
    spent = replace(world.grant(grant), retention_left_ms=0)
    world.state = world.state._replace(grants=world.state.grants.insert(grant, spent))
    assert world.refuse(world.show(grant)) is Refusal.EXPIRED


def test_f47_one_wrong_code_closes_no_number() -> None:
    world = World.of(place())
    grant = world.loaded()
    wrong(world, world.grant(grant).code.pickup_number)
    assert not world.told(FactType.TYPING_NUMBER_CLOSED)


def test_rule_11_whoever_types_a_right_number_begins_anew() -> None:
    world = World.of(place())
    world.say(brought(world), Word.ALL_IN)
    settle(world)
    for _ in range(4):
        world.refuse(FetchReceipt(world.fresh_visit(), None))
    [receipt] = world.state.receipts
    world.accept(FetchReceipt(world.fresh_visit(), receipt))
    assert world.refuse(FetchReceipt(world.fresh_visit(), None)) is Refusal.RECEIPT_UNKNOWN
    assert world.refuse(FetchReceipt(world.fresh_visit(), None)) is Refusal.RECEIPT_UNKNOWN
