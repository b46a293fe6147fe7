"""Scenarios against the real daemon: a short one that must pass, and one that must be seen to fail."""

from pathlib import Path

import pytest

from lockersim.scenario.model import Scenario
from lockersim.scenario.play import play
from lockersim.scenario.report import Verdict

pytestmark = [pytest.mark.station, pytest.mark.broker]
FILES = Path(__file__).parents[2] / "hil" / "scenarios"


async def test_one_pickup(tmp_path: Path) -> None:
    report = await play(Scenario.read(FILES / "tour.yaml"), tmp_path)
    assert report.lines()[0] == "One pickup: passed", report.lines()
    assert report.measures["collections"] == 1
    assert report.measures["events_at_central"] > 50


async def test_what_was_expected_and_did_not_come_fails_the_run(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(
        "title: Wrong\nsteps:\n  - announce: a\n  - expect: {orders: {a: collected}, within_s: 0.2}\n  - pause: 60\n"
    )
    site = tmp_path / "site"
    site.mkdir()
    report = await play(Scenario.read(path), site)
    assert report.verdict is Verdict.FAILED
    assert [step.error for step in report.steps][-1].startswith("order of a is ")
    assert len(report.steps) == 2
    assert report.breaches == []
