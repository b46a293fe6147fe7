"""Typed codes: how often somebody may be wrong, and how whoever is right gets in all the same (design rule 11)."""

from dataclasses import replace

import guessing
import pytest
from world import A01, A02, MINUTE, O1, O2, SECOND, World, order, place

from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.events import Accepted, Refused, StartCollection
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import GrantId
from lockerd.domain.model.numbers import FAILURES_THAT_CLOSE, OTHERS_KEPT
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded, Reissue
from lockerd.domain.model.state import DAY_MS, HOUR_MS
from lockerd.domain.model.words import Word
from lockerd.domain.requests.tries import FAILURES_PER_DAY, LOOK_EVERY_MS


def typed(world: World, grant: GrantId | None, number: str | None = None) -> StartCollection:
    """Digits are typed: those of a code, or wrong ones."""
    return replace(world.show(grant, CodeForm.TYPED), number=number)


def wrong(world: World, number: str | None = None) -> Refusal:
    return world.refuse(typed(world, None, number))


def number_of(world: World, grant: GrantId) -> str:
    return world.grant(grant).code.pickup_number


def blocked(world: World) -> None:
    """Somebody typed until typing was blocked."""
    while wrong(world) is Refusal.CODE_NOT_VALID:
        pass


def test_five_failures_block_for_a_minute_and_then_twice_as_long_each_time() -> None:
    world = World.of(place())
    for _ in range(5):
        assert wrong(world) is Refusal.CODE_NOT_VALID
    for block_ms in (60_000, 120_000, 240_000, 480_000, 15 * MINUTE, 15 * MINUTE):
        assert wrong(world) is Refusal.TOO_MANY_TRIES
        world.wait(block_ms - 1_000)
        assert wrong(world) is Refusal.TOO_MANY_TRIES
        world.wait(1_100)
        assert wrong(world) is Refusal.CODE_NOT_VALID


def test_a_right_code_during_the_block_is_refused_too_and_tells_nothing() -> None:
    world = World.of(place())
    grant = world.loaded()
    blocked(world)
    answers = {world.refuse(typed(world, grant)), wrong(world)}
    assert answers == {Refusal.TOO_MANY_TRIES}


def test_twenty_failures_in_an_hour_ask_for_the_pickup_number() -> None:
    world = World.of(place())
    grant = world.loaded()
    tries = replace(world.state.site.tries, failures=(1_000_000,) * 19)
    world.state = world.state._replace(site=replace(world.state.site, tries=tries))
    assert wrong(world) is Refusal.CODE_NOT_VALID
    [fact] = world.told(FactType.TYPING_BLOCKED)
    assert fact.data["pickup_number_needed"] is True
    assert world.refuse(typed(world, grant)) is Refusal.PICKUP_NUMBER_NEEDED
    world.accept(typed(world, grant, number_of(world, grant)))


def test_failures_of_yesterday_do_not_count() -> None:
    world = World.of(place())
    tries = replace(world.state.site.tries, failures=(1_000_000,) * 60)
    world.state = world.state._replace(site=replace(world.state.site, tries=tries))
    world.wait(25 * HOUR_MS)
    assert wrong(world) is Refusal.CODE_NOT_VALID
    assert len(world.state.site.tries.failures) == 1


def test_rule_11_a_right_code_with_its_number_opens_while_typing_is_blocked() -> None:
    world = World.of(place())
    grant = world.loaded()
    blocked(world)
    world.accept(typed(world, grant, number_of(world, grant)))


def test_while_typing_is_blocked_one_wrong_code_with_a_number_is_looked_at_in_ten_seconds() -> None:
    world = World.of(place())
    grant = world.loaded()
    blocked(world)
    assert wrong(world, "0000") is Refusal.CODE_NOT_VALID
    answer = world.event(typed(world, grant, number_of(world, grant)))
    assert isinstance(answer, Refused), "nobody learns whether a code is right sooner than that"
    assert answer.reason is Refusal.TOO_MANY_TRIES
    assert answer.retry_after_ms is not None
    assert answer.retry_after_ms <= LOOK_EVERY_MS
    world.wait(answer.retry_after_ms)
    world.accept(typed(world, grant, number_of(world, grant)))


def test_a_block_is_over_in_the_moment_it_names_for_codes_with_a_number_too() -> None:
    world = World.of(place(A01), place(A02))
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    blocked(world)
    over_ms = world.state.site.tries.blocked_until_ms
    visit = world.fresh_visit()
    world.accept(replace(typed(world, first, number_of(world, first)), visit=visit))
    world.fire()
    world.pull()
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    world.wait(over_ms - world.powered_ms - LOOK_EVERY_MS // 2)
    assert wrong(world, "0000") is Refusal.CODE_NOT_VALID
    world.wait(over_ms - world.powered_ms - 2)
    world.accept(typed(world, second, number_of(world, second)))


def test_rule_11_whoever_begins_is_forgiven_what_failed_at_their_number_before_somebody_else_began() -> None:
    world = World.of(place(A01), place(A02))
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    assert wrong(world, number_of(world, second)) is Refusal.CODE_NOT_VALID
    visit = world.fresh_visit()
    world.accept(replace(typed(world, first, number_of(world, first)), visit=visit))
    assert [each.number for each in world.state.site.tries.numbers] == [number_of(world, second)]
    world.fire()
    world.pull()
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    world.wait(MINUTE)
    world.accept(typed(world, second, number_of(world, second)))
    assert not world.state.site.tries.numbers


def test_whoever_is_right_and_has_to_wait_for_a_door_is_not_made_to_wait_for_typing_too() -> None:
    world = World.of(place(A01), place(A02))
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    world.collect(first)
    blocked(world)
    for _ in range(3):
        assert world.refuse(typed(world, second, number_of(world, second))) is Refusal.BUSY


def test_rule_11_only_a_visit_that_begins_forgives() -> None:
    world = World.of(place(A01), place(A02))
    first, own = world.loaded(O1), world.loaded(O2, at=A02)
    world.collect(first)
    for _ in range(4):
        assert wrong(world) is Refusal.CODE_NOT_VALID
        assert world.refuse(typed(world, own)) is Refusal.BUSY
    assert wrong(world) is Refusal.CODE_NOT_VALID
    assert wrong(world) is Refusal.TOO_MANY_TRIES, "an own code that opens nothing now washes no failures off"


def test_the_day_is_capped_whatever_succeeds_in_between() -> None:
    world = World.of(place())
    looked_at = 0
    for _ in range(23 * 60 * 2):
        looked_at += wrong(world) is Refusal.CODE_NOT_VALID
        site = world.state.site
        world.state = world.state._replace(site=replace(site, tries=replace(site.tries, since_success=0)))
        world.wait(30 * SECOND)
    assert looked_at <= FAILURES_PER_DAY
    assert len(world.state.site.tries.failures) <= FAILURES_PER_DAY
    assert wrong(world) is Refusal.PICKUP_NUMBER_NEEDED


def test_five_failures_with_one_number_close_it_for_an_hour_and_no_other() -> None:
    world = World.of(place(A01), place(A02))
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    closed, other = number_of(world, first), number_of(world, second)
    for _ in range(FAILURES_THAT_CLOSE):
        assert wrong(world, closed) is Refusal.CODE_NOT_VALID
        world.wait(11 * SECOND)
    [fact] = world.told(FactType.TYPING_NUMBER_CLOSED)
    assert (fact.order, fact.data) == (O1, {"closed_ms": HOUR_MS})
    assert world.refuse(typed(world, first, closed)) is Refusal.PICKUP_NUMBER_CLOSED
    world.wait(11 * SECOND)
    assert isinstance(world.event(typed(world, second, other)), Accepted)


def test_a_number_is_closed_twice_as_long_each_time_to_a_day_and_never_for_ever() -> None:
    world = World.of(place())
    grant = world.loaded()
    number = number_of(world, grant)
    for hours in (1, 2, 4, 8, 16, 24, 24):
        for _ in range(FAILURES_THAT_CLOSE):
            assert wrong(world, number) is Refusal.CODE_NOT_VALID
            world.wait(11 * SECOND)
        world.wait(hours * HOUR_MS - MINUTE)
        assert world.refuse(typed(world, grant, number)) is Refusal.PICKUP_NUMBER_CLOSED
        world.wait(MINUTE)
    world.accept(typed(world, grant, number))
    assert not world.state.site.tries.numbers, "its own code forgives it all"


def test_a_closed_number_is_open_to_the_qr_code() -> None:
    world = World.of(place())
    grant = world.loaded()
    for _ in range(FAILURES_THAT_CLOSE):
        wrong(world, number_of(world, grant))
        world.wait(11 * SECOND)
    world.collect(grant)


def test_tries_at_a_closed_number_count_for_the_block() -> None:
    world = World.of(place())
    for _ in range(FAILURES_THAT_CLOSE):
        wrong(world, "0815")
        world.wait(15 * MINUTE)
    before = len(world.state.site.tries.failures)
    assert wrong(world, "0815") is Refusal.PICKUP_NUMBER_CLOSED
    assert len(world.state.site.tries.failures) == before + 1
    assert wrong(world) is Refusal.TOO_MANY_TRIES


def test_numbers_that_no_code_has_are_closed_alike() -> None:
    world = World.of(place())
    used = number_of(world, world.loaded())
    answers = {}
    for number in (used, "9999"):
        answers[number] = []
        for _ in range(FAILURES_THAT_CLOSE + 1):
            answers[number].append(wrong(world, number))
            world.wait(16 * MINUTE)
    assert answers[used] == answers["9999"]


def test_the_numbers_remembered_are_bounded_and_those_of_live_codes_stay() -> None:
    world = World.of(place())
    used = number_of(world, world.loaded())
    for _ in range(FAILURES_THAT_CLOSE - 1):
        wrong(world, used)
        world.wait(11 * SECOND)
    for number in range(3 * OTHERS_KEPT):
        wrong(world, f"{9_999 - number}")
        world.wait(11 * SECOND)
    assert len(world.state.site.tries.numbers) <= OTHERS_KEPT + 2
    assert wrong(world, used) is Refusal.CODE_NOT_VALID
    world.wait(11 * SECOND)
    assert wrong(world, used) is Refusal.PICKUP_NUMBER_CLOSED


def test_a_number_nobody_tried_for_a_week_is_forgotten() -> None:
    world = World.of(place())
    wrong(world, "0815")
    world.wait(8 * DAY_MS)
    wrong(world, "0816")
    assert [n.number for n in world.state.site.tries.numbers] == ["0816"]


def test_rule_11_no_two_live_codes_have_one_pickup_number() -> None:
    world = World.of(place(A01), place(A02))
    first = world.loaded(O1)
    world.announce(order(O2))
    visit = world.put_in(O2)
    code = world.fresh_code()
    taken = replace(code, record=replace(code.record, pickup_number=number_of(world, first)))
    assert world.refuse(ConfirmLoaded(visit, taken)) is Refusal.BUSY
    assert world.refuse(Reissue(O1, taken)) is Refusal.BUSY
    world.cancel(O1)
    world.accept(ConfirmLoaded(visit, taken))


@pytest.mark.parametrize(
    "plan", [plan for plan in guessing.PLANS if not plan.numbered or plan.known], ids=lambda p: p.name
)
def test_a_year_of_guessing_succeeds_with_one_in_a_hundred_at_most(plan: guessing.Plan) -> None:
    """The plans that look at the most codes; hil/bench/guessing.py counts all of them for longer."""
    assert guessing.chance(plan, days=1, seed=1, settled_days=1)["succeeds_in_a_year"] <= guessing.MAY_SUCCEED


def test_whoever_is_right_waits_some_minutes_for_a_vandal_at_most() -> None:
    waits = [guessing.waiting(seed, knows=False) for seed in range(50)]
    assert max(waits) < 5 * 60
