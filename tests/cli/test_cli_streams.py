"""A standard stream that is closed, full or hung up on: an exit code and at most one line, never a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

LOCKERCTL = f"{sys.executable} -m lockerd.cli"
FRAME = "frame cu48 decode '02 00 00 50 03 55'"


def shell(command: str) -> subprocess.CompletedProcess[str]:
    script = f"set -o pipefail; {command}"
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("command", [FRAME, "--help", "status"])
def test_a_full_disk_is_told(command: str, socket: Path) -> None:
    done = shell(f"{LOCKERCTL} {command} >/dev/full")
    assert done.returncode == 6
    told = "lockerctl: the output cannot be written: No space left on device\n  next: what was asked may have been done"
    assert done.stderr.startswith(told)
    assert len(done.stderr.splitlines()) == 2


def test_a_reader_that_has_read_enough_is_no_trouble() -> None:
    done = shell(f"{LOCKERCTL} {FRAME} | true")
    assert (done.returncode, done.stderr) == (6, "")


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_a_closed_stream_leads_nowhere(closed: str, socket: Path) -> None:
    done = shell(f"{LOCKERCTL} compartments {closed}")
    assert done.returncode == 0
    assert done.stderr == ""


@pytest.mark.parametrize("closed", ["2>/dev/full", "2>&-"])
def test_a_complaint_that_nobody_hears_changes_no_exit_code(closed: str, tmp_path: Path) -> None:
    done = shell(f"{LOCKERCTL} status --socket {tmp_path}/none {closed}")
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "")
    assert shell(f"{LOCKERCTL} nonsense {closed}").returncode == 2
