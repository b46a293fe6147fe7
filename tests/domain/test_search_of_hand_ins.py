"""A bounded part of the search of hand-ins (``search.hand_in``); more by ``-m campaign`` or by ``make search``."""

import pytest
from twins import assert_same_future

from search.hand_in import explore
from search.hand_in.moves import moves
from search.hand_in.scene import Scene
from search.hand_in.tell import TELLER
from search.result import Result

SCENES = list(explore.scenes())
EVERYTHING = [scene for scene in SCENES if scene.name.endswith(" all")]
STATES = 200
TWINS = 400


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


def test_every_interleaving_of_a_hand_in_without_item_sensor_keeps_the_rules() -> None:
    """Nothing goes wrong but what people do and say."""
    scene = next(scene for scene in SCENES if scene.name == "contact-none claims calm")
    result = explore.search(scene, limit=30_000)
    assert_holds(result)
    assert result.complete


@pytest.mark.parametrize("scene", [scene for scene in EVERYTHING if "working claims" in scene.name], ids=named)
def test_what_is_taken_for_the_same_has_the_same_future(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_same_future(monkeypatch, TELLER, moves, explore.first(scene), TWINS)


@pytest.mark.campaign
@pytest.mark.timeout(0)
@pytest.mark.parametrize("scene", SCENES, ids=named)
def test_every_interleaving_keeps_the_rules_of_hand_ins(scene: Scene) -> None:
    assert_holds(explore.search(scene, explore.STATES))
