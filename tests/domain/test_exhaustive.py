"""A bounded part of the search of hil/bench/explore.py; all of it by ``-m campaign`` or by the script."""

from collections import deque
from collections.abc import Iterator

import explore
import explore_checks
import explore_moves
import pytest
from explore_box import Fitting, ItemKind
from explore_key import fingerprint
from explore_node import Budget, Node

from lockerd.domain.readings import DoorSensor

FITTINGS = [Fitting(door, item) for door in DoorSensor for item in ItemKind]
NAMES = [f"{fitting.door}-{fitting.item}" for fitting in FITTINGS]
EVERYTHING = Budget(crashes=2, forces=1, sticks=1, outages=1, reissues=1, springs=1, flaps=1, strangers=1)
STATES = 2_000
SAME_STATES = 250


def assert_holds(result: explore.Result) -> None:
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
    result = explore.search(explore.Search("whole", fitting, Budget()), limit=100_000)
    assert_holds(result)
    assert result.complete


def test_the_walk_to_the_first_code_gets_there() -> None:
    for fitting in FITTINGS:
        node = explore.first(explore.Search("walk", fitting, Budget(), explore.LOADED))
        assert len(node.codes) == 1
        assert node.box.items == {"1"}


@pytest.mark.parametrize("fitting", FITTINGS, ids=NAMES)
def test_situations_taken_for_the_same_have_the_same_future(fitting: Fitting) -> None:
    """All that can happen leads both to situations that are taken for the same; only clocks may run out of step."""

    def future(node: Node) -> dict[int, str]:
        moves = (move for move in explore_moves.moves(node, fitting) if not move.name.startswith("after"))
        return {fingerprint(move.after): move.name for move in moves}

    start = explore.first(explore.Search("same", fitting, EVERYTHING, explore.LOADED))
    futures, frontier = {fingerprint(start): future(start)}, deque([start])
    while len(futures) < SAME_STATES:
        for move in explore_moves.moves(frontier.popleft(), fitting):
            reached = future(move.after)
            known = futures.setdefault(fingerprint(move.after), reached)
            if known is reached:
                frontier.append(move.after)
            assert reached.keys() == known.keys(), [
                reached.get(at) or known[at] for at in reached.keys() ^ known.keys()
            ]


def test_which_of_two_orders_has_ended_makes_no_difference() -> None:
    def reached(*walk: str) -> int:
        fitting = Fitting(DoorSensor.CONTACT, ItemKind.WORKING)
        return fingerprint(explore.first(explore.Search("walk", fitting, Budget(), walk)))

    other = tuple(move.replace("1", "2") for move in explore.LOADED)
    assert reached("cancel 2", *explore.LOADED) == reached("cancel 1", *other)
    assert reached("cancel 2", *explore.LOADED) != reached(*explore.LOADED)
    assert reached("cancel 1") != reached()


def test_the_search_notices_a_broken_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search can fail: a fourth attempt is found when a third is already forbidden."""
    monkeypatch.setattr(explore_checks, "ATTEMPTS_PER_LINE", 1)
    fitting = Fitting(DoorSensor.CONTACT, ItemKind.WORKING)
    result = explore.search(explore.Search("broken", fitting, Budget(), explore.LOADED), limit=5_000)
    assert result.broken == "rule 2: a fourth attempt"
    assert result.trace


def test_the_search_notices_a_dead_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without anybody who reports it empty, nothing leads out of a quarantine."""

    def without_clearing(node: Node, fitting: Fitting) -> Iterator[explore_moves.Move]:
        return (move for move in explore_moves.moves(node, fitting) if move.name != "clear")

    monkeypatch.setattr(explore, "moves", without_clearing)
    fitting = Fitting(DoorSensor.NONE, ItemKind.NONE)
    result = explore.search(explore.Search("dead", fitting, Budget()), limit=100_000)
    assert result.broken is not None
    assert "dead end" in result.broken


@pytest.mark.campaign
@pytest.mark.timeout(0)
@pytest.mark.parametrize("config", explore.configurations(), ids=lambda config: config.name)
def test_every_interleaving_keeps_the_rules(config: explore.Search) -> None:
    assert_holds(explore.search(config, limit=5_000_000))
