"""`lockerctl bus scan` and `bus watch` as a technician uses them: real processes, real ptys, the simulated wall."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from daemon_process import Folder, lockerd

pytestmark = pytest.mark.station
WITHIN_S = 60.0


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Path]:
    """A CU48 at address 0 on bus0, a BCC at address 1 on bus1."""
    command = [sys.executable, "-c", "from lockersim.main import main; main()", "wall", "--folder", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as wall:
        assert wall.stdout is not None
        assert wall.stdout.readline().startswith("[[bus]]")
        yield tmp_path / "ports"
        wall.terminate()


def lockerctl(*arguments: str, **environ: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "lockerd.cli", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environ},
    )


@contextmanager
def ended(process: "subprocess.Popen[str]") -> Iterator[tuple[str, str]]:
    """What it wrote until its end."""
    try:
        yield process.communicate(timeout=WITHIN_S)
    finally:
        process.kill()


def test_the_boards_of_a_line_are_found_and_a_daemon_may_follow(ports: Path) -> None:
    scan = lockerctl("bus", "scan", str(ports / "bus0"), "--family", "cu48", "--speed", "19200", "--json")
    with ended(scan) as (said, progress):
        assert scan.returncode == 0, said + progress
    told = json.loads(said)
    (board,) = told["boards"]
    assert (board["address"], board["verdict"]) == (0, "good")
    assert told["port"] == str(ports / "bus0")
    assert "cu48 at 19200 baud: 10 addresses" in progress
    assert "Nothing that is asked can open a door" in progress


def test_whoever_stops_a_scan_is_told_what_was_found(ports: Path) -> None:
    scan = lockerctl("bus", "scan", str(ports / "bus1"))
    assert scan.stderr is not None
    for line in scan.stderr:
        if line.startswith("wkly at 9600 baud"):  # the BCC board was found before, Winnsen boards were not asked for
            break
    scan.send_signal(signal.SIGINT)
    with ended(scan) as (said, complaint):
        assert scan.returncode == 1
    assert said.splitlines()[1].split()[:6] == ["1", "bcc", "or", "kecheng", "24", "24"]
    assert 'family = "bcc"' in said
    assert "the scan is not finished: stopped by you" in complaint


def test_a_line_is_watched_while_the_daemon_works(ports: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    config = Folder(site).config("watched", port=ports / "bus0")
    with lockerd(config) as running:
        assert running.said("READY=1")
        environ = {"LOCKERD_ADMIN_SOCKET": str(site / "run-watched" / "admin.sock")}
        refused = lockerctl("bus", "scan", str(ports / "bus0"), "--family", "cu48")
        with ended(refused) as (_, complaint):
            assert refused.returncode == 1
        assert f"is in use by process {running.process.pid}" in complaint
        watch = lockerctl("bus", "watch", "bus0", "--seconds", "2.5", "--all", **environ)
        with ended(watch) as (said, complaint):
            assert watch.returncode == 0, complaint
    lines = said.splitlines()
    assert lines[0] == "bus bus0, 19200 baud; boards: 0 cu48"
    frames = [line for line in lines if " -> " in line or " <- " in line]
    assert len(frames) > 10
    assert any("02 00 00 50 03 55" in line and "status of board 0" in line for line in frames)
    assert any("board 0: status: 1-24 latched; 25-48 unlatched" in line for line in frames)
    assert "questions" in lines[-1]
