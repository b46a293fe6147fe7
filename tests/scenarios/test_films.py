"""Incidents of the committed stories as films: each is decided again byte for byte, and some are written as stories."""

import json
from pathlib import Path

import pytest

from lockerd.controller.film.bundle import again
from lockersim.commands.replay import as_scenario
from lockersim.scenario.model import Scenario
from lockersim.scenario.play import play

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


async def filmed(name: str, root: Path) -> Path:
    """Play a story and take its film."""
    site, film = root / "site", root / f"{name}.json"
    site.mkdir()
    report = await play(Scenario.read(FILES / f"{name}.yaml"), site, film=film)
    assert report.why == []
    steps = list(again(json.loads(film.read_text())))
    assert len(steps) > 10
    assert [step.number for step in steps if not step.same] == []
    return film


@pytest.mark.parametrize("name", chosen(FILMED))
async def test_every_decision_of_an_incident_comes_out_again(name: str, tmp_path: Path) -> None:
    await filmed(name, tmp_path)


@pytest.mark.parametrize("name", chosen(REPEATED))
async def test_the_story_written_from_a_film_repeats_it(name: str, tmp_path: Path) -> None:
    film, written = await filmed(name, tmp_path), tmp_path / "written.yaml"
    assert as_scenario(film, written) == 0
    story = Scenario.read(written)
    assert story.steps[-1][0] == "expect"
    again_in = tmp_path / "again"
    again_in.mkdir()
    report = await play(story, again_in)
    assert report.why == [], report.lines()
