"""A bounded part of the search of two doors (``search.pair``); more by ``-m campaign`` or by ``make search``."""

import pytest
from twins import assert_same_future

from lockerd.domain.model.readings import DoorSensor
from search.box import Fitting, ItemKind
from search.pair import explore
from search.pair.moves import moves
from search.pair.scene import Scene
from search.pair.tell import TELLER
from search.result import Result

SCENES = explore.scenes()
STATES = 120
TWINS = 500
ALIKE = (2 * (Fitting(DoorSensor.CONTACT, ItemKind.WORKING),), 2 * (Fitting(DoorSensor.NONE, ItemKind.NONE),))


def named(scene: Scene) -> str:
    return scene.name


def assert_holds(result: Result) -> None:
    __tracebackhide__ = True
    assert result.broken is None, "\n".join([result.broken or "", *result.trace])


@pytest.mark.parametrize("scene", SCENES, ids=named)
def test_every_interleaving_nearby_keeps_the_rules_at_two_doors(scene: Scene) -> None:
    result = explore.search(scene, STATES)
    assert_holds(result)
    assert result.states >= STATES


@pytest.mark.parametrize("scene", [scene for scene in SCENES if scene.waiting], ids=named)
def test_every_interleaving_between_the_doors_of_one_order_keeps_the_rules(scene: Scene) -> None:
    assert_holds(explore.search(scene, STATES, explore.BETWEEN))


def test_the_walk_to_the_second_door_gets_there() -> None:
    for scene in (each for each in SCENES if each.waiting):
        node = explore.on_the_way(scene, explore.BETWEEN)
        assert node.spent == frozenset(scene.inside[:1])
        assert [part for part, _, _ in node.pulses] == [scene.inside[0]] or node.daemon.pending is not None


@pytest.mark.parametrize("scene", [s for s in SCENES if s.waiting and s.fittings in ALIKE], ids=named)
def test_what_is_taken_for_the_same_has_the_same_future(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    start = explore.on_the_way(scene, explore.BETWEEN)
    assert_same_future(monkeypatch, TELLER, moves, start, TWINS)


@pytest.mark.campaign
@pytest.mark.timeout(0)
@pytest.mark.parametrize("scene", SCENES, ids=named)
def test_every_interleaving_keeps_the_rules_at_two_doors(scene: Scene) -> None:
    assert_holds(explore.search(scene, explore.STATES))
