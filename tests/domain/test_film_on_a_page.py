"""A bundle as a film on a page: what was believed of each door at each step, and nothing of it is markup."""

import asyncio
import json
import re
from pathlib import Path

import pytest
from test_film import Camera, film_of
from world import A02, World, place

from lockerd.domain.model.readings import DoorSensor
from lockersim.errors import SimError
from lockersim.film.moments import moments
from lockersim.film.page import page
from lockersim.film.serve import verdict


@pytest.fixture
def bundle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A door that nobody asked to open."""
    camera = Camera(monkeypatch)
    it = World.of(place(), place(A02))
    it.loaded()
    it.pull()
    file = tmp_path / "<night>.json"
    file.write_text(json.dumps(film_of(camera)))
    return file


def test_each_step_shows_what_was_believed(bundle: Path) -> None:
    film = moments(bundle)
    forced = next(at for at, moment in enumerate(film) if any("door.forced" in fact for fact in moment.facts))
    before, after = film[forced - 1].doors["A01"], film[forced].doors["A01"]
    assert (before.condition, after.condition, after.door) == ("occupied", "quarantined", "open")
    assert (after.row, film[forced].doors["A02"].condition) == (before.row, "free")


def test_where_a_hook_alone_tells_the_hook_is_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    camera = Camera(monkeypatch)
    it = World.of(place(door_sensor=DoorSensor.HOOK))
    it.loaded()
    it.pull()
    file = tmp_path / "night.json"
    file.write_text(json.dumps(film_of(camera)))
    assert {moment.doors["A01"].door for moment in moments(file)} >= {"latched", "unlatched"}


def test_the_page_has_a_slider_over_all_of_it_and_takes_no_markup(bundle: Path) -> None:
    film = moments(bundle)
    text = page(film, title=bundle.name, verdict="</script>")
    assert f'max="{len(film) - 1}"' in text
    assert "<night>" not in text
    assert text.count("</script>") == 2
    data = re.search(r'id="film">(.*?)</script>', text, re.DOTALL)
    assert data is not None
    assert len(json.loads(data[1])) == len(film)


def test_what_lockerctl_says_of_it_stands_on_the_page(bundle: Path) -> None:
    assert "all as they were" in asyncio.run(verdict(bundle))
    bundle.write_text(bundle.read_text().replace("A02", "A01", 1))
    assert "changed" in asyncio.run(verdict(bundle))


@pytest.mark.parametrize("text", ["{}", "[]", '{"format": "lockerd bundle 1"}'])
def test_what_is_no_bundle_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "f").write_text(text)
    with pytest.raises(SimError):
        moments(tmp_path / "f")
