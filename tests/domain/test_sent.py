"""What an issuer sends: its numbers are taken in the decision, and who is behind is told of once (F61, F65)."""

from dataclasses import replace

import pytest
from world import A01, O1, World, place

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.moves import move_part
from lockerd.domain.model.blocks import BlockCompartment
from lockerd.domain.model.events import Cancel, Note, Refused, Sent, Wanted
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.issuers import WINDOW
from lockerd.domain.model.moves_of_parts import PartStep
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.requests import announcing
from lockerd.domain.shown.attention import Call, attention

EPOCH = 1_800_000_000


def sent(number: int, wish: Wanted | Note | None = None, *, epoch: int = EPOCH, issuer: str = "central") -> Sent:
    return Sent(issuer, None, epoch, number, wish)


def behind(world: World) -> list[str]:
    calls = attention(world.state, world.now, world.policy)
    return [each.reason for each in calls if each.call is Call.ISSUER_BEHIND]


def told(world: World, kind: FactType = FactType.ISSUER_BEHIND) -> list[object]:
    return [dict(fact.data) for fact in world.told(kind)]


def test_a_number_is_used_up_by_what_is_refused_as_well() -> None:
    world = World.of(place())
    assert world.refuse(sent(1, Cancel(O1, "withdrawn"))) is Refusal.ORDER_UNKNOWN
    assert world.refuse(sent(1, BlockCompartment("stadt", A01, "cleaning", own_use=False))) is Refusal.NUMBER_USED
    assert not world.told(FactType.COMPARTMENT_BLOCKED)


def test_numbers_outlive_a_crash() -> None:
    world = World.of(place())
    world.accept(sent(5))
    world.crash()
    world.report()
    assert world.refuse(sent(5)) is Refusal.NUMBER_USED
    world.accept(sent(4))


def test_what_is_known_of_the_numbers_comes_with_the_refusal() -> None:
    world = World.of(place())
    world.accept(sent(WINDOW + 9))
    for stale, why in (
        (sent(9), Refusal.OUT_OF_ORDER),
        (sent(1, epoch=EPOCH - 1), Refusal.OUT_OF_ORDER),
        (sent(WINDOW + 9), Refusal.NUMBER_USED),
    ):
        answer = world.event(stale)
        assert isinstance(answer, Refused)
        assert (answer.reason, answer.known) == (why, (EPOCH, WINDOW + 9))


def test_a_central_from_an_old_backup_is_told_of_once_until_it_begins_a_new_epoch() -> None:
    world = World.of(place())
    for number in range(1, 51):
        world.accept(sent(number))
    assert behind(world) == []
    for number in range(21, 51):
        assert world.refuse(sent(number, Cancel(O1, "withdrawn"))) is Refusal.NUMBER_USED
    assert told(world) == [{"issuer": "central", "reason": "number_used", "epoch": EPOCH, "number": 21, "highest": 50}]
    assert behind(world) == ["central"]
    world.accept(sent(51))
    assert behind(world) == ["central"], "it still does not know what it has sent"
    assert world.refuse(sent(51)) is Refusal.NUMBER_USED
    assert len(told(world)) == 1
    world.accept(sent(1, epoch=EPOCH + 60))
    assert told(world, FactType.ISSUER_BEGAN) == [{"issuer": "central", "epoch": EPOCH + 60, "before": EPOCH}]
    assert behind(world) == []
    assert world.refuse(sent(1, epoch=EPOCH + 60)) is Refusal.NUMBER_USED
    assert len(told(world)) == 2, "another occurrence"


def test_what_was_late_on_the_way_is_forgotten_with_the_next_that_is_not() -> None:
    world = World.of(place())
    world.accept(sent(1, epoch=EPOCH))
    for number in (7, 8, 9):
        assert world.refuse(sent(number, epoch=EPOCH - 1)) is Refusal.OUT_OF_ORDER
    assert len(told(world)) == 1
    assert behind(world) == ["central"]
    world.accept(sent(2))
    assert behind(world) == []
    assert world.refuse(sent(2)) is Refusal.NUMBER_USED
    assert [fact["reason"] for fact in told(world)] == ["epoch_old", "number_used"]  # type: ignore[index]


def test_worse_is_told_although_something_was_told_already() -> None:
    world = World.of(place())
    world.accept(sent(1))
    assert world.refuse(sent(1, epoch=EPOCH - 1)) is Refusal.OUT_OF_ORDER
    assert world.refuse(sent(1)) is Refusal.NUMBER_USED
    assert world.refuse(sent(1, epoch=EPOCH - 1)) is Refusal.OUT_OF_ORDER
    assert len(told(world)) == 2


def test_the_first_epoch_of_an_issuer_is_no_news() -> None:
    world = World.of(place())
    world.accept(sent(1))
    world.accept(sent(1, issuer="kreis", epoch=3))
    assert not told(world, FactType.ISSUER_BEGAN)
    assert [each.issuer for each in world.state.site.issuers] == ["central", "kreis"]


def test_ten_thousand_stale_commands_leave_one_fact_and_no_more_state() -> None:
    world = World.of(place())
    world.accept(sent(20_000))
    before = world.state
    for number in range(1, 10_001):
        assert world.refuse(sent(number)) is Refusal.OUT_OF_ORDER
    assert len(told(world)) == 1
    (row,) = world.state.site.issuers
    assert row == replace(before.site.issuers[0], behind="number_old")
    assert world.state._replace(site=before.site) == before


def test_a_decision_that_contradicts_itself_uses_its_number_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(draft: Draft, _order: object) -> None:
        move_part(draft, next(iter(draft.state.parts.values())), PartStep.RESERVE)

    world = World.of(place())
    world.sound = False
    world.loaded()
    monkeypatch.setattr(announcing, "settle", wrong)
    assert world.refuse(sent(3, Cancel(O1, "withdrawn"))) is Refusal.INTERNAL
    monkeypatch.undo()
    assert world.refuse(sent(3, Cancel(O1, "withdrawn"))) is Refusal.NUMBER_USED
