"""Locks on pins under a real daemon with its guardian; the pins are files, the processes are not."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from daemon_process import WITHIN_S, Folder, Running, lockerd

pytestmark = pytest.mark.station

PINS = """
[[gpio]]
id = "pins"
power_group = "psu1"
[[gpio.lock]]
channel = 1
drive = "guardian"
line = 17
pulse_ms = 900
feedback = "contact"
contact = 22
[[compartment]]
id = "C01"
bus = "pins"
address = 0
channel = 1
row = 1
column = 2
size = "A4"
height_cm = 100
"""
PROGRAM = str(Path(__file__).with_name("daemon_on_files.py"))


class Pins:
    """What the wires do, and what the admin API says about it."""

    def __init__(self, root: Path) -> None:
        self.root = root / "pins"
        self.root.mkdir()
        self.shut()
        self.socket = root / "run-a" / "admin.sock"

    def shut(self) -> None:
        (self.root / "22").write_text("0")

    def spring(self) -> None:
        (self.root / "22").write_text("1")

    def changes(self) -> list[tuple[int, str]]:
        """(monotonic ns, new level) of line 17."""
        path = self.root / "lines"
        lines = [line.split() for line in path.read_text().splitlines()] if path.exists() else []
        return [(int(at), level) for at, line, level in lines if line == "17" and level in "01"]

    def get(self, path: str) -> Any:
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(self.socket))) as client:
            return client.get(f"http://lockerd/v1/{path}").raise_for_status().json()

    def door(self) -> str:
        found = {each["id"]: each["door"] for each in self.get("compartments")}
        return str(found["C01"])

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = self.get("status")["parts"]["buses"]["pins"]
        return found

    def open(self) -> "subprocess.Popen[bytes]":
        program = Path(sys.executable).with_name("lockerctl")
        words = ["open", "C01", "--reason", "walk test", "--socket", str(self.socket)]
        return subprocess.Popen([program, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    @staticmethod
    def until(right: Any) -> None:
        until_s = time.monotonic() + WITHIN_S
        while not right():
            assert time.monotonic() < until_s
            time.sleep(0.01)


def test_f10_a_door_opens_and_a_killed_daemon_leaves_no_coil_on(tmp_path: Path) -> None:
    pins = Pins(tmp_path)
    config = Folder(tmp_path).config("a", more=PINS)
    with lockerd(config, program=(PROGRAM, str(pins.root))) as daemon:
        assert daemon.said("READY=1")
        pins.until(lambda: pins.door() == "closed")
        status = pins.status()
        assert (status["lock_class"], status["locks"], status["notes"]) == ("guardian", {"1": "guardian, line 17"}, [])
        with pins.open() as technician:
            pins.until(pins.changes)
            pins.spring()
            pins.until(lambda: pins.door() == "opened")
            daemon.process.kill()
            technician.kill()
        daemon.process.wait()
        pins.until(lambda: len(pins.changes()) == 2)
    (on_ns, on), (off_ns, off) = pins.changes()
    assert (on, off) == ("1", "0")
    assert off_ns - on_ns < 900_000_000, "it ended with the daemon, not on time"


def guardian_of(daemon: Running) -> int:
    """The daemon's only child."""
    pid = daemon.process.pid
    (child,) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(child)


def test_f10_a_killed_guardian_is_told_and_replaced_while_doors_are_read(tmp_path: Path) -> None:
    pins = Pins(tmp_path)
    config = Folder(tmp_path).config("a", more=PINS)
    with lockerd(config, program=(PROGRAM, str(pins.root))) as daemon:
        assert daemon.said("READY=1")
        pins.until(lambda: pins.door() == "closed")
        first = guardian_of(daemon)
        os.kill(first, 9)

        def lost() -> bool:
            status = pins.status()  # both of one answer: a moment later it is there again
            return status["lock_class"] is None and "the guardian of the locks was lost: it ended" in status["notes"]

        pins.until(lost)
        pins.spring()
        pins.until(lambda: pins.door() == "opened")
        pins.until(lambda: pins.status()["lock_class"] == "guardian")
        assert guardian_of(daemon) != first
        code, written = daemon.stop()
    assert code == 0, written
    assert "it is started again by itself" in written
    assert "Traceback" not in written


def test_rule_13_a_machine_without_pins_is_told_so_and_serves_its_other_doors(tmp_path: Path) -> None:
    pins = Pins(tmp_path)
    with lockerd(Folder(tmp_path).config("a", more=PINS)) as daemon:
        assert daemon.said("READY=1")
        pins.until(lambda: any("the GPIO chip cannot be had" in fault for fault in pins.status()["faults"]))
        assert pins.get("status")["parts"]["buses"]["bus0"]["faults"] == []
        code, written = daemon.stop()
    assert code == 0
    assert "Traceback" not in written
