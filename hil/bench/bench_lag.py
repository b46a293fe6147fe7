"""How late lockerd's event loop comes while the disk is slow: every sync takes 15 ms longer than it does here.

Run: python hil/bench/bench_lag.py [--seconds 15] [--rounds 3] (needs strace and mosquitto). Prints a table and writes
out/bench_lag.json.

The station is whole: lockerd as a process, two lines, a broker, central, which holds and releases orders, and a
technician who opens doors; so commits follow each other closely. Its syncs are made slow where the kernel is called:
strace stops only the thread that calls fdatasync or fsync, holds it for 15 ms and notes from when to when it lasted;
lockerd itself is not changed. A probe in its event loop asks to be woken every 2 ms (lag_daemon.py). Counted is first
of all what was due while a sync was going on. Beside it in turns: the same with the disk as it is, and ``inline``: the
store's jobs done in the loop itself.
"""

import argparse
import asyncio
import contextlib
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import figures

from lockersim.bench import Bench
from lockersim.errors import SimError
from lockersim.site.rig import Lockerd, Rig
from lockersim.wall.demo import demo_wall

SLOW_MS = 15
ORDERS = 8
COMMAND_EVERY_S = 0.02
WAYS = {"thread, slow syncs": ("thread", True), "thread, as it is": ("thread", False), "inline": ("inline", True)}
_SYNC = re.compile(r"^(?:\d+ +)?(\d+\.\d+) .*(?:fdatasync|fsync).* = 0 (?:\(DELAYED\) )?<(\d+\.\d+)>$")
_RESUMED = "resumed"
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Found:
    """What came of one round: lags in ms of all that was due, and of what was due during a sync, which took so long."""

    every_ms: list[float]
    during_ms: list[float]
    syncs_ms: list[float]


async def commanding(bench: Bench, over: asyncio.Event) -> None:
    """Hold orders and release them, one command after the other."""
    number = 0
    while not over.is_set():
        name, free = f"p{number % ORDERS}", number // ORDERS % 2 == 1
        await bench.papers.keep_back(name, free=free)
        number += 1
        await asyncio.sleep(COMMAND_EVERY_S)


async def opening(bench: Bench, over: asyncio.Event) -> None:
    """Open doors and shut them again, now here, now there."""
    number = 0
    while not over.is_set():
        compartment = f"{'AB'[number % 2]}{number // 2 % 24 + 1:02}"
        number += 1
        with contextlib.suppress(SimError):  # the brake may be on
            await bench.admin.open(compartment, "measurement")
        await asyncio.sleep(1.5)
        bench.wall.hands.push_shut(compartment)
        await asyncio.sleep(0.5)


async def worked(root: Path, rig: Rig, seconds: float) -> Span:
    """Let a station work; gives from when to when, monotonic."""
    async with Bench(root, demo_wall(), rig=rig, seed=1) as bench:
        for number in range(ORDERS):
            await bench.papers.announce(f"p{number}")
        over = asyncio.Event()
        working = asyncio.gather(commanding(bench, over), opening(bench, over))
        await asyncio.sleep(1)
        began_s = time.monotonic()
        await asyncio.sleep(seconds)
        ended_s = time.monotonic()
        over.set()
        await working
    return began_s, ended_s


def syncs(trace: Path, ahead_s: float) -> Iterator[Span]:
    """The syncs in strace's words, from when to when by the monotonic clock, which is ``ahead_s`` of the other one."""
    for line in trace.read_text().splitlines():
        if found := _SYNC.match(line):
            at_s, took_s = float(found[1]) + ahead_s, float(found[2])
            began_s = at_s - took_s if _RESUMED in line else at_s
            yield began_s, began_s + took_s


def one(where: str, slow: bool, seconds: float) -> Found:  # noqa: FBT001 - as it stands in WAYS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        probed, trace = folder / "probed", folder / "trace"
        delay = ["-e", f"inject=fdatasync,fsync:delay_enter={SLOW_MS * 1000}"] if slow else []
        traced = ["-e", "trace=fdatasync,fsync", "-e", "signal=none"]
        strace = ["strace", "-D", "-f", "--seccomp-bpf", "-ttt", "-T", "-o", str(trace), *traced]
        probe = [sys.executable, str(Path(__file__).with_name("lag_daemon.py")), str(probed), where]
        run = (*strace, *delay, *probe, "--config", "{site}/lockerd.toml")
        (root := folder / "site").mkdir()
        ahead_s = time.monotonic() - time.time()
        began_s, ended_s = asyncio.run(worked(root, Rig(lockerd=Lockerd(run=run)), seconds))
        lags = [tuple(map(float, line.split())) for line in probed.read_text().splitlines()]
        spans = [span for span in syncs(trace, ahead_s) if span[1] > began_s and span[0] < ended_s]
    every = [(due_s, lag_ms) for due_s, lag_ms in lags if began_s <= due_s <= ended_s]
    return Found(
        [lag_ms for _, lag_ms in every],
        [lag_ms for due_s, lag_ms in every if any(a <= due_s <= b for a, b in spans)],
        [(b - a) * 1000 for a, b in spans],
    )


def quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def row(rounds: list[Found], seconds: float) -> dict[str, Any]:
    """The figures of one way: medians over the rounds, the worst of all."""
    return {
        "during_p50_ms": statistics.median(quantile(each.during_ms, 0.5) for each in rounds),
        "during_p99_ms": statistics.median(quantile(each.during_ms, 0.99) for each in rounds),
        "during_max_ms": max(max(each.during_ms) for each in rounds),
        "all_p99_ms": statistics.median(quantile(each.every_ms, 0.99) for each in rounds),
        "probes_during": sum(len(each.during_ms) for each in rounds),
        "sync_p50_ms": statistics.median(quantile(each.syncs_ms, 0.5) for each in rounds),
        "syncs_a_second": statistics.median(len(each.syncs_ms) / seconds for each in rounds),
        "syncing": statistics.median(sum(each.syncs_ms) / 1000 / seconds for each in rounds),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=15.0, help="for each way and round")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if shutil.which("strace") is None:
        print("not measured: strace is not installed (apt install strace)")
        return
    rounds: dict[str, list[Found]] = {name: [] for name in WAYS}
    for _ in range(options.rounds):
        for name, (where, slow) in WAYS.items():
            rounds[name].append(one(where, slow, options.seconds))
    figures.keep("bench_lag", {name: row(found, options.seconds) for name, found in rounds.items()})


if __name__ == "__main__":
    main()
