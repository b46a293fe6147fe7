"""A bounded part of the search of exchanges (``search.exchange``); more by ``-m campaign`` or by ``make search``."""

from collections.abc import Iterator

import pytest
from twins import assert_same_future

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.parts import PartState
from search.exchange import explore
from search.exchange.moves import moves
from search.exchange.node import Node
from search.exchange.scene import NEW, OLD, Scene
from search.exchange.scenes import BEGINS, TROUBLES, scenes
from search.exchange.tell import TELLER
from search.graph import Move
from search.result import Result

SCENES = list(scenes())
EVERYTHING = [scene for scene in SCENES if scene.name.endswith(" all")]
STATES = 60
TWINS = 150
TWINNED = {"contact-working claims opened all", "hook-none claims beside it all"}
SENSED = next(scene for scene in SCENES if scene.name == "contact-working calm")
UNSENSED = next(scene for scene in SCENES if scene.name == "contact-none claims calm")


def named(scene: Scene) -> str:
    return scene.name


def assert_holds(result: Result) -> None:
    __tracebackhide__ = True
    assert result.broken is None, "\n".join([result.broken or "", *result.trace])


@pytest.mark.parametrize("scene", EVERYTHING, ids=named)
def test_every_interleaving_nearby_keeps_the_rules_of_exchanges(scene: Scene) -> None:
    result = explore.search(scene, STATES)
    assert_holds(result)
    assert result.states >= STATES


@pytest.mark.parametrize(
    ("begin", "condition", "state", "inside"),
    [
        ("opened", Condition.HANDING_OVER, PartState.EXCHANGING, {NEW}),
        ("in custody", Condition.OCCUPIED, PartState.HANDED_IN, {OLD}),
        ("unclear", Condition.QUARANTINED, PartState.QUARANTINED, {NEW}),
        ("old one missing", Condition.QUARANTINED, PartState.QUARANTINED, set()),
        ("beside it", Condition.QUARANTINED, PartState.QUARANTINED, {OLD, NEW}),
    ],
)
def test_the_walks_get_where_they_are_to(begin: str, condition: Condition, state: PartState, inside: set[str]) -> None:
    assert begin in BEGINS
    node = explore.on_the_way(SENSED._replace(walk=BEGINS[begin]))
    assert (node.daemon.state.compartments[node.daemon.doors[0]].condition, node.daemon.part.state) == (
        condition,
        state,
    )
    assert node.box.items == inside


@pytest.mark.parametrize(("begin", "trouble"), [("in custody", "liars"), ("old one missing", "calm")])
def test_whatever_staff_say_of_it_the_terminal_leads_to_a_free_door(begin: str, trouble: str) -> None:
    result = explore.search(Scene(begin, UNSENSED.fitting, TROUBLES[trouble], walk=BEGINS[begin]), limit=5_000)
    assert_holds(result)
    assert result.complete


def test_the_search_notices_a_dead_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without anybody who reports what they have found, nothing leads out of what is in custody."""

    def unreported(node: Node) -> Iterator[Move[Node]]:
        return (move for move in moves(node) if not move.name.startswith("staff say"))

    monkeypatch.setattr(explore, "moves", unreported)
    result = explore.search(UNSENSED._replace(walk=BEGINS["in custody"]), limit=5_000)
    assert result.broken is not None
    assert "dead end" in result.broken


@pytest.mark.parametrize("scene", [scene for scene in SCENES if scene.name in TWINNED], ids=named)
def test_what_is_taken_for_the_same_has_the_same_future(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_same_future(monkeypatch, TELLER, moves, explore.on_the_way(scene), TWINS)


@pytest.mark.campaign
@pytest.mark.timeout(0)
@pytest.mark.parametrize("scene", SCENES, ids=named)
def test_every_interleaving_keeps_the_rules_of_exchanges(scene: Scene) -> None:
    assert_holds(explore.search(scene, explore.STATES))
