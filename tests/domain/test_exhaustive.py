"""A bounded part of the search of one door (``search.door``); all of it by ``-m campaign`` or by ``make search``."""

import pytest
from twins import assert_same_future

from lockerd.domain.model.events import Cancel
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.readings import DoorSensor
from search.box import KEPT_BY, Fitting, ItemKind
from search.broken import BrokenRuleError
from search.daemon import Step
from search.door import explore
from search.door import node as situations
from search.door.moves import moves
from search.door.node import Budget
from search.door.tell import TELLER
from search.result import Result

FITTINGS = [Fitting(door, item) for door in DoorSensor for item in KEPT_BY]
NAMES = [f"{fitting.door}-{fitting.item}" for fitting in FITTINGS]
EVERYTHING = Budget(
    crashes=2, forces=1, sticks=1, outages=1, reissues=1, springs=1, flaps=1, halts=1, strangers=1, hangs=1
)
STATES = 300
TWINS = 260


def of(kind: FactType, order: OrderId) -> Fact:
    """What is told of an order."""
    return Fact(kind, None, order, {})


def assert_holds(result: Result) -> None:
    __tracebackhide__ = True
    assert result.broken is None, "\n".join([result.broken or "", *result.trace])


@pytest.mark.parametrize("fitting", FITTINGS, ids=NAMES)
@pytest.mark.parametrize("walk", [(), explore.LOADED], ids=["from announced", "from ready"])
def test_every_interleaving_nearby_keeps_the_rules(fitting: Fitting, walk: tuple[str, ...]) -> None:
    result = explore.search(explore.Search("nearby", fitting, EVERYTHING, walk), limit=STATES)
    assert_holds(result)
    assert result.states >= STATES


def test_the_walk_to_the_first_code_gets_there() -> None:
    for fitting in FITTINGS:
        node = explore.first(explore.Search("walk", fitting, Budget(), explore.LOADED))
        assert len(node.daemon.codes) == 1
        assert node.box.items == {"1"}


@pytest.mark.parametrize("fitting", FITTINGS[::4], ids=NAMES[::4])
def test_what_is_taken_for_the_same_has_the_same_future(fitting: Fitting, monkeypatch: pytest.MonkeyPatch) -> None:
    start = explore.first(explore.Search("same", fitting, EVERYTHING, explore.LOADED))
    assert_same_future(monkeypatch, TELLER, moves, start, TWINS)


def test_the_search_notices_a_code_spent_twice() -> None:
    unsensed = Fitting(DoorSensor.NONE, ItemKind.WORKING)
    node = explore.first(explore.Search("spent", unsensed, Budget(), explore.LOADED))
    later = TELLER.tell(node.daemon, Cancel(OrderId("2"), "r")).daemon
    one = OrderId("1")
    assert situations.after(node, Step(later, (of(FactType.GRANT_SPENT, one),))).spent == {one}
    for started, times in ((node, 2), (node._replace(spent=frozenset({one})), 1)):
        with pytest.raises(BrokenRuleError, match="spent twice"):
            situations.after(started, Step(later, times * (of(FactType.GRANT_SPENT, one),)))


def test_the_search_notices_a_story_that_did_not_happen() -> None:
    node = explore.first(explore.Search("retrieved", FITTINGS[0], Budget(), explore.LOADED))
    later, one, two = TELLER.tell(node.daemon, Cancel(OrderId("2"), "r")).daemon, OrderId("1"), OrderId("2")
    situations.after(node, Step(later, (of(FactType.ORDER_RETRIEVED, one),)))
    assert two in node.office
    for started, order in ((node, two), (node._replace(spent=frozenset({one})), one)):
        with pytest.raises(BrokenRuleError, match="never inside or is collected"):
            situations.after(started, Step(later, (of(FactType.ORDER_RETRIEVED, order),)))


@pytest.mark.campaign
@pytest.mark.timeout(0)
@pytest.mark.parametrize("config", explore.configurations(), ids=lambda config: config.name)
def test_every_interleaving_keeps_the_rules(config: explore.Search) -> None:
    assert_holds(explore.search(config, limit=explore.STATES))
