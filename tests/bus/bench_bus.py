"""A bus owner on fake boards in virtual time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

from board_setups import board_setup
from fake_boards import FakeBus
from virtual_loop import virtual_loop

from lockerd.boards import codec_of
from lockerd.boards.options import Options
from lockerd.bus.arbiter import PowerArbiter, Pulse
from lockerd.bus.doors import Doors
from lockerd.bus.line.owner import BusOwner
from lockerd.bus.reopening import RESTS_S
from lockerd.bus.setup import BusSetup
from lockerd.domain.model.ids import AttemptId, CompartmentId
from lockerd.domain.model.readings import Door, DoorSensor, Latch, Reading
from lockerd.domain.model.reports import BoardReport, Fired, NotFired, Readings, Report, Unlock

_attempts = count(1)


class Bench:
    """The owner of one fake bus and everything it reported; compartments are named ``bus.address.channel``."""

    def __init__(
        self,
        bus: FakeBus,
        *,
        name: str = "b0",
        power: PowerArbiter | None = None,
        feedback: DoorSensor = DoorSensor.CONTACT,
        closed_bit: int = 1,
        channels: int = 4,
        scan_period_ms: int = 100,
        echo: bool | None = None,
        items: frozenset[int] = frozenset(),
        reply_ms: int | None = None,
        rests_s: float = RESTS_S,
    ) -> None:
        self.bus, self.name = bus, name
        self.loop = virtual_loop()
        self.power = power or PowerArbiter(monotonic_ms=self.loop.monotonic_ms)
        self.reports: list[tuple[float, Report]] = []
        self.beats = 0
        self.longest_s = 0.0
        """Between two beats."""
        self._beat_s = self.loop.time()
        self.seen: dict[str, Reading] = {}
        self.changed = asyncio.Event()
        boards = tuple(
            board_setup(
                codec=codec_of(board.family, Options(reply_ms=reply_ms)),
                address=board.address,
                compartments={n: CompartmentId(f"{name}.{board.address}.{n}") for n in range(1, channels + 1)},
                items=items,
                feedback=feedback,
                closed_bit=closed_bit,
                pulse=Pulse(int(board.pulse_ms)),
            )
            for board in bus.boards.values()
        )
        setup = BusSetup(
            bus=name,
            speed_baud=bus.speed_baud,
            boards=boards,
            echo=bus.echo if echo is None else echo,
            scan_period_ms=scan_period_ms,
        )
        self.doors = Doors(self._take)
        self.owner = BusOwner(
            setup,
            open_link=bus.open,
            power=self.power,
            monotonic_ms=self.loop.monotonic_ms,
            doors=self.doors,
            report=self._take,
            progress=self._beat,
            rests_s=rests_s,
        )

    def _take(self, report: Report) -> None:
        self.reports.append((self.loop.time(), report))
        if isinstance(report, Readings):
            self.seen |= {reading.compartment: reading for reading in report.readings}
        self.changed.set()

    def _beat(self) -> None:
        self.beats += 1
        now_s = self.loop.time()
        self.longest_s, self._beat_s = max(self.longest_s, now_s - self._beat_s), now_s

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Bench"]:
        task = asyncio.create_task(self.owner.run())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.wait([task])
        if not task.cancelled():
            task.result()

    async def settled(self) -> None:
        """All doors of living boards are known."""
        living = [board for board in self.bus.boards.values() if not board.dead]
        while not all(self.door(board.address, 1) is not Door.UNKNOWN for board in living):
            await self.change()

    async def change(self) -> None:
        self.changed.clear()
        async with asyncio.timeout(60):
            await self.changed.wait()

    def reading(self, address: int, channel: int) -> Reading:
        return self.seen.get(f"{self.name}.{address}.{channel}", Reading(CompartmentId(""), 0))

    def door(self, address: int, channel: int) -> Door:
        return self.reading(address, channel).door

    def latch(self, address: int, channel: int) -> Latch:
        return self.reading(address, channel).latch

    def submit(self, address: int, channel: int, *, within_ms: int = 2_000) -> AttemptId:
        attempt = AttemptId(next(_attempts))
        compartment = CompartmentId(f"{self.name}.{address}.{channel}")
        self.owner.submit(Unlock(attempt, compartment, self.loop.monotonic_ms() + within_ms))
        return attempt

    def answers(self, attempt: AttemptId) -> list[Fired | NotFired]:
        return [r for _, r in self.reports if isinstance(r, Fired | NotFired) and r.attempt == attempt]

    async def answer(self, attempt: AttemptId) -> Fired | NotFired:
        while not self.answers(attempt):
            await self.change()
        (only,) = self.answers(attempt)
        return only

    def health(self) -> list[BoardReport]:
        return [report for _, report in self.reports if isinstance(report, BoardReport)]
