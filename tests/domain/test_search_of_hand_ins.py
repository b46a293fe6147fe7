"""A bounded part of the search of hand-ins (``search.hand_in``); more by ``-m campaign`` or by ``make search``."""

from collections.abc import Iterator

import pytest
from twins import assert_same_future

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.parts import PartState
from search.graph import Move
from search.hand_in import explore
from search.hand_in.moves import moves
from search.hand_in.node import Node
from search.hand_in.scene import MINE, OTHERS, Scene
from search.hand_in.scenes import scenes
from search.hand_in.tell import TELLER
from search.result import Result

SCENES = list(scenes())
ON_ROUNDS = ("contact-working", "hook-none")
"""Of rounds, at which doors they are looked at each day."""
DAILY = [scene for scene in SCENES if scene.budget.rounds is None or scene.name.startswith(ON_ROUNDS)]
EVERYTHING = [scene for scene in DAILY if scene.name.endswith(" all")]
STATES = 80
TWINS = 200
TWINNED = {
    "contact-working claims all",
    "hook-working claims two doors all",
    "contact-working several office",
    "contact-working staff look unclear all",
    "contact-working claims family all",
}
BEGUN = {
    "in custody": (Condition.OCCUPIED, PartState.HANDED_IN),
    "unclear": (Condition.QUARANTINED, PartState.QUARANTINED),
    "to check": (Condition.TO_CHECK, PartState.AWAITED),
    "to fetch": (Condition.OCCUPIED, PartState.READY),
}


def named(scene: Scene) -> str:
    return scene.name


def assert_holds(result: Result) -> None:
    __tracebackhide__ = True
    assert result.broken is None, "\n".join([result.broken or "", *result.trace])


@pytest.mark.parametrize("scene", EVERYTHING, ids=named)
def test_every_interleaving_nearby_keeps_the_rules_of_hand_ins(scene: Scene) -> None:
    result = explore.search(scene, STATES)
    assert_holds(result)
    assert result.states >= STATES


def test_every_interleaving_of_what_staff_take_out_keeps_the_rules() -> None:
    """From what is in custody on, whatever they say of it; and the terminal alone leads to a free door."""
    scene = next(scene for scene in SCENES if scene.name == "contact-none staff look in custody liars")
    result = explore.search(scene, limit=5_000)
    assert_holds(result)
    assert result.complete


def test_the_search_notices_a_dead_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without anybody who reports what they have found, nothing leads out of what is in custody."""

    def unreported(node: Node) -> Iterator[Move[Node]]:
        return (move for move in moves(node) if not move.name.startswith("staff say"))

    monkeypatch.setattr(explore, "moves", unreported)
    scene = next(scene for scene in SCENES if scene.name == "contact-working staff look in custody honest")
    result = explore.search(scene, limit=5_000)
    assert result.broken is not None
    assert "dead end" in result.broken


@pytest.mark.parametrize("scene", [scene for scene in DAILY if scene.name.endswith(" honest")], ids=named)
def test_staff_are_called_where_a_search_begins(scene: Scene) -> None:
    node = explore.on_the_way(scene)
    condition, state = next(wanted for begin, wanted in BEGUN.items() if f" {begin} " in scene.name)
    part = node.daemon.state.parts[MINE if scene.brings else OTHERS]
    unseen = scene.brings and "none" in scene.name and state is PartState.QUARANTINED
    wanted = BEGUN["to check"] if unseen else (condition, state)
    assert (node.daemon.state.compartments[node.daemon.doors[0]].condition, part.state) == wanted
    assert (node.boxes[0].items, node.boxes[0].open) == (set() if " to check " in scene.name else {str(part.id)}, False)


@pytest.mark.parametrize("scene", [scene for scene in SCENES if scene.name in TWINNED], ids=named)
def test_what_is_taken_for_the_same_has_the_same_future(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_same_future(monkeypatch, TELLER, moves, explore.on_the_way(scene), TWINS)


@pytest.mark.campaign
@pytest.mark.timeout(0)
@pytest.mark.parametrize("scene", SCENES, ids=named)
def test_every_interleaving_keeps_the_rules_of_hand_ins(scene: Scene) -> None:
    assert_holds(explore.search(scene, explore.STATES))
