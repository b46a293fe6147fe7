"""The story that is written from a film says what happened, in the words of scenarios, and what it leaves out."""

import json
from pathlib import Path
from typing import Any

import pytest
from test_film import Camera, film_of
from world import A02, World, place

from lockerd.domain.model.events import OutOfService, Resume, TechnicianOpen
from lockersim.commands.replay import as_scenario
from lockersim.errors import SimError
from lockersim.film.story import story_of
from lockersim.scenario.model import Scenario


@pytest.fixture
def camera(monkeypatch: pytest.MonkeyPatch) -> Camera:
    return Camera(monkeypatch)


def steps(camera: Camera) -> list[dict[str, Any]]:
    return story_of(film_of(camera)).steps


def test_a_door_that_is_broken_open_and_what_a_technician_does(camera: Camera) -> None:
    it = World.of(place(), place(A02))
    it.loaded()
    it.wait(60_000, ticks=6)
    it.pull()
    it.shut()
    it.event(TechnicianOpen("meier", A02, "look"))
    it.event(Resume("meier", "looked"))
    verbs = [(verb, content) for step in steps(camera) for verb, content in step.items()]
    names = [verb for verb, _ in verbs if verb not in {"pause", "expect"}]
    assert names[:2] == ["announce", "load"]
    assert ("fault", {"name": "forced_door", "target": "@d1"}) in verbs
    assert names.index("fault") < names.index("hands") < names.index("technician")
    expected = verbs[-1][1]
    assert {"door.forced", "order.ready"} <= set(expected["events"])
    assert expected["at_most"]["door.forced"] == 1


def test_a_jam_is_a_fault_before_somebody_comes_and_the_file_is_a_story(camera: Camera, tmp_path: Path) -> None:
    it = World.of(place(), place(A02))
    grant = it.loaded()
    it.wait(60_000, ticks=6)
    it.collect(grant)
    for _ in range(3):
        it.fire(gives_way=False)
        it.wait(8_000, ticks=16)
    told = [step for step in steps(camera) if "fault" in step or "collect" in step]
    assert told[0]["fault"] == {"name": "jam", "target": "@d1"}
    assert told[1]["collect"]["ends"] == "door_stuck"
    bundle, written = tmp_path / "b.json", tmp_path / "w.yaml"
    bundle.write_text(json.dumps(film_of(camera)))
    assert as_scenario(bundle, written) == 0
    assert Scenario.read(written).title == "b"
    with pytest.raises(SimError, match="exists"):
        as_scenario(bundle, written)


def test_what_no_story_says_is_named(camera: Camera, tmp_path: Path) -> None:
    it = World.of(place(), place(A02))
    it.event(OutOfService("meier", A02, "x"))
    assert story_of(film_of(camera)).left_out == ["OutOfService"]
    bundle = tmp_path / "b.json"
    bundle.write_text(json.dumps(film_of(camera)))
    assert as_scenario(bundle, tmp_path / "w.yaml") == 1
    assert "OutOfService" in Scenario.read(tmp_path / "w.yaml").about
    with pytest.raises(SimError, match="no bundle"):
        as_scenario(Path(__file__), Path("never"))
