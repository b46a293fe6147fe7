"""The second secret (ADR 45): nothing opens without it, a visit asks once, wrong ones close this order's for a time."""

from dataclasses import replace
from pathlib import Path

import guessing
import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import A01, A02, MINUTE, O1, O2, SECOND, STAFF, World, hand_in, order, place

from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.document_classes import Precondition
from lockerd.domain.model.events import Accepted, StartCollection
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import ProofTries, SecondSecret
from lockerd.domain.model.ids import GrantId
from lockerd.domain.model.numbers import FAILURES_THAT_CLOSE
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import Reissue
from lockerd.domain.model.state import DAY_MS, HOUR_MS
from lockerd.domain.model.words import Word

ADR = Path(__file__).parents[2] / "docs" / "adr" / "0045-the-second-secret.md"
KEPT = SecondSecret(b"salt", b"hash")


def guarded(*compartments: object) -> World:
    world = World.of(*(place(each) for each in compartments or (A01,)))  # type: ignore[arg-type]
    world.second, world.asks = KEPT, ((Precondition.SECOND_SECRET,),)
    return world


def shown(world: World, grant: GrantId, second: bool | None, form: CodeForm = CodeForm.QR) -> StartCollection:
    return replace(world.show(grant, form), second_secret=second)


def guess(world: World, grant: GrantId) -> Refusal:
    return world.refuse(shown(world, grant, second=False))


def closed(world: World, grant: GrantId) -> None:
    """Somebody guessed until none is looked at any more."""
    while guess(world, grant) is Refusal.SECOND_SECRET_WRONG:
        pass


@pytest.mark.parametrize("form", list(CodeForm))
def test_a_code_that_has_one_opens_nothing_without_it_and_opens_with_it(form: CodeForm) -> None:
    world = guarded()
    grant = world.loaded()
    assert world.refuse(shown(world, grant, None, form)) is Refusal.SECOND_SECRET_NEEDED
    assert world.refuse(shown(world, grant, False, form)) is Refusal.SECOND_SECRET_WRONG
    assert (world.unlocks, world.told(FactType.ATTEMPT_COMMITTED)[1:]) == ([], []), "the loading's alone"
    world.accept(shown(world, grant, True, form))
    assert len(world.unlocks) == 1


def test_what_is_handed_in_asks_for_it_too() -> None:
    world = guarded()
    grant = world.awaited(hand_in())
    assert world.refuse(shown(world, grant, None)) is Refusal.SECOND_SECRET_NEEDED
    world.accept(shown(world, grant, second=True))


def test_a_code_without_one_needs_none_and_asks_for_none() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.accept(shown(world, grant, second=False))


def test_f48_of_a_code_that_is_not_live_the_secret_tells_nothing() -> None:
    world = guarded()
    grant = world.loaded()
    world.reissue()
    answers = {world.refuse(shown(world, grant, second)) for second in (None, False, True)}
    answers |= {world.refuse(StartCollection(world.fresh_visit(), CodeForm.QR, None, second_secret=False))}
    assert answers == {Refusal.CODE_NOT_VALID}


def test_the_visit_goes_on_without_it_and_the_next_one_asks_anew() -> None:
    world = guarded()
    grant = world.loaded()
    event = shown(world, grant, second=True)
    world.accept(event)
    assert world.accept(world.show(grant)).visit == event.visit, "the same person before the same scanner"
    world.fire(gives_way=False)
    world.wait(12 * SECOND, ticks=12)
    assert world.unlocks, "tried again without a word"
    world.crash()
    world.report()
    world.wait(6 * SECOND)
    assert world.refuse(world.show(grant)) is Refusal.SECOND_SECRET_NEEDED, "a crash in between asks anew"


def test_the_same_door_is_opened_again_without_it() -> None:
    world = guarded()
    event = shown(world, world.loaded(), second=True)
    world.accept(event)
    world.fire()
    world.pull()
    world.shut()
    world.wait(6 * SECOND)
    world.say(event.visit, Word.OPEN_AGAIN)
    assert len(world.unlocks) == 1


def test_rule_11_five_wrong_ones_close_it_for_an_hour_and_then_twice_as_long() -> None:
    world = guarded()
    grant = world.loaded()
    for closes_ms in (HOUR_MS, 2 * HOUR_MS, 4 * HOUR_MS):
        told = len(world.told(FactType.GRANT_SECRET_CLOSED))
        for _ in range(FAILURES_THAT_CLOSE - 1):
            assert guess(world, grant) is Refusal.SECOND_SECRET_WRONG
        assert guess(world, grant) is Refusal.SECOND_SECRET_CLOSED
        assert world.refuse(shown(world, grant, second=True)) is Refusal.SECOND_SECRET_CLOSED, "nor is a right one"
        assert world.refuse(shown(world, grant, second=None)) is Refusal.SECOND_SECRET_CLOSED
        facts = world.told(FactType.GRANT_SECRET_CLOSED)[told:]
        assert [(fact.order, fact.data["closed_ms"]) for fact in facts] == [(O1, closes_ms)]
        world.crash()
        world.report()
        world.wait(closes_ms - MINUTE)
        assert guess(world, grant) is Refusal.SECOND_SECRET_CLOSED, "a reboot shortens nothing"
        world.wait(MINUTE)
    world.accept(shown(world, grant, second=True))
    assert world.grant(grant).secret_tries == ProofTries()


def test_it_is_never_closed_for_longer_than_a_day() -> None:
    world = guarded()
    grant = world.loaded()
    for _ in range(8):
        closed(world, grant)
        world.wait(world.grant(grant).secret_tries.closed_until_ms - world.powered_ms)
    closed(world, grant)
    assert world.grant(grant).secret_tries.closed_until_ms - world.powered_ms <= DAY_MS


def test_guessing_at_one_order_keeps_nobody_from_another_and_no_terminal_from_typing() -> None:
    world = guarded(A01, A02)
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    closed(world, first)
    assert world.state.site.tries.failures == ()
    world.accept(shown(world, second, True, CodeForm.TYPED))


def test_only_a_visit_that_begins_forgives() -> None:
    world = guarded(A01, A02)
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    guess(world, first)
    world.accept(shown(world, second, second=True))
    assert world.refuse(shown(world, first, second=True)) is Refusal.BUSY
    assert world.grant(first).secret_tries.failures == 1


def test_a_new_code_of_central_begins_anew_and_one_under_a_badge_does_not() -> None:
    world = guarded()
    closed(world, world.loaded())
    by_badge = world.accept(Reissue(O1, world.fresh_code(), STAFF, world.fresh_visit())).grant
    assert by_badge is not None
    assert world.grant(by_badge).secret_tries.failures == FAILURES_THAT_CLOSE, "whoever has a badge guesses no more"
    assert world.grant(world.reissue()).secret_tries == ProofTries()


def test_staff_with_a_badge_are_not_asked() -> None:
    world = guarded()
    world.announce(order())
    world.load()
    assert len(world.unlocks) == 1


@given(st.lists(st.tuples(st.sampled_from([None, False, True]), st.sampled_from(list(CodeForm)), st.integers(0, 5))))
def test_nothing_opens_before_a_right_one_was_shown(tries: list[tuple[bool | None, CodeForm, int]]) -> None:
    world = guarded()
    grant = world.loaded()
    for second, form, hours in tries:
        begun = isinstance(world.event(shown(world, grant, second, form)), Accepted)
        assert begun <= (second is True)
        assert bool(world.unlocks) == begun
        if begun:
            return
        world.wait(hours * HOUR_MS + 1)


def test_what_guessing_is_worth_is_what_the_decision_says_of_it() -> None:
    """ADR 45; hil/bench/guessing.py prints it."""
    figures = guessing.second_secrets()
    assert f"{figures['looked_at']:.0f} tries" in " ".join(ADR.read_text("utf-8").split())
    assert figures["succeeds"] < 0.0005
