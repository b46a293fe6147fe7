"""Pulses through a real guardian process: from the request to the line, how long the line was high, what it weighs.

Run: python hil/bench/bench_guardian.py [--pulses 300]. The lines are simulated wires (hil/wires), so every figure holds
one more hop between two processes than real pins would. Prints medians and 99th percentiles and writes
out/bench_guardian.json.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import figures

from lockerd.bus.gpio.guarded import GuardianPulser
from lockersim.pins.socket_wires import SocketWires

GUARDIAN = Path(__file__).parents[1] / "wires" / "guardian_on_wires.py"
LINE, PULSE_MS, PAUSE_S = 17, 20, 0.01


def pss_mib(pid: int | None) -> float:
    """What a process weighs; what it shares with others counts in part."""
    words = Path(f"/proc/{pid}/smaps_rollup").read_text().split()
    return int(words[words.index("Pss:") + 1]) / 1024


async def measure(pulses: int, folder: Path) -> dict[str, float]:
    """Fire one lock again and again."""
    changes: asyncio.Queue[tuple[bool, float]] = asyncio.Queue()
    over = asyncio.Event()
    wires = SocketWires(folder / "pins.sock")
    wires.on_level = lambda _line, high: changes.put_nowait((high, time.perf_counter()))
    wires.start()
    pulser = GuardianPulser({1: (LINE, PULSE_MS)}, command=[sys.executable, str(GUARDIAN), str(wires.path)])
    await pulser.open(lambda _channel: over.set(), lambda: None)
    begins, lengths = [], []
    for _ in range(pulses):
        over.clear()
        asked = time.perf_counter()
        pulser.fire(1)
        (_, on), (_, off) = await changes.get(), await changes.get()
        begins.append((on - asked) * 1000)
        lengths.append((off - on) * 1000)
        await over.wait()
        await asyncio.sleep(PAUSE_S)
    weight = pss_mib(pulser.pid)
    pulser.close()
    wires.stop()
    return {
        "pulses": pulses,
        "begin_ms_p50": round(statistics.median(begins), 3),
        "begin_ms_p99": round(statistics.quantiles(begins, n=100)[98], 3),
        "length_ms_p50": round(statistics.median(lengths), 3),
        "length_ms_p99": round(statistics.quantiles(lengths, n=100)[98], 3),
        "pss_mib": round(weight, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pulses", type=int, default=300)
    pulses = parser.parse_args().pulses
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(measure(pulses, Path(folder)))
    figures.keep("bench_guardian", found)


if __name__ == "__main__":
    main()
