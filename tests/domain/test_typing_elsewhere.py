"""Typed codes at several terminals: each has its own failures, and a pick-up number is closed at all of them."""

from dataclasses import replace

from world import World, place

from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.events import FetchReceipt, StartCollection
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import GrantId, VisitId
from lockerd.domain.model.numbers import FAILURES_THAT_CLOSE
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.requests.tries import FAILURES_PER_DAY, FREE_FAILURES, TERMINALS_KEPT


def typed(world: World, at: str, grant: GrantId | None = None, number: str | None = None) -> StartCollection:
    return replace(world.show(grant, CodeForm.TYPED), number=number, terminal=at)


def blocked(world: World, at: str) -> None:
    for _ in range(FREE_FAILURES):
        assert world.refuse(typed(world, at)) is Refusal.CODE_NOT_VALID
    assert world.refuse(typed(world, at)) is Refusal.TOO_MANY_TRIES


def test_failures_at_one_terminal_block_that_one_alone() -> None:
    world = World.of(place())
    grant = world.loaded()
    blocked(world, "foyer")
    assert world.refuse(typed(world, "foyer", grant)) is Refusal.TOO_MANY_TRIES
    assert world.refuse(typed(world, "")) is Refusal.CODE_NOT_VALID
    assert world.refuse(typed(world, "hall")) is Refusal.CODE_NOT_VALID
    assert [fact.data["terminal"] for fact in world.told(FactType.TYPING_BLOCKED)] == ["foyer"]
    world.accept(typed(world, "hall", grant))


def test_failures_at_the_unix_socket_block_no_other_machine() -> None:
    world = World.of(place())
    grant = world.loaded()
    blocked(world, "")
    world.accept(typed(world, "foyer", grant))


def test_only_who_is_right_is_forgiven() -> None:
    world = World.of(place())
    grant = world.loaded()
    for at in ("foyer", "hall"):
        assert world.refuse(typed(world, at)) is Refusal.CODE_NOT_VALID
    world.accept(typed(world, "hall", grant))
    rows = {each.terminal: each.tries.since_success for each in world.state.site.elsewhere}
    assert rows == {"foyer": 1, "hall": 0}


def test_two_terminals_give_no_second_row_of_tries_at_one_number() -> None:
    world = World.of(place())
    grant = world.loaded()
    number = world.grant(grant).code.pickup_number
    for turn in range(FAILURES_THAT_CLOSE):
        at = ("foyer", "hall")[turn % 2]
        assert world.refuse(typed(world, at, None, number)) is Refusal.CODE_NOT_VALID
    for at in ("foyer", "hall", "porch", ""):
        assert world.refuse(typed(world, at, grant, number)) is Refusal.PICKUP_NUMBER_CLOSED
    world.accept(typed(world, "porch", grant))


def test_numbers_of_receipts_are_counted_for_each_as_well() -> None:
    world = World.of(place())
    for _ in range(FREE_FAILURES):
        answer = world.refuse(FetchReceipt(VisitId("v1"), None, terminal="foyer"))
        assert answer is Refusal.RECEIPT_UNKNOWN
    assert world.refuse(FetchReceipt(VisitId("v1"), None, terminal="foyer")) is Refusal.RECEIPT_TRIES
    assert world.refuse(FetchReceipt(VisitId("v1"), None, terminal="hall")) is Refusal.RECEIPT_UNKNOWN
    [fact] = world.told(FactType.RECEIPT_TRIES_BLOCKED)
    assert fact.data["terminal"] == "foyer"
    assert world.refuse(typed(world, "foyer")) is Refusal.CODE_NOT_VALID, "codes are another book"


def test_what_is_kept_of_terminals_has_a_bound() -> None:
    world = World.of(place())
    for number in range(TERMINALS_KEPT + 5):
        for _ in range(2):
            assert world.refuse(typed(world, f"t{number}")) is Refusal.CODE_NOT_VALID
    kept = world.state.site.elsewhere
    assert [each.terminal for each in kept] == [f"t{number}" for number in range(5, TERMINALS_KEPT + 5)]
    assert all(len(each.tries.failures) <= FAILURES_PER_DAY and not each.tries.numbers for each in kept)
