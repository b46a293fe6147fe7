"""A door whose contact hangs on another bus than its lock: it is read there just before the pulse (design rule 1)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fake_boards import FakeBoard, FakeBus
from virtual_loop import virtual_loop, virtual_time

from lockerd.boards import CODECS
from lockerd.bus.arbiter import PowerArbiter, Pulse
from lockerd.bus.doors import Doors
from lockerd.bus.line.owner import BusOwner
from lockerd.bus.setup import BoardSetup, BusSetup, SensorAt
from lockerd.domain.model.ids import AttemptId, CompartmentId
from lockerd.domain.model.readings import Door, Reading, Sensor
from lockerd.domain.model.reports import Fired, NotFired, NotFiredReason, Readings, Report, Unlock

A01 = CompartmentId("A01")


class Site:
    """The lock of A01 on channel 1 of one bus, its contact on channel 9 of a board on another."""

    def __init__(self, *, scan_period_ms: int = 100, latency_ms: int = 5) -> None:
        self.loop = virtual_loop()
        self.lock, self.leaf = FakeBoard(0), FakeBoard(0, latency_ms=latency_ms)
        self.reports: list[Report] = []
        self.seen = Reading(A01, 0)
        doors, power = Doors(self._take), PowerArbiter(monotonic_ms=self.loop.monotonic_ms)
        self.buses = {"locks": FakeBus(self.lock), "leaves": FakeBus(self.leaf)}
        self.owners = {
            name: BusOwner(
                BusSetup(
                    bus=name,
                    speed_baud=19_200,
                    boards=(
                        BoardSetup(
                            codec=CODECS["cu48"],
                            address=0,
                            compartments={1: A01} if name == "locks" else {},
                            feedbacks={9: SensorAt(A01, Sensor.DOOR)} if name == "leaves" else {},
                            pulse=Pulse(500),
                        ),
                    ),
                    scan_period_ms=scan_period_ms,
                ),
                doors=doors,
                open_link=bus.open,
                power=power,
                monotonic_ms=self.loop.monotonic_ms,
                report=self._take,
                progress=lambda: None,
            )
            for name, bus in self.buses.items()
        }

    def _take(self, report: Report) -> None:
        self.reports.append(report)
        if isinstance(report, Readings):
            (self.seen,) = report.readings

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Site"]:
        tasks = [asyncio.create_task(owner.run()) for owner in self.owners.values()]
        try:
            await asyncio.sleep(2)
            yield self
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def fire(self) -> Fired | NotFired:
        began = len(self.reports)
        self.owners["locks"].submit(Unlock(AttemptId(1), A01, self.loop.monotonic_ms() + 2_000))
        async with asyncio.timeout(10):
            while True:
                for report in self.reports[began:]:
                    if isinstance(report, Fired | NotFired):
                        return report
                await asyncio.sleep(0.001)


@virtual_time
async def test_the_contact_on_another_bus_is_read_after_the_unlock_was_begun_however_rarely_that_bus_is_scanned():
    async with Site(scan_period_ms=10_000).running() as site:
        assert (site.seen.door, site.seen.reachable) == (Door.CLOSED, True)
        await asyncio.sleep(3)
        asked = len(site.buses["leaves"].heard)
        fired = await site.fire()
        assert isinstance(fired, Fired)
        assert len(site.buses["leaves"].heard) > asked, "the other bus was woken"


@virtual_time
async def test_rule_01_a_door_opened_since_the_last_look_of_the_other_bus_is_not_fired_at():
    async with Site(scan_period_ms=10_000).running() as site:
        site.leaf.shut[9] = False
        refused = await site.fire()
        assert refused == NotFired(AttemptId(1), NotFiredReason.DOOR_OPEN)
        assert not site.buses["locks"].coils


@virtual_time
async def test_rule_01_where_the_other_board_is_silent_nothing_is_fired():
    async with Site().running() as site:
        site.leaf.dead = True
        refused = await site.fire()
        assert refused == NotFired(AttemptId(1), NotFiredReason.NO_READING)
        assert not site.buses["locks"].coils
        await asyncio.sleep(3)
        assert (site.seen.door, site.seen.reachable) == (Door.UNKNOWN, True)


@virtual_time
async def test_rule_13_a_silent_lock_board_hides_no_door_that_hangs_elsewhere():
    async with Site().running() as site:
        site.lock.dead = True
        await asyncio.sleep(3)
        assert (site.seen.door, site.seen.reachable) == (Door.CLOSED, False)
        site.leaf.shut[9] = False
        await asyncio.sleep(1)
        assert (site.seen.door, site.seen.reachable) == (Door.OPEN, False)
        site.leaf.shut[9], site.lock.dead = True, False
        await asyncio.sleep(15)
        assert (site.seen.door, site.seen.reachable) == (Door.CLOSED, True)


@virtual_time
async def test_an_opening_is_dated_by_the_bus_on_which_it_was_seen():
    async with Site().running() as site:
        fired = await site.fire()
        assert isinstance(fired, Fired)
        await asyncio.sleep(0.2)
        site.leaf.shut[9] = False
        moved_ms = site.loop.monotonic_ms()
        site.owners["leaves"].watch(frozenset({A01}))
        await asyncio.sleep(0.5)
        assert site.seen.door is Door.OPEN
        assert moved_ms <= site.seen.sampled_ms <= moved_ms + 150
        assert site.seen.sampled_ms > fired.began_ms


@virtual_time
async def test_the_board_of_a_watched_doors_contact_is_asked_without_a_pause():
    async with Site(scan_period_ms=1_000).running() as site:
        site.owners["leaves"].watch(frozenset({A01}))
        before = len(site.buses["leaves"].heard)
        await asyncio.sleep(1)
        assert len(site.buses["leaves"].heard) - before > 10
