"""A bundle of a real process: its decisions come out again, and what was said on its line is in it."""

import json
import signal
import time
from pathlib import Path

import pytest
from daemon_process import Folder, lockerd

from lockerd.bus.line.taps import Taps
from lockerd.bus.line.wire import Direction
from lockerd.bus.watch.last_words import KEPT, LONGEST_BYTES, QUESTIONS, LastWords
from lockerd.cli import main
from lockerd.controller.film.bundle import again


@pytest.mark.station
def test_an_incident_of_a_running_station_is_taken_along_and_decided_again(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    config, file = folder.config("site"), tmp_path / "night.json"
    with lockerd(config) as running:
        assert running.said("READY=1")
        for words in (
            ["bundle", str(file), "--socket", str(tmp_path / "run-site" / "admin.sock")],
            ["verify", str(file)],
        ):
            with pytest.raises(SystemExit) as ended:
                main(["support", *words])
            assert ended.value.code == 0
    content = json.loads(file.read_text())
    assert content["lives"][0]["steps"][0]["event"]["row"] == "Boot"
    assert content["about"]["lines"]["bus0"][-1]["sent"], "lockerd asks its board, which does not answer"


@pytest.mark.station
def test_a_film_outlives_a_kill_and_holds_nothing_secret(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    config, files = folder.config("site"), [tmp_path / "then.json", tmp_path / "now.json"]
    socket = str(tmp_path / "run-site" / "admin.sock")
    for file in files:
        with lockerd(config) as running:
            assert running.said("READY=1")
            said = ["out-of-service", "A01", "--reason", f"for {file.name}", "--socket", socket]
            for words in (said, ["support", "bundle", str(file), "--socket", socket]):
                with pytest.raises(SystemExit) as ended:
                    main(words)
                assert ended.value.code == 0
            wait_for_film(tmp_path / "state" / "film")
            running.stop(signal.SIGKILL)
    then, now = (json.loads(file.read_text()) for file in files)
    assert [life["steps"][0]["event"]["row"] for life in now["lives"]] == ["Boot", "Boot"]
    assert len(now["lives"][0]["steps"]) >= len(then["lives"][0]["steps"])
    assert "OutOfService" in [step["event"]["row"] for step in now["lives"][0]["steps"]]
    assert [step.number for step in again(now) if not step.same] == []


def wait_for_film(film: Path) -> None:
    """Until it has stopped growing."""
    size, until_s = -1, time.monotonic() + 20
    while (found := film.stat().st_size if film.exists() else 0) != size or not size:
        assert time.monotonic() < until_s
        size = found
        time.sleep(0.3)


async def test_what_is_said_again_costs_nothing_and_a_babbler_pushes_out_no_more_than_is_kept() -> None:
    taps = Taps()
    last = LastWords(taps)
    (tap,) = taps._taps
    for heard in (b"shut", b"shut", b"open", b"open"):
        tap(Direction.SENT, b"how?")
        tap(Direction.HEARD, heard)
    assert [each.heard for each in last.kept()] == [b"shut", b"open", b"open"], "the last one is under way"
    for number in range(QUESTIONS + 2 * KEPT):
        tap(Direction.SENT, number.to_bytes(4, "big"))
        tap(Direction.HEARD, bytes(LONGEST_BYTES + 1))
    kept = last.kept()
    assert len(kept) == KEPT + 1
    assert max(len(each.heard) for each in kept) == LONGEST_BYTES
    assert len(last._said) <= QUESTIONS
