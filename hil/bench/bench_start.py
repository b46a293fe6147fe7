"""How soon the daemon answers, what it holds and does while nobody asks, and all of it on a tenth of this processor.

Run: python hil/bench/bench_start.py [--starts 7] [--idle 20] [--no-tenth]. Prints a table, writes out/bench_start.json.

The station is the demo's, with a broker. A start is timed from exec to the first answer of the terminal's API; worked
is the processor time of the daemon until then, which others on the machine disturb less. Idle: since the start nobody
has asked anything but that once. Switches are voluntary context switches of all threads: how often it wakes up. The
tenth is a cgroup with a quota of 1 ms in each 10 (about a Pi Zero 2 W), which needs root and the kernel's cpu
controller; missed are exchanges that had no good reply while both APIs were asked once a second.
"""

import argparse
import asyncio
import os
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import figures
from bench_daemon import cpu_s, memory_mib

from lockersim.bench import Bench
from lockersim.wall.demo import demo_wall

SETTLE_S = 8.0
WITHIN_S = 120.0
CONTROLLERS = (Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup"))
PERIOD_US, QUOTA_US = 10_000, 1_000
COUNTED = {"exchanges": "exchanges", "missed": "failures", "late": "late"}
ASK = b"GET /v1/status HTTP/1.1\r\nHost: lockerd\r\nConnection: close\r\n\r\n"


def answers(path: Path) -> bool:
    """Whether the API at a socket answers now."""
    with socket.socket(socket.AF_UNIX) as connection, suppress(OSError):
        connection.settimeout(WITHIN_S)
        connection.connect(str(path))
        connection.sendall(ASK)
        return connection.recv(64).startswith(b"HTTP/1.1 200")
    return False


def switches(pid: int) -> int:
    """Voluntary context switches of all threads of a process so far."""
    found = 0
    for status in Path(f"/proc/{pid}/task").glob("*/status"):
        for line in status.read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches"):
                found += int(line.split()[1])
    return found


@contextmanager
def tenth() -> Iterator[Path | None]:
    """The file that a process writes itself into to have a tenth of a processor; None where there is no such thing."""
    name = f"lockerd-bench-{os.getpid()}"
    for controller in CONTROLLERS:
        group = controller / name
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            if (group / "cpu.cfs_quota_us").exists():
                (group / "cpu.cfs_period_us").write_text(str(PERIOD_US))
                (group / "cpu.cfs_quota_us").write_text(str(QUOTA_US))
            elif (group / "cpu.max").exists():
                (group / "cpu.max").write_text(f"{QUOTA_US} {PERIOD_US}")
            else:
                continue
            yield group / "cgroup.procs"
            return
        finally:
            group.rmdir()
    yield None


class Station:
    """The demo's wall and broker, and a lockerd that is started again and again; ``running`` is the one that runs."""

    running: asyncio.subprocess.Process | None = None

    def __init__(self, bench: Bench, root: Path) -> None:
        self.bench = bench
        self._root = root
        self.terminal = root / "runtime" / "terminal.sock"

    async def start(self, group: Path | None = None) -> tuple[asyncio.subprocess.Process, float, float]:
        """The process, seconds until it answered, and how many of them it worked."""
        self.terminal.unlink(missing_ok=True)
        join = "" if group is None else f"echo $$ >{group}; "
        lockerd = [str(Path(sys.executable).with_name("lockerd")), "--config", str(self._root / "lockerd.toml")]
        with (self._root / "lockerd.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                "/bin/sh", "-c", f'{join}exec "$@"', "sh", *lockerd, stdout=log, stderr=log
            )
        self.running = process
        began = time.perf_counter()
        while not (self.terminal.exists() and await asyncio.to_thread(answers, self.terminal)):
            assert process.returncode is None, (self._root / "lockerd.log").read_text()[-2000:]
            assert time.perf_counter() - began < WITHIN_S
            await asyncio.sleep(0.005)
        return process, time.perf_counter() - began, cpu_s(process.pid)

    async def idle(self, process: asyncio.subprocess.Process, idle_s: float) -> dict[str, float]:
        """What it holds and does while nobody asks."""
        await asyncio.sleep(SETTLE_S)
        worked, woken = cpu_s(process.pid), switches(process.pid)
        await asyncio.sleep(idle_s)
        rss_mib, pss_mib = memory_mib(process.pid)
        return {
            "rss_mib": round(rss_mib, 1),
            "pss_mib": round(pss_mib, 1),
            "cpu_share": round((cpu_s(process.pid) - worked) / idle_s, 4),
            "switches_per_s": round((switches(process.pid) - woken) / idle_s, 1),
        }

    async def served(self, idle_s: float) -> dict[str, float]:
        """What went wrong on the lines while both APIs were asked once a second."""
        await self.bench.all_read()
        before = await self._exchanges()
        for _ in range(int(idle_s)):
            await asyncio.gather(self.bench.admin.status(), asyncio.to_thread(answers, self.terminal), asyncio.sleep(1))
        now = await self._exchanges()
        return {name: now[name] - before[name] for name in now}

    async def _exchanges(self) -> dict[str, int]:
        status: dict[str, Any] = await self.bench.admin.status()
        boards = [board for bus in status["parts"]["buses"].values() for board in bus["counters"]["boards"].values()]
        return {said: sum(board[name] for board in boards) for said, name in COUNTED.items()}

    async def end(self) -> None:
        """Have it end."""
        if self.running is not None:
            self.running.terminate()
            await self.running.wait()
            self.running = None


async def rounds(station: Station, starts: int, idle_s: float) -> dict[str, object]:
    """Starts one after the other, the last of which stays and is left alone."""
    took, worked = [], []
    for number in range(starts + 1):
        await station.end()
        process, took_s, worked_s = await station.start()
        if number:  # the first one writes what Python compiles, and the database
            took.append(round(took_s, 3))
            worked.append(worked_s)
    return {
        "start_s": {"median": statistics.median(took), "all": took},
        "start_worked_s": {"median": statistics.median(worked), "all": worked},
        "idle": await station.idle(process, idle_s),
    }


async def tenth_of(station: Station, group: Path, idle_s: float) -> dict[str, object]:
    """One start with a tenth of a processor, its idle life, and its life with requests."""
    await station.end()
    process, took_s, worked_s = await station.start(group)
    return {
        "tenth_start_s": {"took": round(took_s, 2), "worked": worked_s},
        "tenth_idle": await station.idle(process, idle_s),
        "tenth_served": await station.served(idle_s),
    }


async def measure(starts: int, idle_s: float, *, slow: bool) -> dict[str, object]:
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as name, tenth() as group:
        root = Path(name)
        async with Bench(root, demo_wall(), seed=1, power=False) as bench:
            station = Station(bench, root)
            try:
                found |= await rounds(station, starts, idle_s)
                if slow and group is not None:
                    found |= await tenth_of(station, group, idle_s)
            finally:
                await station.end()
    if slow and group is None:
        print("no tenth: this needs root and the cpu controller of cgroups")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--starts", type=int, default=7)
    parser.add_argument("--idle", type=float, default=20.0, metavar="SECONDS")
    parser.add_argument("--no-tenth", dest="tenth", action="store_false")
    arguments = parser.parse_args()
    figures.keep("bench_start", asyncio.run(measure(arguments.starts, arguments.idle, slow=arguments.tenth)))


if __name__ == "__main__":
    main()
