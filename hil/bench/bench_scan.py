"""Scan period over wire time, processor time per exchange, and unlock latency of a bus owner on a real pty.

Run: python hil/bench/bench_scan.py [--seconds 10] [--rounds 3]. Prints a table and writes out/bench_scan.json.

The device is a process of its own that answers at once and sends one byte per byte time. ``floor`` is the same device
asked by a bare blocking loop in the same run: what is left above 1.0 there is the device's and the machine's.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import resource
import statistics
import termios
import time
import tty
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from lockerd.boards import CODECS
from lockerd.bus.arbiter import PowerArbiter, Pulse
from lockerd.bus.owner import BusOwner
from lockerd.bus.serial_link import SerialLink
from lockerd.bus.setup import BoardSetup, BusSetup
from lockerd.domain.readings import CompartmentId, DoorSensor
from lockerd.domain.reports import AttemptId, Unlock

FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True, slots=True)
class Case:
    family: str
    speed_baud: int
    first: int
    boards: int

    @property
    def byte_s(self) -> float:
        return 10 / self.speed_baud

    @property
    def exchange_s(self) -> float:
        return sum(len(ask.request) + ask.reply_bytes for ask in CODECS[self.family].look(self.first)) * self.byte_s

    @property
    def addresses(self) -> range:
        return range(self.first, self.first + self.boards)


CASES = (Case("cu48", 19_200, 0, 10), Case("bcc", 9_600, 1, 16))


def cu48_reply(frame: bytes) -> bytes:
    if frame[3] != 0x50:
        return b""
    body = bytes((2, frame[1], 0, 0x65)) + b"\xff" * 6 + b"\x03"
    return body + bytes((sum(body) % 256,))


def bcc_reply(frame: bytes) -> bytes:
    address = frame[1]
    body = bytes((0x80, address, 255, 255, 255, 0x33)) if frame[0] == 0x80 else bytes((0x8A, address, frame[2], 0))
    check = 0
    for byte in body:
        check ^= byte
    return body + bytes((check,))


def device(fd: int, case: Case, unlocks: Connection) -> None:
    """Answer every request at wire speed; tell when the last byte of each unlock frame arrived."""
    size, reply_to = (6, cu48_reply) if case.family == "cu48" else (5, bcc_reply)
    while True:
        frame = os.read(fd, size)
        at = time.monotonic() + size * case.byte_s
        if frame[3 if case.family == "cu48" else 0] in {0x51, 0x8A}:
            unlocks.send(at)
        for byte in reply_to(frame):
            at += case.byte_s
            time.sleep(max(0.0, at - time.monotonic()))
            os.write(fd, bytes((byte,)))


def floor_ratio(fd: int, case: Case, seconds: float) -> float:
    """The bare blocking loop: write, read with VMIN, next board."""
    asks = [CODECS[case.family].look(address)[0] for address in case.addresses]
    attributes = termios.tcgetattr(fd)
    attributes[6][termios.VMIN] = asks[0].reply_bytes
    termios.tcsetattr(fd, termios.TCSANOW, attributes)
    exchanges, began = 0, time.monotonic()
    while time.monotonic() - began < seconds:
        os.write(fd, asks[exchanges % case.boards].request)
        assert len(os.read(fd, 64)) == asks[0].reply_bytes
        exchanges += 1
    return (time.monotonic() - began) / exchanges / case.exchange_s


def monotonic_ms() -> int:
    return time.monotonic_ns() // 1_000_000


def make_owner(path: str, case: Case, report: Any) -> BusOwner:
    codec = CODECS[case.family]
    boards = tuple(
        BoardSetup(
            codec=codec,
            address=address,
            compartments={n: CompartmentId(f"{address}.{n}") for n in range(1, codec.profile.channels + 1)},
            feedback=DoorSensor.CONTACT,
            pulse=Pulse(1),
        )
        for address in case.addresses
    )

    async def open_link() -> SerialLink:
        return SerialLink(path, speed_baud=case.speed_baud)

    return BusOwner(
        BusSetup(bus="bench", speed_baud=case.speed_baud, boards=boards, scan_period_ms=0),
        open_link=open_link,
        power=PowerArbiter(monotonic_ms=monotonic_ms, recovery_ms=1),
        monotonic_ms=monotonic_ms,
        report=report,
        progress=lambda: None,
    )


async def measure(path: str, case: Case, seconds: float, unlocks: Connection) -> dict[str, float]:
    answered = asyncio.Event()
    owner = make_owner(path, case, lambda _report: answered.set())
    task = asyncio.create_task(owner.run())
    await asyncio.sleep(0.5)
    before, began, used = exchanges(owner), time.monotonic(), cpu_s()
    await asyncio.sleep(seconds)
    count, took, used = exchanges(owner) - before, time.monotonic() - began, cpu_s() - used
    waits = []
    for n in range(20):
        answered.clear()
        asked = time.monotonic()
        compartment = CompartmentId(f"{case.addresses[n % case.boards]}.{1 + n // case.boards}")
        owner.submit(Unlock(AttemptId(n), compartment, monotonic_ms() + 2_000))
        await answered.wait()
        await asyncio.sleep(0.3 + 0.0137 * (n % 7))
        waits.append(unlocks.recv() - asked)
    task.cancel()
    await asyncio.wait([task])
    faults = sum(board.timeouts + board.garbled + board.mismatches for board in owner.counters.boards.values())
    return {
        "ratio": took / count / case.exchange_s,
        "cpu_ms_per_1000": used * 1_000_000 / count,
        "cpu_share": used / took,
        "unlock_p50_ms": statistics.median(waits) * 1000,
        "unlock_max_ms": max(waits) * 1000,
        "faults": faults,
    }


def exchanges(owner: BusOwner) -> int:
    return sum(board.exchanges for board in owner.counters.boards.values())


def cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def one_round(case: Case, seconds: float) -> dict[str, float]:
    far, near = os.openpty()
    tty.setraw(near)
    ours, theirs = FORK.Pipe(duplex=False)
    process = FORK.Process(target=device, args=(far, case, theirs), daemon=True)
    process.start()
    floor = floor_ratio(near, case, seconds)
    result = asyncio.run(measure(os.ttyname(near), case, seconds, ours))
    process.kill()
    process.join()
    os.close(far)
    os.close(near)
    return {"floor": floor} | result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    rows = []
    for case in CASES:
        rounds = [one_round(case, options.seconds) for _ in range(options.rounds)]
        medians = {key: statistics.median(each[key] for each in rounds) for key in rounds[0]}
        # Ideal: half an exchange in flight on average, a whole one at worst, then one look at the door and the frame.
        frame_ms = len(CODECS[case.family].unlock_request(case.first, 1)) * case.byte_s * 1000
        ideal = {
            f"unlock_ideal_{k}_ms": (x + 1) * case.exchange_s * 1000 + frame_ms for k, x in (("p50", 0.5), ("max", 1))
        }
        wire_ms = case.boards * case.exchange_s * 1000
        rows.append(
            {"family": case.family, "boards": case.boards, "speed_baud": case.speed_baud, "scan_wire_ms": wire_ms}
            | medians
            | ideal
        )
    for row in rows:
        print(f"{row['boards']} x {row['family']} at {row['speed_baud']} baud")
        for key, value in row.items():
            if isinstance(value, float):
                print(f"  {key:24} {value:10.3f}")
    out = Path(__file__).parent / "out" / "bench_scan.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
