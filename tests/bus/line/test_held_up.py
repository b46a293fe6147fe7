"""Rule 4 where the network may hold an unlock up: the power is not free while it could still arrive."""

import asyncio

from bench_bus import Bench
from fake_boards import FakeBoard, FakeBus
from virtual_loop import virtual_time

from lockerd.bus.link.link import Lag
from lockerd.bus.link.memory_link import MemoryLink
from lockerd.domain.model.reports import Fired

HELD_MS = 2_000


class FarBus(FakeBus):
    async def open(self) -> MemoryLink:
        self.opened += 1
        self.link = MemoryLink(self.hear, Lag(reply_ms=200, held_ms=HELD_MS))
        return self.link


async def time_between(bench: Bench, *, silent_after_the_first: bool) -> int:
    """How long after the first unlock another board's lock of the same power group is fired."""
    await bench.settled()
    first = bench.submit(0, 1)
    second = bench.submit(1, 1, within_ms=10_000)
    fired = await bench.answer(first)
    bench.bus.boards[0].dead = silent_after_the_first
    other = await bench.answer(second)
    assert isinstance(fired, Fired)
    assert isinstance(other, Fired)
    return other.began_ms - fired.began_ms


@virtual_time
async def test_rule_04_an_unlock_that_may_still_arrive_keeps_the_power():
    async with Bench(FarBus(FakeBoard(0), FakeBoard(1))).running() as bench:
        assert await time_between(bench, silent_after_the_first=True) >= HELD_MS + 500


@virtual_time
async def test_rule_04_a_reply_shows_that_it_has_arrived():
    async with Bench(FarBus(FakeBoard(0), FakeBoard(1))).running() as bench:
        assert 500 < await time_between(bench, silent_after_the_first=False) < 1_500


@virtual_time
async def test_a_reply_that_the_network_slows_down_is_waited_for():
    slow = FakeBoard(0, late_ms=150)
    async with Bench(FarBus(slow)).running() as bench:
        await bench.settled()
        await asyncio.sleep(1)
        assert bench.owner.counters.boards[0].timeouts == 0


@virtual_time
async def test_a_connection_dropped_at_once_each_time_is_asked_for_ever_more_rarely():
    bus = FarBus(FakeBoard(0))
    async with Bench(bus).running():
        loop = asyncio.get_running_loop()

        async def drop() -> None:
            while True:
                await asyncio.sleep(0.01)
                if bus.link:
                    bus.link.hang_up()

        dropping = loop.create_task(drop())
        await asyncio.sleep(120)
        assert 10 < bus.opened < 25
        dropping.cancel()
        await asyncio.sleep(30)
        opened = bus.opened
        bus.link.hang_up()
        await asyncio.sleep(1)
        assert bus.opened == opened + 1
