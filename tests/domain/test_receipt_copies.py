"""A copy of a receipt by its number: who has it gets one, who guesses learns nothing and holds nobody up (rule 18)."""

from dataclasses import replace
from typing import Final

from hands import brought, settle
from policies import classed
from world import A01, A02, MINUTE, O2, SECOND, World, place

from lockerd.domain.model.events import Accepted, FetchReceipt, Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import ReceiptId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import DAY_MS, HOUR_MS
from lockerd.domain.model.visits import Phase, Role
from lockerd.domain.model.words import Word
from lockerd.domain.requests.fetching import RECEIPTS_MAX, fetchable
from lockerd.domain.requests.tries import FAILURES_PER_DAY, FREE_FAILURES, LONGEST_BLOCK_MS, LOOK_EVERY_MS

FIRST: Final = ReceiptId(1)


def handed_in(world: World) -> None:
    """Something was brought, and its receipt printed."""
    visit = brought(world)
    world.say(visit, Word.ALL_IN)
    settle(world)
    world.say(visit, Word.DONE)


def fetch(world: World, receipt: ReceiptId | None, number: str | None = None) -> FetchReceipt:
    return FetchReceipt(world.fresh_visit(), receipt, number)


def guess(world: World, number: str | None = None) -> Refused:
    answer = world.event(fetch(world, None, number))
    assert isinstance(answer, Refused)
    return answer


def test_who_has_the_number_gets_the_receipt_again_and_nothing_is_opened() -> None:
    world = World.of(place())
    handed_in(world)
    told = len(world.facts)
    visit = world.accept(fetch(world, FIRST)).visit
    assert visit is not None
    shown = world.visit(visit)
    assert (shown.phase, shown.paper, shown.door, shown.role) == (Phase.PAPER_READY, FIRST, None, Role.GIVER)
    assert not world.unlocks
    assert len(world.facts) == told, "asked for again and again, it leaves no row"
    assert world.accept(fetch(world, FIRST)).visit == visit, "and no second visit"
    world.say(visit, Word.MORE_TIME)
    world.say(visit, Word.DONE)
    assert world.accept(fetch(world, FIRST)).visit == visit
    assert len([v for v in world.state.visits.values() if v.door is None]) == 1


def test_records_and_what_is_kept_no_longer_have_no_copies() -> None:
    world = World.of(place())
    handed_in(world)
    for days, given in ((7, True), (0, False)):
        world.policy = classed("plates", keep_receipts_ms=days * DAY_MS)
        assert bool(fetchable(world.state, world.policy, world.now.powered_ms)) is given
    world.policy = classed("plates", keep_receipts_ms=HOUR_MS)
    world.wait(59 * MINUTE)
    assert isinstance(world.event(fetch(world, FIRST)), Accepted)
    world.wait(2 * MINUTE)
    assert world.refuse(fetch(world, FIRST)) is Refusal.RECEIPT_UNKNOWN


def test_only_the_newest_are_searched() -> None:
    world = World.of(place())
    handed_in(world)
    row = world.state.receipts[FIRST]
    many = world.state.receipts
    for number in range(2, RECEIPTS_MAX + 3):
        many = many.insert(ReceiptId(number), replace(row, id=ReceiptId(number)))
    found = fetchable(world.state._replace(receipts=many), world.policy, world.now.powered_ms)
    assert [len(found), found[0].id, found[-1].id] == [RECEIPTS_MAX, RECEIPTS_MAX + 2, 3]


def test_who_guesses_is_slowed_down_and_learns_nothing_of_a_right_number_meanwhile() -> None:
    world = World.of(place())
    handed_in(world)
    for _ in range(FREE_FAILURES):
        assert guess(world).reason is Refusal.RECEIPT_UNKNOWN
    assert guess(world).reason is Refusal.RECEIPT_TRIES
    assert world.refuse(fetch(world, FIRST)) is Refusal.RECEIPT_TRIES, "right or wrong, it is not looked at"
    assert len(world.told(FactType.RECEIPT_TRIES_BLOCKED)) == 1
    assert world.accept(fetch(world, FIRST, "1")).visit, "whoever holds the paper is served all the same"


def test_who_guesses_holds_nobody_up_at_a_door_and_who_types_codes_nobody_with_a_receipt() -> None:
    world = World.of(place(), place(A02))
    handed_in(world)
    ready = world.loaded(O2, at=A02)
    for _ in range(300):
        guess(world)
        guess(world, "1")
        world.wait(LOOK_EVERY_MS)
    tries = world.state.site.tries
    assert (tries.failures, tries.since_success, tries.blocked_until_ms) == ((), 0, 0)
    visit = world.collect(ready)
    assert world.visit(visit).compartment == A02
    assert world.visit(visit).phase is Phase.OPENING


def test_a_day_of_guessing_is_a_handful_of_looks_and_a_handful_of_rows() -> None:
    world = World.of(place())
    handed_in(world)
    looked_at, told = 0, len(world.facts)
    for _ in range(23 * 60 * 2):
        looked_at += guess(world).reason is Refusal.RECEIPT_UNKNOWN
        world.wait(30 * SECOND)
    assert looked_at <= FAILURES_PER_DAY
    tries = world.state.site.receipt_tries
    assert len(tries.failures) <= FAILURES_PER_DAY
    assert len(world.facts) - told <= 23 * HOUR_MS // LONGEST_BLOCK_MS + 10
    assert guess(world).reason in {Refusal.RECEIPT_NO_NEEDED, Refusal.RECEIPT_TRIES}


def test_the_counts_survive_a_crash() -> None:
    world = World.of(place())
    handed_in(world)
    for _ in range(FREE_FAILURES):
        guess(world)
    world.crash()
    assert guess(world).reason is Refusal.RECEIPT_TRIES
    assert A01 in world.state.compartments
