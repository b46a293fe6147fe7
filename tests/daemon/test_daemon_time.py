"""A machine whose clock is wrong, and the way back from a wrong time that was believed (design rule 10; F56)."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from daemon_process import Folder, Running, lockerd

pytestmark = pytest.mark.station

PROGRAM = str(Path(__file__).with_name("daemon_at.py"))
YEAR_S = 366 * 86_400
TOLD_S = 20.0
FAR_S = 43 * YEAR_S


class Machine:
    """A site's machine, whose clock a test sets."""

    def __init__(self, root: Path) -> None:
        self.folder = Folder(root)
        self.config = self.folder.config("a")
        self.set(0)

    def set(self, ahead_s: int) -> None:
        (self.folder.root / "ahead").write_text(str(ahead_s))

    @contextmanager
    def on(self) -> Iterator[Running]:
        """One life of the daemon, ended cleanly."""
        with lockerd(self.config, program=(PROGRAM, str(self.folder.root))) as daemon:
            assert daemon.said("READY=1")
            yield daemon
            status, written = daemon.stop()
            assert status == 0, written

    @property
    def socket(self) -> str:
        return str(self.folder.root / "run-a" / "admin.sock")

    def lockerctl(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "lockerd.cli", *arguments, "--socket", self.socket]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    def ask(self, path: str) -> dict[str, Any]:
        """What `lockerctl --json` prints, without the cost of a program."""
        with httpx.Client(transport=httpx.HTTPTransport(uds=self.socket)) as client:
            found: dict[str, Any] = client.get(f"http://lockerd{path}").raise_for_status().json()
            return found

    def belief(self) -> dict[str, Any]:
        return self.ask("/v1/time")

    def told(self, fact: str) -> None:
        """Look until it stands in the log: what the clock says is told with a tick."""
        until_s = time.monotonic() + TOLD_S
        while time.monotonic() < until_s:
            if fact in {row["type"] for row in self.ask("/v1/custody")["rows"]}:
                return
            time.sleep(0.1)  # another process
        raise AssertionError(f"{fact} is not told")

    def stored_s(self, write: int | None = None) -> int:
        with closing(sqlite3.connect(self.folder.root / "state" / "lockerd.db")) as db, db:
            if write is not None:
                db.execute("UPDATE head SET lo_s = ?", (write,))
            found: int = db.execute("SELECT lo_s FROM head").fetchone()[0]
            return found


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_start_in_2069_is_disputed_not_stored_and_over_when_the_clock_is_right(machine: Machine) -> None:
    machine.set(FAR_S)
    with machine.on():
        belief = machine.belief()
        assert (belief["standing"], belief["doubt"], belief["hi_s"]) == ("disputed", "beyond_release", None)
        assert belief["machine_s"] > time.time() + FAR_S - 60
        shown = machine.lockerctl("time").stdout
        assert "more than ten years after this release" in shown
        assert "lockerctl time correct" in shown
        tail = machine.lockerctl("custody", "tail").stdout
        assert "time.disputed" in tail
        machine.set(0)
        assert machine.belief()["standing"] == "trusted"
    assert machine.stored_s() < time.time() + 10


def test_a_poisoned_database_is_repaired_by_a_technician(machine: Machine) -> None:
    """An earlier release believed 2069 and wrote it down."""
    with machine.on():
        assert machine.belief()["standing"] == "trusted"
    poison_s = int(time.time()) + FAR_S
    machine.stored_s(poison_s)
    with machine.on():
        belief = machine.belief()
        assert (belief["doubt"], belief["written_s"]) == ("behind", poison_s)
        assert "cannot be right" in machine.lockerctl("time").stdout
        assert machine.lockerctl("time", "correct", "--reason", "nobody confirms").returncode == 2
        assert machine.belief()["doubt"] == "behind"
        done = machine.lockerctl("time", "correct", "--reason", "clock battery changed", "--yes")
        assert (done.returncode, done.stdout.startswith("trusted: it is between")) == (0, True), done
        tail = machine.lockerctl("custody", "tail").stdout
        assert "time.corrected" in tail
        assert "clock battery changed" in tail
    assert abs(machine.stored_s() - time.time()) < 120
    with machine.on():
        assert machine.belief()["standing"] == "trusted"


def test_a_leap_of_years_is_believed_once_the_kernel_vouches_for_the_clock(machine: Machine) -> None:
    with machine.on():
        pass
    machine.set(3 * YEAR_S)
    with machine.on():
        assert machine.belief()["doubt"] == "leap"
        machine.told("time.disputed")
        (machine.folder.root / "vouched").touch()
        assert machine.belief()["standing"] == "trusted"
        machine.told("time.agreed")  # and with it the time was written down
    assert machine.stored_s() > time.time() + 2 * YEAR_S
