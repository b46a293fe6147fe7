"""Rule 4 on pins: whoever is killed or stopped in the middle of a pulse, it ends on time (F10). Real processes."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from guardian_on_files import command

from lockerd.bus.gpio.guarded import GuardianPulser
from lockerd.bus.gpio.pins import PinsGoneError, PinsRefusedError

pytestmark = pytest.mark.station

PULSE_MS = 200
LATE_MS = 100
"""A busy machine's tolerance."""
NOWHERE = Path("/nowhere")


class Log:
    """What a guardian's line did."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def changes(self) -> list[tuple[int, str]]:
        """(monotonic ns, new level or function) of line 17."""
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        return [(int(at), what) for at, line, what in map(str.split, lines) if line == "17"]

    def wait(self, what: str, within_s: float = 5) -> int:
        """When it came, first; fails if it does not come."""
        until_s = time.monotonic() + within_s
        while time.monotonic() < until_s:
            for at_ns, found in self.changes():
                if found == what:
                    return at_ns
            time.sleep(0.005)
        raise AssertionError(f"line 17 did not become {what}: {self.changes()}")

    def pulse_ms(self) -> float:
        """How long the line was on; it must have been on once and be off again."""
        on_ns, off_ns = self.wait("1"), self.wait("0")
        assert [what for _, what in self.changes() if what in "01"] == ["1", "0"]
        return (off_ns - on_ns) / 1e6


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "lines")


@contextmanager
def daemon(log: Log, pulse_ms: int) -> Iterator["subprocess.Popen[bytes]"]:
    """A daemon that has just fired."""
    script = Path(__file__).with_name("daemon_in_trouble.py")
    with subprocess.Popen([sys.executable, script, log.path, str(pulse_ms)], stdout=subprocess.PIPE) as process:
        assert process.stdout
        try:
            assert process.stdout.readline() == b"fired\n"
            log.wait("1")
            yield process
        finally:
            process.kill()


def test_f10_a_killed_daemon_ends_the_pulse_at_once(log: Log) -> None:
    with daemon(log, 900) as process:
        process.kill()
        killed_ns = time.monotonic_ns()
        process.wait()
        assert (log.wait("0") - killed_ns) / 1e6 < LATE_MS
        assert log.pulse_ms() < 900


def test_f10_a_stopped_daemon_does_not_prolong_the_pulse(log: Log) -> None:
    with daemon(log, PULSE_MS) as process:
        process.send_signal(signal.SIGSTOP)
        time.sleep(2 * PULSE_MS / 1000)
        assert PULSE_MS - LATE_MS < log.pulse_ms() < PULSE_MS + LATE_MS


@asynccontextmanager
async def guarded(log: Log) -> AsyncIterator[tuple[GuardianPulser, list[int], asyncio.Event]]:
    over: list[int] = []
    changed = asyncio.Event()
    pulser = GuardianPulser({1: (17, PULSE_MS), 2: (27, PULSE_MS)}, command=command(log.path), sys_folder=NOWHERE)
    await pulser.open(over.append, changed.set)
    try:
        yield pulser, over, changed
    finally:
        pulser.close()


async def back(pulser: GuardianPulser, changed: asyncio.Event) -> None:
    async with asyncio.timeout(10):
        while pulser.lost:
            changed.clear()
            await changed.wait()


async def test_a_pulse_is_as_long_as_asked_and_its_end_is_told(log: Log) -> None:
    async with guarded(log) as (pulser, over, _):
        assert [what for _, what in log.changes()][-1] == "output", "low before it said that it is ready"
        pulser.fire(1)
        await asyncio.sleep((PULSE_MS + LATE_MS) / 1000)
        assert over == [1]
        assert PULSE_MS - LATE_MS < log.pulse_ms() < PULSE_MS + LATE_MS


async def test_f10_a_killed_guardian_is_noticed_and_started_again(log: Log) -> None:
    async with guarded(log) as (pulser, over, changed):
        pulser.fire(1)
        await asyncio.to_thread(log.wait, "1")
        assert pulser.pid
        os.kill(pulser.pid, signal.SIGKILL)
        async with asyncio.timeout(1):
            await changed.wait()
        assert "guardian of the locks was lost" in pulser.lost
        with pytest.raises(PinsGoneError):
            pulser.fire(2)
        changes = len(log.changes())
        await back(pulser, changed)
        assert [what for _, what in log.changes()[changes:]][-1] == "output", "the new one holds the line low"
        assert over == []


async def test_f10_a_guardian_that_is_stopped_in_a_pulse_is_killed(log: Log) -> None:
    async with guarded(log) as (pulser, _, changed):
        pulser.fire(1)
        on_ns = await asyncio.to_thread(log.wait, "1")
        assert pulser.pid
        os.kill(pulser.pid, signal.SIGSTOP)
        async with asyncio.timeout(2):
            await changed.wait()
        assert "did not end a pulse" in pulser.lost
        assert (time.monotonic_ns() - on_ns) / 1e6 < PULSE_MS + 100 + LATE_MS
        assert pulser.pid is None, "killed and gone: the kernel has its lines back"
        await back(pulser, changed)


async def test_f10_a_guardian_that_was_stopped_before_a_pulse_never_fires_it(log: Log) -> None:
    async with guarded(log) as (pulser, _, changed):
        assert pulser.pid
        os.kill(pulser.pid, signal.SIGSTOP)
        pulser.fire(1)
        async with asyncio.timeout(2):
            await changed.wait()
        assert "did not begin a pulse" in pulser.lost
        await back(pulser, changed)
        assert "1" not in [what for _, what in log.changes()]


async def test_f10_sigterm_drops_the_line_at_once(log: Log) -> None:
    async with guarded(log) as (pulser, _, changed):
        pulser.fire(1)
        await asyncio.to_thread(log.wait, "1")
        assert pulser.pid
        os.kill(pulser.pid, signal.SIGTERM)
        await changed.wait()
        assert log.pulse_ms() < PULSE_MS


async def test_a_guardian_that_cannot_start_says_why() -> None:
    pulser = GuardianPulser({1: (17, 3_001)}, sys_folder=NOWHERE)
    with pytest.raises(PinsRefusedError, match="a pulse of 3001 ms is none"):
        await pulser.open(lambda _: None, lambda: None)
    pulser.close()
