"""Answers to an unlock that prove nothing: they are counted, and the door is read."""

import asyncio

from bench_bus import Bench
from fake_boards import FakeBoard, FakeBus, sealed
from virtual_loop import virtual_time

from lockerd.domain.model.readings import Door
from lockerd.domain.model.reports import Fired, PulseFailed


class Contrary(FakeBoard):
    """A Kecheng whose unlock reply says the opposite of its status, as its manual does."""

    def bcc_unlocked(self, channel: int) -> bytes:
        return sealed(bytes((0x8A, self.address, channel, 0x00 if self.shut[channel] else 0x11)))


class Winnsen(FakeBoard):
    """Says that it could not open; a set bit is an open door."""

    def handle(self, frame: bytes) -> None:
        if frame[2] == 0x02:
            opened = sum(1 << (n - 1) for n, shut in self.shut.items() if not shut)
            self.answer(lambda: bytes((0x90, 7, 0x82, self.address, *opened.to_bytes(2, "little"), 3)))
        elif frame[2] == 0x05:
            self.answer(lambda: bytes((0x90, 7, 0x85, self.address, frame[4], 0, 3)))


class StationBus(FakeBus):
    """The station stands fourth."""

    def _arrive(self, frame: bytes) -> None:
        self.boards[frame[3]].handle(frame)


@virtual_time
async def test_a_disputed_bit_in_the_answer_is_not_believed():
    board = Contrary(1, channels=24, family="kecheng", jammed=True)
    async with Bench(FakeBus(board, speed_baud=9_600)).running() as wall:
        await wall.settled()
        assert isinstance(await wall.answer(wall.submit(1, 1)), Fired)
        await asyncio.sleep(2)
        counters = wall.owner.counters.boards[1]
        assert (counters.mismatches, counters.flickers, counters.failed_unlocks) == (0, 0, 0)
        assert wall.door(1, 1) is Door.CLOSED


@virtual_time
async def test_a_board_that_says_it_failed_is_counted_and_not_asked_twice():
    board = Winnsen(1, channels=16, family="winnsen")
    bus = StationBus(board, speed_baud=9_600)
    async with Bench(bus, closed_bit=0).running() as wall:
        await wall.settled()
        attempt = wall.submit(1, 4)
        assert isinstance(await wall.answer(attempt), Fired)
        await asyncio.sleep(2)
        assert wall.owner.counters.boards[1].failed_unlocks == 1
        assert [report for _, report in wall.reports if isinstance(report, PulseFailed)] == [PulseFailed(attempt)]
        assert wall.door(1, 4) is Door.CLOSED
        assert [frame for _, frame in bus.heard if frame[2] == 0x05] == [bytes.fromhex("90 06 05 01 04 03")]
