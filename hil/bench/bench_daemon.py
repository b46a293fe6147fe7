"""The daemon as a process: start to ready, memory when idle, and request accepted to last byte of the unlock frame.

Run: python hil/bench/bench_daemon.py [--starts 5] [--openings 20]. Prints a table and writes out/bench_daemon.json.

Openings are technicians' over the admin socket, one compartment after the other, on an otherwise idle station; the
clock starts when the request is sent and stops when the simulated wire has carried the last byte of the unlock frame.
The ideal beside it is what cannot be saved: one fdatasync on this disk, half an exchange that is in flight, one look at
the door and the unlock frame; exchanges are taken as they were seen on this wire, the board's latency included.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from random import Random

import figures

from lockersim.bench import Bench
from lockersim.line.frames import HOST, Frame
from lockersim.wall.demo import demo_wall

IDLE_S = 10.0
MOMENT = Random(1)
UNLOCK_COMMANDS = {"bus0": 0x51, "bus1": 0x8A}
COMMAND_AT = {"bus0": 3, "bus1": 0}


def fdatasync_ms(folder: Path, rounds: int = 200) -> float:
    """Median of one small write made durable."""
    took = []
    with (folder / "sync").open("wb") as file:
        for _ in range(rounds):
            began = time.perf_counter()
            file.write(bytes(4096))
            file.flush()
            os.fdatasync(file.fileno())
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def memory_mib(pid: int) -> tuple[float, float]:
    """Resident and proportional memory of a process."""
    found = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        name, _, value = line.partition(":")
        if name in {"Rss", "Pss"}:
            found[name] = int(value.split()[0]) / 1024
    return found["Rss"], found["Pss"]


async def starts(bench: Bench, count: int) -> tuple[list[float], list[float]]:
    """Seconds from exec to the first answered request, and how many of them the processor worked for it."""
    took, worked = [], []
    for _ in range(count):
        await bench.daemon.stop()
        began = time.perf_counter()
        await bench.power_on()
        took.append(time.perf_counter() - began)
        worked.append(cpu_s(bench.daemon.pid))
    return took, worked


async def opening_ms(bench: Bench, bus: str, compartment: str) -> float:
    """One technician's opening, from the request to the last byte of its unlock frame."""
    loop = asyncio.get_running_loop()
    seen: asyncio.Future[float] = loop.create_future()

    def heard(frame: Frame) -> None:
        at = COMMAND_AT[bus]
        if frame.sender == HOST and frame.data[at] == UNLOCK_COMMANDS[bus] and not seen.done():
            seen.set_result(frame.end_ms)

    stop = bench.wall.lines[bus].frames.subscribe(heard)
    began_ms = loop.time() * 1000
    try:
        await bench.admin.open(compartment, "measurement")
        took_ms = await asyncio.wait_for(seen, 5) - began_ms
    finally:
        stop()
    await bench.wait(
        lambda: bench.wall.world.compartments[compartment].door == "open", within_s=5, what=f"{compartment} opens"
    )
    await asyncio.sleep(1.0)
    bench.wall.hands.push_shut(compartment)
    await asyncio.sleep(0.5 + MOMENT.uniform(0, 0.2))  # not always at the same moment of the scan
    return took_ms


def ideals_ms(bench: Bench, bus: str, sync_ms: float) -> dict[str, float]:
    """From the request to the last byte, in the middle and at worst, if nothing cost time but the disk and the wire."""
    frames = list(bench.wall.lines[bus].frames.frames)
    looks = [
        reply.end_ms - request.start_ms
        for request, reply in pairwise(frames)
        if request.sender == HOST != reply.sender and request.data[COMMAND_AT[bus]] != UNLOCK_COMMANDS[bus]
    ]
    unlocks = [
        frame.end_ms - frame.start_ms
        for frame in frames
        if frame.sender == HOST and frame.data[COMMAND_AT[bus]] == UNLOCK_COMMANDS[bus]
    ]
    look_ms = statistics.median(looks)
    rest_ms = sync_ms + look_ms + statistics.median(unlocks)
    return {"ideal_p50": rest_ms + look_ms / 2, "ideal_max": rest_ms + look_ms}


async def measure(start_count: int, openings: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        async with Bench(root, demo_wall(), seed=1) as bench:
            started_s, worked_s = await starts(bench, start_count)
            await asyncio.sleep(IDLE_S)
            process = bench.daemon.pid
            rss_mib, pss_mib = memory_mib(process)
            cpu_before = cpu_s(process)
            await asyncio.sleep(IDLE_S)
            idle_cpu = (cpu_s(process) - cpu_before) / IDLE_S
            took: dict[str, list[float]] = {"bus0": [], "bus1": []}
            for number in range(openings):
                bus, letter = ("bus0", "A") if number % 2 == 0 else ("bus1", "B")
                took[bus].append(await opening_ms(bench, bus, f"{letter}{number // 2 + 1:02}"))
            sync_ms = fdatasync_ms(root)
            ideals = {bus: ideals_ms(bench, bus, sync_ms) for bus in took}
    return {
        "start_to_answer_s": {"median": statistics.median(started_s), "all": started_s},
        "start_cpu_s": {"median": statistics.median(worked_s), "all": worked_s},
        "idle_rss_mib": rss_mib,
        "idle_pss_mib": pss_mib,
        "idle_cpu_share": idle_cpu,
        "fdatasync_ms": sync_ms,
        "request_to_last_byte_ms": {
            bus: ideals[bus] | {"p50": statistics.median(values), "max": max(values), "all": values}
            for bus, values in took.items()
        },
    }


def cpu_s(pid: int) -> float:
    """Processor time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--openings", type=int, default=20)
    arguments = parser.parse_args()
    found = asyncio.run(measure(arguments.starts, arguments.openings))
    figures.keep("bench_daemon", found)


if __name__ == "__main__":
    main()
