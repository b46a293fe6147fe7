"""F39: another address answers, or two boards share one. One sign proves nothing, three do."""

import asyncio

import pytest
from bench_bus import Bench
from fake_boards import FakeBoard, FakeBus
from virtual_loop import virtual_time

from lockerd.bus.board.trust import Sign, Trust
from lockerd.domain.model.readings import Door
from lockerd.domain.model.reports import BoardHealth, NotFired, NotFiredReason


class TwinBus(FakeBus):
    """A second board stands at an address, hears what the first one hears and answers ``after_ms`` later."""

    def __init__(self, *boards: FakeBoard, after_ms: float) -> None:
        super().__init__(*boards)
        (first, *_) = boards
        self.twin: FakeBoard | None = FakeBoard(first.address, latency_ms=first.latency_ms + after_ms)
        self.twin.bus = self

    def _arrive(self, frame: bytes) -> None:
        super()._arrive(frame)
        if self.twin and frame[1] == self.twin.address:
            self.twin.handle(frame)


def at_address(address: int, frame: bytes) -> bytes:
    return frame[:1] + bytes((address,)) + frame[2:-1] + bytes(((frame[-1] - frame[1] + address) % 256,))


def spoilt(frame: bytes) -> bytes:
    return frame[:5] + bytes((frame[5] ^ 0x40,)) + frame[6:]


def health(bench: Bench) -> list[BoardHealth]:
    return [report.health for report in bench.health()]


async def conflict(bench: Bench) -> Sign:
    async with asyncio.timeout(30):
        while BoardHealth.CONFLICT not in health(bench):
            await bench.change()
    return next(Sign(report.sign) for report in bench.health() if report.health is BoardHealth.CONFLICT)


@pytest.mark.parametrize("other", [5, 1], ids=["an address of nobody", "another board's address"])
@virtual_time
async def test_who_answers_with_another_address_is_not_used_f39(other):
    boards = [FakeBoard(0), FakeBoard(1)]
    async with Bench(FakeBus(*boards)).running() as bench:
        await bench.settled()
        boards[0].twist = lambda frame: at_address(other, frame)
        boards[0].shut[2] = False
        assert await conflict(bench) is Sign.WRONG_ADDRESS
        assert [bench.door(n, 1) for n in (0, 1)] == [Door.UNKNOWN, Door.CLOSED]
        assert bench.door(1, 2) is Door.CLOSED, "the other board's doors are not the strange one's"
        assert "another address" in bench.owner.counters.boards[0].unfit
        attempt = bench.submit(0, 1)
        assert await bench.answer(attempt) == NotFired(attempt, NotFiredReason.BOARD_DEAD)
        await asyncio.sleep(30)
        assert health(bench).count(BoardHealth.CONFLICT) == 1
        boards[0].twist = None
        await bench.settled()
        assert health(bench)[-1] is BoardHealth.ALIVE
        assert bench.owner.counters.boards[0].unfit == ""


@pytest.mark.parametrize("from_the_start", [True, False])
@virtual_time
async def test_who_is_answered_twice_is_not_alone_f39(from_the_start):
    bus = TwinBus(FakeBoard(0), FakeBoard(1), after_ms=15)
    twin, bus.twin = bus.twin, (bus.twin if from_the_start else None)
    async with Bench(bus).running() as bench:
        if not from_the_start:
            await bench.settled()
        bus.twin = twin
        began_s = bench.loop.time()
        assert await conflict(bench) is Sign.TWO_ANSWERS
        assert bench.loop.time() - began_s < 2
        assert bench.door(0, 1) is Door.UNKNOWN
        attempt = bench.submit(0, 1)
        assert await bench.answer(attempt) == NotFired(attempt, NotFiredReason.BOARD_DEAD)
        assert bench.bus.coils == [], "two doors would have opened"
        await asyncio.sleep(60)
        assert health(bench).count(BoardHealth.CONFLICT) == 1
        bus.twin = None
        await bench.settled()
        assert health(bench)[-1] is BoardHealth.ALIVE


@virtual_time
async def test_answers_that_spoil_each_other_are_a_conflict_f39():
    boards = [FakeBoard(0), FakeBoard(1)]
    boards[0].twist = spoilt
    async with Bench(FakeBus(*boards)).running() as bench:
        assert await conflict(bench) is Sign.SPOILT
        assert health(bench)[0:1] == [BoardHealth.ALIVE], "the other one"
        assert bench.door(1, 1) is Door.CLOSED
        boards[0].twist = None
        await bench.settled()


@virtual_time
async def test_a_dead_board_is_no_conflict_whatever_stray_byte_comes_f41():
    """With A and B swapped, a zero comes back after each of our questions."""
    board = FakeBoard(0)
    board.twist = lambda _frame: b"\x00"
    async with Bench(FakeBus(board)).running() as bench:
        await asyncio.sleep(60)
        assert health(bench) == [BoardHealth.DEAD]
        assert bench.owner.counters.boards[0].garbled > 5


@virtual_time
async def test_late_replies_are_no_conflict_f37():
    boards = [FakeBoard(0), FakeBoard(1)]
    async with Bench(FakeBus(*boards)).running() as bench:
        await bench.settled()
        for late_ms in (80, 95, 150, 400, 1_500):
            boards[0].late_ms = late_ms
            await asyncio.sleep(8)
            boards[0].late_ms = 0
            await asyncio.sleep(12)
        assert BoardHealth.CONFLICT not in health(bench)
        assert bench.door(0, 1) is Door.CLOSED


@virtual_time
async def test_noise_is_no_conflict_f34():
    boards = [FakeBoard(0), FakeBoard(1)]
    turn = 0

    def noisy(frame: bytes) -> bytes:
        nonlocal turn
        turn += 1
        return spoilt(frame) if turn % 5 in {0, 1} else frame

    async with Bench(FakeBus(*boards)).running() as bench:
        await bench.settled()
        for board in boards:
            board.twist = noisy
        await asyncio.sleep(60)
        assert BoardHealth.CONFLICT not in health(bench)


def test_signs_within_ten_seconds_make_a_conflict_and_three_clean_answers_end_it():
    trust = Trust()
    assert not any(trust.seen(Sign.WRONG_ADDRESS, at_ms) for at_ms in (0, 6_000, 12_000))
    assert trust.seen(Sign.WRONG_ADDRESS, 13_000)
    assert not trust.seen(Sign.WRONG_ADDRESS, 14_000), "said once"
    assert [trust.answered(), trust.answered()] == [False, False]
    trust.seen(Sign.TWO_ANSWERS, 15_000)
    assert [trust.answered() for _ in range(3)] == [False, False, True]
    assert trust.sign is None
    assert not trust.seen(Sign.WRONG_ADDRESS, 17_000), "counted anew"


def test_a_board_is_believed_at_once_and_used_when_it_is_known_to_be_alone():
    trust = Trust()
    used = [(trust.answered(), trust.usable) for _ in range(3)]
    assert used == [(True, False), (True, False), (True, True)]
    trust.missed(spoilt=True)
    assert trust.answered()
    assert trust.usable, "its answer came in time, and spoilt"
