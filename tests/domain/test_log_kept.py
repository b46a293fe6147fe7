"""F59, F60, F71: what is told of a central that is away, of one with another log, and of a log that is cut."""

import pytest
from belief import A01
from world import World, place

from lockerd.domain.model.facts import FactType
from lockerd.domain.model.kept import EPOCHS_MAX, ConfirmLog, CutLog, Kept
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import Reach, ReachReport
from lockerd.domain.shown.attention import Call, attention

SINCE_S = 1_700_000_000


def calls(world: World) -> set[Call]:
    return {each.call for each in attention(world.state, world.now, world.policy)}


def kept(world: World) -> Kept:
    return world.state.site.kept


def reached(world: World, *ways: Reach) -> None:
    for way in ways:
        world.event(ReachReport(way, SINCE_S, 12))


def count(world: World, *kinds: FactType) -> list[int]:
    return [len(world.told(kind)) for kind in kinds]


def test_f59_an_outage_is_told_once_each_way_and_says_since_when() -> None:
    world = World.of(place(A01))
    reached(world, Reach.REACHED, Reach.AWAY, Reach.AWAY)
    assert calls(world) == {*calls(world), Call.CENTRAL_AWAY}
    reached(world, Reach.REACHED, Reach.REACHED)
    assert Call.CENTRAL_AWAY not in calls(world)
    [lost], [back] = world.told(FactType.CENTRAL_LOST), world.told(FactType.CENTRAL_BACK)
    assert dict(lost.data) == dict(back.data) == {"since_s": SINCE_S, "losses": 12}


def test_f59_an_unsteady_line_is_a_call_and_never_a_fact() -> None:
    world = World.of(place(A01))
    for _ in range(50):
        reached(world, Reach.UNSTEADY)
        assert Call.CENTRAL_UNSTEADY in calls(world)
        reached(world, Reach.REACHED)
    assert count(world, FactType.CENTRAL_LOST, FactType.CENTRAL_BACK) == [0, 0]
    reached(world, Reach.AWAY, Reach.UNSTEADY, Reach.REACHED)
    assert count(world, FactType.CENTRAL_LOST, FactType.CENTRAL_BACK) == [1, 1]


def test_what_central_holds_never_becomes_less_and_only_the_newest_epochs_are_known() -> None:
    world = World.of(place(A01))
    for number in (10, 7):
        world.accept(ConfirmLog(1, number, agrees=True))
    assert kept(world).by_epoch == {1: 10}
    for epoch in range(2, EPOCHS_MAX + 2):
        world.accept(ConfirmLog(epoch, epoch, agrees=True))
    assert list(kept(world).by_epoch) == list(range(2, EPOCHS_MAX + 2))


@pytest.mark.parametrize(("later", "over"), [((1, 9), False), ((1, 10), True), ((2, 1), True)])
def test_f71_another_log_is_an_alarm_until_central_agrees_at_least_as_far(later: tuple[int, int], over: bool) -> None:
    world = World.of(place(A01))
    for number in (10, 12):
        assert world.refuse(ConfirmLog(1, number, agrees=False)) is Refusal.LOG_DIFFERS
    assert kept(world).differs == (1, 10)
    assert kept(world).by_epoch == {}, "what differs is not held"
    world.accept(ConfirmLog(*later, agrees=True))
    assert (Call.LOG_DIFFERS not in calls(world)) is over
    assert count(world, FactType.CUSTODY_DIFFERS, FactType.CUSTODY_AGREES) == [1, int(over)]


def test_how_far_is_cut_only_grows_is_told_before_and_rests_while_the_logs_differ() -> None:
    world = World.of(place(A01))
    for number in (300, 300, 200):
        world.event(CutLog(1, number))
    assert kept(world).cut_to == (1, 300)
    [told] = world.told(FactType.CUSTODY_CUT)
    assert dict(told.data) == {"log_epoch": 1, "rows": 300}
    world.refuse(ConfirmLog(1, 10, agrees=False))
    world.event(CutLog(1, 900))
    assert kept(world).cut_to == (1, 300)
