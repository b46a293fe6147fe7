"""lockerd's own bus owner on a real pty, and how long unlocks wait while it scans."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

from scan_case import CHANNELS, Case
from scan_device import Line
from scan_peers import WARM_S, Meter

from lockerd.bus.arbiter import PowerArbiter, Pulse
from lockerd.bus.doors import Doors
from lockerd.bus.line.owner import BusOwner
from lockerd.bus.link.serial_link import SerialLink
from lockerd.bus.setup import BoardSetup, BusSetup, SensorAt
from lockerd.domain.model.ids import AttemptId, CompartmentId
from lockerd.domain.model.readings import Sensor
from lockerd.domain.model.reports import Fired, Report, Unlock

REST_S = 0.6
"""Between two unlocks: the pulse, its silence and a few scans are over."""
ANSWER_S = 3.0


def scan(path: str, case: Case, meter: Meter) -> None:
    """Scan without a pause."""

    async def run() -> None:
        async with _owner(path, case) as (owner, _):
            await _warm(owner)
            before = _exchanges(owner)
            meter.begin()
            await asyncio.sleep(meter.seconds)
            meter.end()
            meter.exchanges = _exchanges(owner) - before
            meter.faults = sum(b.timeouts + b.garbled + b.mismatches for b in owner.counters.boards.values())

    asyncio.run(run())


def unlock_waits(line: Line, case: Case, count: int) -> list[float]:
    """How long each of ``count`` unlocks took from being asked for to its last byte at the board, in seconds."""

    async def run() -> list[float]:
        moment = Random()
        waits = []
        async with _owner(line.path, case) as (owner, fired):
            await _warm(owner)
            for n in range(count):
                compartment = _compartment(case.addresses[n % case.boards], 1 + n % CHANNELS)
                asked_s = time.monotonic()
                owner.submit(Unlock(AttemptId(n), compartment, _monotonic_ms() + 2_000))
                await asyncio.wait_for(fired.get(), ANSWER_S)
                await asyncio.sleep(REST_S + moment.uniform(0, case.scan_s))
                waits.append(line.unlocks.recv() - asked_s)
        return waits

    return asyncio.run(run())


@asynccontextmanager
async def _owner(path: str, case: Case) -> AsyncIterator[tuple[BusOwner, asyncio.Queue[Fired]]]:
    fired: asyncio.Queue[Fired] = asyncio.Queue()

    def report(event: Report) -> None:
        if isinstance(event, Fired):
            fired.put_nowait(event)

    async def open_link() -> SerialLink:
        return SerialLink(path, speed_baud=case.speed_baud)

    owner = BusOwner(
        BusSetup(bus="bench", speed_baud=case.speed_baud, boards=_boards(case), scan_period_ms=0),
        open_link=open_link,
        power=PowerArbiter(monotonic_ms=_monotonic_ms, recovery_ms=1),
        monotonic_ms=_monotonic_ms,
        doors=Doors(report),
        report=report,
        progress=lambda: None,
    )
    gc.freeze()  # as the daemon does when it is ready
    task = asyncio.create_task(owner.run())
    try:
        yield owner, fired
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _warm(owner: BusOwner) -> None:
    """Until every board is in use: before that, each is left in peace between its first answers, to be believed."""
    while not all(board.alive for board in owner.raw()):  # noqa: ASYNC110 - only what the bus reports has an event
        await asyncio.sleep(0.01)
    await asyncio.sleep(WARM_S)


def _boards(case: Case) -> tuple[BoardSetup, ...]:
    return tuple(
        BoardSetup(
            codec=case.codec,
            address=address,
            compartments={n: _compartment(address, n) for n in range(1, CHANNELS + 1)},
            feedbacks={n: SensorAt(_compartment(address, n), Sensor.DOOR) for n in range(1, CHANNELS + 1)},
            pulse=Pulse(1),
        )
        for address in case.addresses
    )


def _compartment(address: int, channel: int) -> CompartmentId:
    return CompartmentId(f"{address}.{channel}")


def _exchanges(owner: BusOwner) -> int:
    return sum(board.exchanges for board in owner.counters.boards.values())


def _monotonic_ms() -> int:
    return time.monotonic_ns() // 1_000_000
