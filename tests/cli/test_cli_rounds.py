"""Going round at the keyboard."""

import io
import json
import sys

import pytest
from admin_fake import Lockerctl, Wall

pytestmark = pytest.mark.usefixtures("socket")
GO = ("round", "stocktake", "--reason", "mechanical key")


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_the_fake_answers_in_the_shape_of_the_real_api(wall: Wall) -> None:
    from lockerd.api.admin.bench_rounds import BenchView

    wall.rounds.doors = ["A01", "A02"]
    BenchView.model_validate_json(json.dumps(wall.rounds.view()))


def test_door_after_door_and_a_summary(lockerctl: Lockerctl, wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    wall.rounds.doors = ["A01", "A02"]
    typed(monkeypatch, "as_expected 2", "nothing")
    done = lockerctl(*GO)
    assert done.code == 0, done.err
    assert wall.rounds.said == [("A01", "as_expected", 2), ("A02", "nothing", 0)]
    assert wall.rounds.scopes == [None, "all", None], "what goes on is gone on with; else it begins"
    assert "2 of 2" in done.out


def test_what_is_doubted_is_asked_once_more(lockerctl: Lockerctl, wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    wall.rounds.doors, wall.rounds.doubt = ["A01"], "count_differs"
    typed(monkeypatch, "", "found 3", "found 3")
    done = lockerctl(*GO)
    assert done.code == 0, done.err
    assert "count_differs" in done.err
    assert wall.rounds.said == [("A01", "found", 3), ("A01", "found", 3)]


def test_broken_off_it_goes_on(lockerctl: Lockerctl, wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    wall.rounds.doors = ["A01", "A02"]
    typed(monkeypatch, "nothing")
    done = lockerctl(*GO, "--waiting")
    assert done.code == 1
    assert "goes on where it was" in done.err
    typed(monkeypatch, "nothing")
    assert lockerctl(*GO).code == 0
    assert wall.rounds.scopes == [None, "waiting", None, None]


def test_it_is_ended(lockerctl: Lockerctl, wall: Wall) -> None:
    wall.rounds.doors, wall.rounds.begun = ["A01"], True
    assert "0 of 1" in lockerctl(*GO, "--end").out
    assert not wall.rounds.begun
