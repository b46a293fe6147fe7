"""Scenario files: what they may say, and mistakes that are named."""

from pathlib import Path

import pytest

from lockersim.errors import SimError
from lockersim.people.manners import By
from lockersim.scenario import verbs
from lockersim.scenario.model import Scenario

FILES = sorted((Path(__file__).parents[2] / "hil" / "scenarios").glob("*.yaml"))


def read(tmp_path: Path, steps: str) -> Scenario:
    path = tmp_path / "s.yaml"
    path.write_text(f"title: T\nsteps:\n{steps}")
    return Scenario.read(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_scenario_of_ours_can_be_read(path: Path) -> None:
    scenario = Scenario.read(path)
    assert scenario.steps
    assert scenario.wall.spec().buses


def test_smoke_has_twenty_collections() -> None:
    smoke = next(path for path in FILES if path.stem == "smoke")
    count = 0
    for _, step in Scenario.read(smoke).steps:
        if isinstance(step, verbs.Collect) and step.ends == "collected":
            count += len(step.documents)
        count += isinstance(step, verbs.Finish)
    assert count == 20


def test_short_forms(tmp_path: Path) -> None:
    scenario = read(
        tmp_path, "  - load: a\n  - collect: {documents: [a, b], by: typed}\n  - power: off\n  - pause: 2\n"
    )
    load, collect, power, pause = (step for _, step in scenario.steps)
    assert isinstance(load, verbs.Load)
    assert load.documents == ("a",)
    assert isinstance(collect, verbs.Collect)
    assert collect.by == (By.TYPED,)
    assert isinstance(power, verbs.Power)
    assert power.state == "off"
    assert isinstance(pause, verbs.Pause)
    assert pause.s == 2


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("  - lod: a\n", "there is no verb lod"),
        ("  - load: a\n    collect: b\n", "step 1 must be one verb"),
        ("  - collect: {documents: a, buy: qr}\n", "buy"),
        ("  - pause: 1000\n", "less than or equal to 60"),
        ("  - hands: {do: kick, at: A01}\n", "step 1 (hands)"),
        ("  - pause: 1\nwall: {sensed: {bus2: hook}}\n", "the wall has no bus bus2"),
        ("  - pause: 1\nwall: {sensed: {bus1: both}}\n", "which a bcc has not"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, steps: str, said: str) -> None:
    with pytest.raises(SimError) as caught:
        read(tmp_path, steps)
    assert said in str(caught.value)
    assert "s.yaml" in str(caught.value)


def test_a_wall_may_sense_its_doors_in_another_way(tmp_path: Path) -> None:
    wall = "wall: {families: [cu48b, bcc], sensed: {cu48b: both, bcc: hook}}\n"
    both, hook = (bus.boards[0] for bus in read(tmp_path, "  - pause: 1\n" + wall).wall.spec().buses)
    assert (both.feedback, both.leaf_contacts) == ("hook", True)
    assert (hook.feedback, hook.leaf_contacts) == ("hook", False)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SimError, match="nowhere"):
        Scenario.read(tmp_path / "nowhere.yaml")
