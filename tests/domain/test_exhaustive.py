"""A bounded part of the search of one door (``search.door``); all of it by ``-m campaign`` or by ``make search``."""

from collections import deque
from collections.abc import Iterator

import pytest

from lockerd.domain.model.events import Cancel
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.readings import DoorSensor
from search.box import Fitting, ItemKind
from search.broken import BrokenRuleError
from search.door import explore, tell
from search.door import node as situations
from search.door.daemon import Daemon, Step
from search.door.moves import moves
from search.door.node import Budget, Node
from search.graph import Move
from search.result import Result

FITTINGS = [Fitting(door, item) for door in DoorSensor for item in ItemKind]
NAMES = [f"{fitting.door}-{fitting.item}" for fitting in FITTINGS]
EVERYTHING = Budget(
    crashes=2, forces=1, sticks=1, outages=1, reissues=1, springs=1, flaps=1, halts=1, strangers=1, hangs=1
)
STATES = 2_000
TWINS = 1_000


def assert_holds(result: Result) -> None:
    __tracebackhide__ = True
    assert result.broken is None, "\n".join([result.broken or "", *result.trace])


@pytest.mark.parametrize("fitting", FITTINGS, ids=NAMES)
@pytest.mark.parametrize("walk", [(), explore.LOADED], ids=["from announced", "from ready"])
def test_every_interleaving_nearby_keeps_the_rules(fitting: Fitting, walk: tuple[str, ...]) -> None:
    result = explore.search(explore.Search("nearby", fitting, EVERYTHING, walk), limit=STATES)
    assert_holds(result)
    assert result.states >= STATES


def test_every_interleaving_without_sensors_keeps_the_rules() -> None:
    fitting = Fitting(DoorSensor.NONE, ItemKind.NONE)
    result = explore.search(explore.Search("whole", fitting, Budget(crashes=2)), limit=150_000)
    assert_holds(result)
    assert result.complete


def test_the_walk_to_the_first_code_gets_there() -> None:
    for fitting in FITTINGS:
        node = explore.first(explore.Search("walk", fitting, Budget(), explore.LOADED))
        assert len(node.daemon.codes) == 1
        assert node.box.items == {"1"}


@pytest.mark.parametrize("fitting", FITTINGS, ids=NAMES)
def test_what_is_taken_for_the_same_has_the_same_future(fitting: Fitting, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that can happen leads both to what is taken for the same again; only clocks may run out of step."""
    twins: list[tuple[Daemon, Daemon]] = []
    keep = tell.settled

    def settled(daemon: Daemon) -> Daemon:
        known = keep(daemon)
        twins.append((known, daemon))
        return known

    def future(node: Node) -> dict[Node, str]:
        following = (move for move in moves(node) if not move.name.startswith("after"))
        return {move.after._replace(daemon=keep(move.after.daemon)): move.name for move in following}

    start = explore.first(explore.Search("same", fitting, EVERYTHING, explore.LOADED))
    seen, frontier = {start.daemon: start}, deque([start])
    with monkeypatch.context() as watched:
        watched.setattr(tell, "settled", settled)
        while len(twins) < TWINS:
            for move in moves(frontier.popleft()):
                if move.after.daemon not in seen:
                    frontier.append(move.after)
                    seen[move.after.daemon] = move.after
    compared = [(seen[known], twin) for known, twin in twins if known in seen and twin is not known]
    assert len(compared) > TWINS / 4
    for node, twin in compared:
        one, other = future(node), future(node._replace(daemon=twin))
        assert not {one.get(after) or other[after] for after in one.keys() ^ other.keys()}


def test_the_search_notices_a_code_spent_twice() -> None:
    unsensed = Fitting(DoorSensor.NONE, ItemKind.WORKING)
    node = explore.first(explore.Search("spent", unsensed, Budget(), explore.LOADED))
    later = tell.tell(node.daemon, Cancel(OrderId("2"), "r")).daemon
    one = OrderId("1")
    assert situations.after(node, Step(later, (one,))).spent == {one}
    for started, spent in ((node, (one, one)), (node._replace(spent=frozenset({one})), (one,))):
        with pytest.raises(BrokenRuleError, match="spent twice"):
            situations.after(started, Step(later, spent))


def test_the_search_notices_a_story_that_did_not_happen() -> None:
    node = explore.first(explore.Search("retrieved", FITTINGS[0], Budget(), explore.LOADED))
    later, one, two = tell.tell(node.daemon, Cancel(OrderId("2"), "r")).daemon, OrderId("1"), OrderId("2")
    situations.after(node, Step(later, retrieved=(one,)))
    assert two in node.office
    for started, order in ((node, two), (node._replace(spent=frozenset({one})), one)):
        with pytest.raises(BrokenRuleError, match="never inside or is collected"):
            situations.after(started, Step(later, retrieved=(order,)))


def test_the_search_notices_a_dead_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without anybody who reports it empty, nothing leads out of a quarantine."""

    def without_clearing(node: Node) -> Iterator[Move[Node]]:
        return (move for move in moves(node) if move.name != "clear")

    monkeypatch.setattr(explore, "moves", without_clearing)
    fitting = Fitting(DoorSensor.NONE, ItemKind.NONE)
    result = explore.search(explore.Search("dead", fitting, Budget()), limit=100_000)
    assert result.broken is not None
    assert "dead end" in result.broken


@pytest.mark.campaign
@pytest.mark.timeout(0)
@pytest.mark.parametrize("config", explore.configurations(), ids=lambda config: config.name)
def test_every_interleaving_keeps_the_rules(config: explore.Search) -> None:
    assert_holds(explore.search(config, limit=explore.STATES))
