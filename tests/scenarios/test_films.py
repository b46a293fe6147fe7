"""Incidents of the committed stories as films: each is decided again byte for byte, and some are written as stories."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lockerd.controller.film.bundle import again
from lockersim.commands.replay import as_scenario
from lockersim.scenario.model import Scenario
from lockersim.scenario.several import FILM

FILES = Path(__file__).parents[2] / "hil" / "scenarios"
REPEATED = ("f26-wrong-door", "f20-jam", "f24-left-open", "f23-forced-door", "f8-mains-lost")
"""A wrong door, a jam, a door left open, doors broken open, a cut while the mains are away."""
FILMED = (
    *("f25-springs-open", "f25-half-shut", "f32-left-inside", "several-loaded-cut", "hand-in-cut"),
    *("swap-old-first", "f29-magnet", "f40-restart", "f68-cabinet-opened", "f33-thin-letter"),
)
"""Shut too early, something left inside, cuts at open doors, the old document missing, and others."""
EVERYDAY = ("f26-wrong-door", "f25-springs-open")

pytestmark = [pytest.mark.station, pytest.mark.broker, pytest.mark.timeout(400)]


def chosen(names: tuple[str, ...]) -> list[object]:
    return [name if name in EVERYDAY else pytest.param(name, marks=pytest.mark.campaign) for name in names]


def played(story: Path, root: Path) -> tuple[list[str], Path]:
    """Play a story in a process of its own; what was not as it must be, and its film."""
    command = [Path(sys.executable).with_name("lockersim"), "scenario", "--report", "json", "--keep", root, story]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    (report,) = json.loads(done.stdout)
    steps = [f"{step['verb']}: {step['error']}" for step in report["steps"] if step["error"]]
    return [*steps, *report["breaches"], *filter(None, [report["failure"]])], root / story.stem / FILM


def decided_again(film: Path) -> None:
    steps = list(again(json.loads(film.read_text())))
    assert len(steps) > 10
    assert [step.number for step in steps if not step.same] == []


@pytest.mark.parametrize("name", chosen(FILMED))
def test_every_decision_of_an_incident_comes_out_again(name: str, tmp_path: Path) -> None:
    wrong, film = played(FILES / f"{name}.yaml", tmp_path)
    assert film.exists(), wrong
    decided_again(film)  # also where a slow machine made it another story


@pytest.mark.parametrize("name", chosen(REPEATED))
def test_the_story_written_from_a_film_repeats_it(name: str, tmp_path: Path) -> None:
    wrong, film = played(FILES / f"{name}.yaml", tmp_path)
    assert wrong == []
    decided_again(film)
    written = tmp_path / "written.yaml"
    assert as_scenario(film, written) == 0
    assert Scenario.read(written).steps[-1][0] == "expect"
    assert played(written, tmp_path)[0] == []
