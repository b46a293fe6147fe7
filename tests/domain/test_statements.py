"""A verifier's statement (ADR 50): good for one order, one nonce and one visit; whatever else is shown is counted."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import A01, A02, MINUTE, O1, O2, POLICY, SECOND, STAFF, World, hand_in, order, place

from lockerd.domain.model.called_back import CallBack
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.document_classes import Precondition
from lockerd.domain.model.doubt import Doubt
from lockerd.domain.model.events import Accepted, Refused, StartCollection
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import ProofTries, SecondSecret
from lockerd.domain.model.ids import GrantId, OrderId
from lockerd.domain.model.numbers import FAILURES_THAT_CLOSE
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import Reissue
from lockerd.domain.model.state import HOUR_MS
from lockerd.domain.model.statements import NO_STATEMENT, NONCE_MS, NONCES_MAX, Purpose, Statement, Trust
from lockerd.domain.requests.preconditions import ways_after

READER = "reader-1"
LONG = 1 << 40
TRUST = Trust(frozenset({Purpose.PERSON}), from_s=0, until_s=LONG)
STATED = Precondition.STATEMENT
SECRET = Precondition.SECOND_SECRET
FAR_S = 3_600


def guarded(*asks: tuple[Precondition, ...], trust: Trust = TRUST, doors: int = 1) -> World:
    policy = replace(POLICY, verifiers={READER: trust})
    world = World.of(*(place(each) for each in (A01, A02)[:doors]), policy=policy)
    world.asks, world.second = asks or ((STATED,),), SecondSecret(b"salt", b"hash")
    return world


def asked(world: World, grant: GrantId) -> str:
    """The code is shown; the nonce that comes with the answer."""
    assert world.refuse(world.show(grant)) is Refusal.STATEMENT_NEEDED
    return world.state.nonces[world.grant(grant).order].text


def said(world: World, nonce: str, of: OrderId = O1, **changes: object) -> Statement:
    usual = Statement(READER, Purpose.PERSON, of, nonce, world.lo_s, "5ha" * 21 + "1")
    return replace(usual, **changes)  # type: ignore[arg-type]


def shown(world: World, grant: GrantId, statement: Statement | None, *, secret: bool | None = None) -> StartCollection:
    return replace(world.show(grant), statement=statement, second_secret=secret)


def closed(world: World, grant: GrantId) -> None:
    while world.refuse(shown(world, grant, NO_STATEMENT)) is Refusal.STATEMENT_NOT_VALID:
        pass


def test_a_code_that_asks_for_one_opens_with_it_and_the_log_says_who_said_so() -> None:
    world = guarded()
    grant = world.loaded()
    statement = said(world, asked(world, grant))
    assert not world.unlocks
    world.accept(shown(world, grant, statement))
    assert len(world.unlocks) == 1
    (fact,) = world.told(FactType.GRANT_STATEMENT_TAKEN)
    told = {"grant": grant, "verifier": READER, "purpose": "person", "statement": statement.sha256}
    assert (fact.order, told.items() <= fact.data.items()) == (O1, True)
    assert not world.state.nonces, "used up"


def test_a_second_secret_in_its_place_does_not_void_what_was_asked_before() -> None:
    """The lock cannot be fired for a moment, and the person tries the other way."""
    world = guarded((STATED, SECRET))
    grant = world.loaded()
    statement = said(world, asked(world, grant))
    world.boxes[A01].answering = False
    world.report()
    assert world.refuse(shown(world, grant, None, secret=True)) is Refusal.WAIT
    world.boxes[A01].answering = True
    world.report()
    world.accept(shown(world, grant, statement))


def test_what_is_handed_in_asks_for_one_too() -> None:
    world = guarded()
    grant = world.awaited(hand_in())
    world.accept(shown(world, grant, said(world, asked(world, grant))))


@pytest.mark.parametrize(
    "wrong",
    [
        {"order": O2},
        {"nonce": "0" * 32},
        {"nonce": ""},
        {"verifier": "reader-2"},
        {"verifier": ""},
        {"purpose": Purpose.DELEGATE},
    ],
    ids=str,
)
def test_one_for_something_else_opens_nothing_and_is_counted(wrong: dict[str, object]) -> None:
    world = guarded()
    grant = world.loaded()
    statement = replace(said(world, asked(world, grant)), **wrong)  # type: ignore[arg-type]
    assert world.refuse(shown(world, grant, statement)) is Refusal.STATEMENT_NOT_VALID
    assert (world.grant(grant).statement_tries.failures, world.unlocks) == (1, [])


@pytest.mark.parametrize(
    ("trust", "holds"),
    [
        (replace(TRUST, authority="stadt"), True),
        (replace(TRUST, authority="kreis"), False),
        (replace(TRUST, purposes=frozenset({Purpose.DELEGATE})), False),
        (replace(TRUST, purposes=frozenset(Purpose)), True),
        (replace(TRUST, until_s=1), False),
        (replace(TRUST, from_s=LONG), False),
    ],
)
def test_a_verifier_is_believed_for_its_office_its_purposes_and_its_time(trust: Trust, holds: bool) -> None:
    world = guarded(trust=trust)
    grant = world.loaded()
    answer = world.event(shown(world, grant, said(world, asked(world, grant))))
    assert isinstance(answer, Accepted) is holds


def test_one_of_a_verifier_that_was_called_back_opens_nothing() -> None:
    world = guarded()
    grant = world.loaded()
    statement = said(world, asked(world, grant))
    world.accept(CallBack(1, frozenset({READER})))
    assert world.refuse(shown(world, grant, statement)) is Refusal.STATEMENT_NOT_VALID


def test_a_nonce_is_good_for_ten_minutes_and_not_over_a_power_cut() -> None:
    world = guarded()
    grant = world.loaded()
    statement = said(world, asked(world, grant))
    world.wait(NONCE_MS + 1)
    assert world.refuse(shown(world, grant, statement)) is Refusal.STATEMENT_NOT_VALID
    statement = said(world, asked(world, grant))
    world.crash()
    world.report()
    assert world.refuse(shown(world, grant, statement)) is Refusal.STATEMENT_NOT_VALID
    statement = said(world, asked(world, grant))
    world.wait(NONCE_MS - MINUTE)
    world.accept(shown(world, grant, statement))


def test_a_newer_nonce_makes_the_one_before_void() -> None:
    world = guarded()
    grant = world.loaded()
    first = said(world, asked(world, grant))
    assert asked(world, grant) != first.nonce
    assert world.refuse(shown(world, grant, first)) is Refusal.STATEMENT_NOT_VALID


def test_one_that_began_a_visit_begins_no_other() -> None:
    world = guarded()
    grant = world.loaded()
    statement = said(world, asked(world, grant))
    world.accept(shown(world, grant, statement))
    world.give_back()
    world.wait(6 * SECOND)
    assert world.refuse(shown(world, grant, statement)) is Refusal.STATEMENT_NOT_VALID


def test_one_is_good_still_when_the_door_could_not_be_opened_yet() -> None:
    world = guarded(doors=2)
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    statement = said(world, asked(world, first))
    other = said(world, asked(world, second), O2)
    world.accept(shown(world, second, other))
    assert world.refuse(shown(world, first, statement)) is Refusal.BUSY
    world.give_back()
    world.wait(6 * SECOND)
    world.accept(shown(world, first, statement))


@pytest.mark.parametrize("apart_s", [-FAR_S, FAR_S])
def test_a_clock_far_beside_ours_is_not_believed_unless_ours_is_in_doubt(apart_s: int) -> None:
    world = guarded()
    grant = world.loaded()
    statement = said(world, asked(world, grant), iat_s=world.lo_s + apart_s)
    assert world.refuse(shown(world, grant, statement)) is Refusal.STATEMENT_NOT_VALID
    world.doubt = next(iter(Doubt))
    statement = said(world, asked(world, grant), iat_s=world.lo_s + apart_s)
    world.accept(shown(world, grant, statement))


def test_rule_11_five_that_do_not_hold_close_it_and_a_reboot_shortens_nothing() -> None:
    world = guarded()
    grant = world.loaded()
    for closes_ms in (HOUR_MS, 2 * HOUR_MS):
        for _ in range(FAILURES_THAT_CLOSE - 1):
            assert world.refuse(shown(world, grant, NO_STATEMENT)) is Refusal.STATEMENT_NOT_VALID
        assert world.refuse(shown(world, grant, NO_STATEMENT)) is Refusal.STATEMENT_CLOSED
        assert world.told(FactType.GRANT_STATEMENT_CLOSED)[-1].data["closed_ms"] == closes_ms
        assert world.refuse(shown(world, grant, None)) is Refusal.STATEMENT_CLOSED
        assert not world.state.nonces, "nothing to sign over is given out meanwhile"
        world.crash()
        world.report()
        world.wait(closes_ms - MINUTE)
        assert world.refuse(shown(world, grant, None)) is Refusal.STATEMENT_CLOSED
        world.wait(2 * MINUTE)
    world.accept(shown(world, grant, said(world, asked(world, grant))))
    assert world.grant(grant).statement_tries == ProofTries()


def test_closing_one_order_keeps_nobody_from_another() -> None:
    world = guarded(doors=2)
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    closed(world, first)
    world.accept(shown(world, second, said(world, asked(world, second), O2)))
    assert world.state.site.tries.failures == ()


def test_a_new_code_of_central_begins_anew_and_one_under_a_badge_does_not() -> None:
    world = guarded()
    closed(world, world.loaded())
    by_badge = world.accept(Reissue(O1, world.fresh_code(), STAFF, world.fresh_visit())).grant
    assert by_badge is not None
    assert world.grant(by_badge).statement_tries.failures == FAILURES_THAT_CLOSE
    assert world.grant(world.reissue()).statement_tries == ProofTries()


def test_f48_of_a_code_that_is_not_live_nothing_is_asked_and_no_nonce_given() -> None:
    world = guarded()
    grant = world.loaded()
    world.reissue()
    for statement in (None, NO_STATEMENT, said(world, "0" * 32)):
        assert world.refuse(shown(world, grant, statement)) is Refusal.CODE_NOT_VALID
    assert not world.state.nonces


def test_both_are_needed_in_their_order_where_both_are_named() -> None:
    world = guarded((SECRET,), (STATED,))
    grant = world.loaded()
    assert world.refuse(shown(world, grant, None)) is Refusal.SECOND_SECRET_NEEDED
    assert not world.state.nonces, "whoever lacks the first is not told of the second"
    assert world.refuse(shown(world, grant, None, secret=True)) is Refusal.STATEMENT_NEEDED
    nonce = world.state.nonces[O1].text
    assert world.refuse(shown(world, grant, said(world, nonce))) is Refusal.SECOND_SECRET_NEEDED
    world.accept(shown(world, grant, said(world, nonce), secret=True))


@pytest.mark.parametrize("step", [(SECRET, STATED), (STATED, SECRET)])
def test_of_two_ways_either_is_enough_and_both_are_named(step: tuple[Precondition, ...]) -> None:
    world = guarded(step, doors=2)
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    refused = world.event(shown(world, first, None))
    assert isinstance(refused, Refused)
    assert refused.reason == f"{step[0]}_needed"
    assert ways_after(world.grant(first), world.now, refused.reason) == step
    world.accept(shown(world, first, said(world, world.state.nonces[O1].text)))
    world.give_back()
    world.wait(6 * SECOND)
    world.accept(shown(world, second, None, secret=True))


def test_of_two_ways_a_closed_one_leaves_the_other_good() -> None:
    world = guarded((SECRET, STATED))
    grant = world.loaded()
    for _ in range(FAILURES_THAT_CLOSE):
        refusal = world.refuse(shown(world, grant, None, secret=False))
    assert refusal is Refusal.STATEMENT_NEEDED, "what can still be shown is said"
    assert ways_after(world.grant(grant), world.now, refusal) == (STATED,)
    assert world.refuse(shown(world, grant, None, secret=True)) is Refusal.STATEMENT_NEEDED
    world.accept(shown(world, grant, said(world, world.state.nonces[O1].text)))


def test_with_both_ways_closed_nothing_is_looked_at() -> None:
    world = guarded((SECRET, STATED))
    grant = world.loaded()
    for _ in range(FAILURES_THAT_CLOSE):
        refused = world.event(shown(world, grant, NO_STATEMENT, secret=False))
    assert isinstance(refused, Refused)
    assert refused.reason is Refusal.SECOND_SECRET_CLOSED
    assert ways_after(world.grant(grant), world.now, refused.reason) == ()
    assert not world.state.nonces


def test_a_statement_is_told_only_where_it_was_asked_for_and_held() -> None:
    world = guarded((SECRET,))
    world.accept(shown(world, world.loaded(), said(world, "0" * 32), secret=True))
    assert not world.told(FactType.GRANT_STATEMENT_TAKEN)
    world = guarded((SECRET, STATED))
    world.accept(shown(world, world.loaded(), NO_STATEMENT, secret=True))
    assert not world.told(FactType.GRANT_STATEMENT_TAKEN)


def test_central_hears_what_its_letter_has_to_say() -> None:
    for steps, told in (
        (((SECRET,), (STATED,)), "second_secret,statement"),
        (((STATED, SECRET),), "statement|second_secret"),
    ):
        world = guarded(*steps)
        world.loaded()
        assert world.told(FactType.GRANT_ISSUED)[-1].data["asks"] == told


def test_so_many_nonces_are_kept_and_no_more_and_none_for_long() -> None:
    world = guarded()
    grant = world.loaded()
    names = [OrderId(f"order-{n:03}") for n in range(NONCES_MAX)]
    asked(world, grant)
    old = world.state.nonces[O1]
    world.state = world.state._replace(nonces=type(world.state.nonces)(dict.fromkeys(names, old)))
    world.wait(1)
    asked(world, grant)
    assert sorted(world.state.nonces) == [O1, *names[1:]]
    world.wait(HOUR_MS)
    assert not world.state.nonces


def test_staff_with_a_badge_are_not_asked() -> None:
    world = guarded()
    world.announce(order())
    world.load()
    assert len(world.unlocks) == 1


_OPENS = st.sampled_from(["none", "forged", "old", "other", "good"])


@given(st.lists(st.tuples(_OPENS, st.sampled_from(list(CodeForm)), st.integers(0, 20)), max_size=12))
def test_nothing_opens_before_a_good_one_was_shown(tries: list[tuple[str, CodeForm, int]]) -> None:
    world = guarded()
    grant, before = world.loaded(), "0" * 32
    for what, form, minutes in tries:
        nonce = world.state.nonces[O1].text if O1 in world.state.nonces else "1" * 32
        statements = {
            "none": None,
            "forged": NO_STATEMENT,
            "old": said(world, before),
            "other": said(world, nonce, O2),
            "good": said(world, nonce),
        }
        event = replace(world.show(grant, form), statement=statements[what])
        begun = isinstance(world.event(event), Accepted)
        assert begun <= (what == "good")
        assert bool(world.unlocks) == begun
        if begun:
            return
        before = nonce
        world.wait(minutes * MINUTE + 1)
