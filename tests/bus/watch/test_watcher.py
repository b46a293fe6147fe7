"""Listening in on a bus owner: nothing is missed, nothing is waited for, nothing is left behind."""

import asyncio

from board_setups import board_setup
from fake_boards import FakeBoard, FakeBus
from virtual_loop import virtual_loop, virtual_time

from lockerd.boards import CODECS
from lockerd.bus.arbiter import PowerArbiter, Pulse
from lockerd.bus.doors import Doors
from lockerd.bus.line.owner import BusOwner
from lockerd.bus.line.wire import Direction
from lockerd.bus.setup import BusSetup
from lockerd.bus.watch.exchanges import Exchanges
from lockerd.bus.watch.watcher import KEEP_CHUNKS, Watcher
from lockerd.domain.model.ids import AttemptId, CompartmentId
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.reports import Unlock


def owner_of(bus: FakeBus) -> BusOwner:
    loop = virtual_loop()
    board = board_setup(
        codec=CODECS["cu48"],
        address=0,
        compartments={1: CompartmentId("A01")},
        feedback=DoorSensor.HOOK,
        pulse=Pulse(500),
    )
    return BusOwner(
        BusSetup(bus="left", speed_baud=19_200, boards=(board,)),
        open_link=bus.open,
        power=PowerArbiter(monotonic_ms=loop.monotonic_ms),
        monotonic_ms=loop.monotonic_ms,
        doors=Doors(lambda _report: None),
        report=lambda _report: None,
        progress=lambda: None,
    )


@virtual_time
async def test_a_watcher_sees_every_byte_from_when_it_came_until_it_left() -> None:
    bus = FakeBus(FakeBoard(0))
    owner = owner_of(bus)
    running = asyncio.create_task(owner.run())
    await asyncio.sleep(1)
    before = len(bus.heard)
    with Watcher(owner.taps) as watcher:
        await asyncio.sleep(1)
        chunks, lost = watcher.take()
    sent = [chunk.data for chunk in chunks if chunk.direction is Direction.SENT]
    assert sent == [frame for _, frame in bus.heard[before:]]
    assert len(sent) == 10
    assert lost == 0
    exchanges = Exchanges(owner.setup)
    told = [*exchanges.feed(chunks), *exchanges.idle(virtual_loop().time() + 60)]
    assert all(exchange.answered for exchange in told)
    assert all(20 > (exchange.reply_ms or 0) > 10 for exchange in told)
    await asyncio.sleep(1)
    assert watcher.take() == ([], 0)
    running.cancel()


@virtual_time
async def test_a_line_that_nobody_watches_has_no_tap() -> None:
    owner = owner_of(FakeBus(FakeBoard(0)))
    running = asyncio.create_task(owner.run())
    await asyncio.sleep(0.5)
    wire = owner.taps._wire
    assert wire is not None
    assert wire.tap is None
    with Watcher(owner.taps), Watcher(owner.taps):
        assert wire.tap is not None
    assert wire.tap is None
    running.cancel()


@virtual_time
async def test_who_watched_a_port_that_was_lost_watches_the_next_one() -> None:
    bus = FakeBus(FakeBoard(0))
    owner = owner_of(bus)
    running = asyncio.create_task(owner.run())
    with Watcher(owner.taps) as watcher:
        await asyncio.sleep(0.5)
        assert bus.link is not None
        bus.link.hang_up()
        await asyncio.sleep(0.1)
        watcher.take()
        await asyncio.sleep(2)
        assert bus.opened == 2
        assert watcher.take()[0]
    running.cancel()


@virtual_time
async def test_what_a_slow_reader_does_not_take_is_counted_and_the_bus_goes_on() -> None:
    bus = FakeBus(FakeBoard(0))
    owner = owner_of(bus)
    running = asyncio.create_task(owner.run())
    with Watcher(owner.taps) as watcher:
        await asyncio.sleep(300)
        asked = len(bus.heard)
        chunks, lost = watcher.take()
        assert len(chunks) == KEEP_CHUNKS
        assert lost > 0
        assert asked >= 3000
        await asyncio.sleep(1)
        later, lost = watcher.take()
        assert later
        assert lost == 0
    running.cancel()


@virtual_time
async def test_an_unlock_is_seen_between_the_looks_around_it() -> None:
    bus = FakeBus(FakeBoard(0))
    owner = owner_of(bus)
    running = asyncio.create_task(owner.run())
    await asyncio.sleep(0.5)
    with Watcher(owner.taps) as watcher:
        owner.submit(Unlock(AttemptId(1), CompartmentId("A01"), virtual_loop().monotonic_ms() + 2_000))
        await asyncio.sleep(1)
        exchanges = Exchanges(owner.setup)
        told = list(exchanges.feed(watcher.take()[0]))
    unlocks = [exchange for exchange in told if exchange.unlock]
    assert [exchange.answered for exchange in unlocks] == [None]
    assert unlocks[0].frames[0].meaning[0]["channels"] == {"1": None}
    running.cancel()
