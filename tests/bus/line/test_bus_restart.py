"""F40: a board restarts. What it said before does not count, nor what it says before it has read its switches."""

import asyncio

import pytest
from bench_bus import Bench
from fake_boards import FakeBoard, FakeBus
from virtual_loop import virtual_time

from lockerd.bus.board.restart import Blank, Said
from lockerd.domain.model.readings import Door
from lockerd.domain.model.reports import BoardHealth, Readings


def health(bench: Bench) -> list[BoardHealth]:
    return [report.health for report in bench.health()][1:]


def doors_told(bench: Bench, since: int) -> list[set[str]]:
    told = [report for _, report in bench.reports[since:] if isinstance(report, Readings)]
    return [{reading.door for reading in report.readings} for report in told]


async def restart(bench: Bench, board: FakeBoard, *, for_s: float) -> None:
    await asyncio.sleep(0.05)
    bench.bus.say(b"\x00")
    board.dead = True
    await asyncio.sleep(for_s)
    board.dead = False


@virtual_time
async def test_a_restart_shorter_than_three_scans_is_noticed_and_everything_read_afresh_f40():
    board, other = FakeBoard(0), FakeBoard(1)
    async with Bench(FakeBus(board, other)).running() as bench:
        await bench.settled()
        await asyncio.sleep(11)
        before = len(bench.reports)
        await restart(bench, board, for_s=0.12)
        await asyncio.sleep(2)
        assert health(bench)[1:] == [BoardHealth.RESTARTED]
        assert doors_told(bench, before) == [{Door.UNKNOWN}, {Door.CLOSED}]
        assert bench.door(1, 1) is Door.CLOSED


@virtual_time
async def test_a_restart_in_the_middle_of_a_question_is_noticed_f40():
    board = FakeBoard(0)
    async with Bench(FakeBus(board)).running() as bench:
        await bench.settled()
        await asyncio.sleep(5)

        def die(_frame: bytes) -> bytes:
            board.twist, board.lose = None, 1
            return b"\x00"

        board.twist = die
        await asyncio.sleep(2)
        assert health(bench) == [BoardHealth.RESTARTED]
        assert bench.door(0, 1) is Door.CLOSED


@virtual_time
async def test_a_long_restart_is_a_dead_board_that_comes_back_f40_f41():
    board = FakeBoard(0)
    async with Bench(FakeBus(board)).running() as bench:
        await bench.settled()
        await asyncio.sleep(11)
        await restart(bench, board, for_s=1)
        await asyncio.sleep(3)
        assert health(bench) == [BoardHealth.DEAD, BoardHealth.RESTARTED, BoardHealth.ALIVE]
        assert bench.door(0, 1) is Door.CLOSED


@pytest.mark.parametrize("strays", [0, 20], ids=["no stray byte", "stray bytes all the time"])
@virtual_time
async def test_a_lost_reply_is_no_restart_f40(strays):
    board = FakeBoard(0)
    async with Bench(FakeBus(board)).running() as bench:
        await bench.settled()
        for n in range(strays):
            bench.loop.call_later(1.04 * n, bench.bus.say, b"\x00")
        for _ in range(3):
            await asyncio.sleep(5)
            board.lose = 2
        await asyncio.sleep(5)
        assert health(bench) == []


@virtual_time
async def test_a_board_that_is_spoilt_has_not_restarted_f40():
    """Boards that speak unasked spoil answers, and leave a byte or two."""
    board = FakeBoard(0)
    async with Bench(FakeBus(board)).running() as bench:
        await bench.settled()
        await asyncio.sleep(5.05)
        bench.bus.say(b"\x00")
        board.twist = lambda frame: frame[:-1] + bytes((frame[-1] ^ 1,))
        await asyncio.sleep(0.2)
        board.twist = None
        await asyncio.sleep(2)
        assert bench.owner.counters.boards[0].garbled > 0
        assert health(bench) == []


@virtual_time
async def test_what_is_left_of_an_answer_is_no_restart_f40():
    board = FakeBoard(0)
    async with Bench(FakeBus(board)).running() as bench:
        await bench.settled()

        def rest_of(_frame: bytes) -> bytes:
            board.twist = None
            return b"\x03\x67"

        await asyncio.sleep(5)
        board.twist = rest_of
        await asyncio.sleep(2)
        assert bench.owner.counters.boards[0].garbled == 1
        assert health(bench) == []


@virtual_time
async def test_switches_that_were_not_read_yet_open_no_door_f40():
    board = FakeBoard(0)
    board.shut[3] = False
    async with Bench(FakeBus(board), channels=8).running() as bench:
        await bench.settled()
        before = len(bench.reports)
        real, board.shut = board.shut, dict.fromkeys(board.shut, False)
        await asyncio.sleep(0.8)
        board.shut = real
        await asyncio.sleep(2)
        assert health(bench) == [BoardHealth.RESTARTED]
        assert doors_told(bench, before) == [{Door.UNKNOWN}, {Door.CLOSED, Door.OPEN}]
        assert [bench.door(0, n) for n in (1, 3)] == [Door.CLOSED, Door.OPEN]


@pytest.mark.parametrize("silent_s", [0.12, 1, 30])
@virtual_time
async def test_after_a_silence_switches_that_were_not_read_yet_open_no_door_either_f40_f41(silent_s):
    board = FakeBoard(0)
    board.shut[3] = False
    async with Bench(FakeBus(board), channels=8).running() as bench:
        await bench.settled()
        await asyncio.sleep(5)
        before = len(bench.reports)
        real, board.shut = board.shut, dict.fromkeys(board.shut, False)
        await restart(bench, board, for_s=silent_s)
        while bench.health()[-1].health is BoardHealth.DEAD:
            await bench.change()
        await asyncio.sleep(0.7)
        board.shut = real
        await asyncio.sleep(2)
        assert doors_told(bench, before) == [{Door.UNKNOWN}, {Door.CLOSED, Door.OPEN}]
        assert health(bench).count(BoardHealth.RESTARTED) == 1


@pytest.mark.parametrize("replies", [1, 3, 4])
@virtual_time
async def test_what_somebody_else_says_for_a_board_is_no_restart_and_opens_no_door_f39_f40(replies):
    """Beside each "all open" comes the true answer of the board, which has not restarted."""
    board = FakeBoard(0)
    async with Bench(FakeBus(board), channels=8).running() as bench:
        await bench.settled()
        await asyncio.sleep(5)
        before, left = len(bench.reports), replies

        def twice(frame: bytes) -> bytes:
            nonlocal left
            left -= 1
            if not left:
                board.twist = None
            board.shut, kept = dict.fromkeys(board.shut, False), board.shut
            all_open, board.shut = board.cu48_status(), kept
            return all_open + frame

        board.twist = twice
        await asyncio.sleep(5)
        assert health(bench) == []
        assert Door.OPEN not in set().union(*doors_told(bench, before))
        assert bench.door(0, 1) is Door.CLOSED


@virtual_time
async def test_doors_that_were_all_opened_while_the_board_was_dead_are_believed_f41():
    board = FakeBoard(0)
    async with Bench(FakeBus(board)).running() as bench:
        await bench.settled()
        board.dead = True
        await asyncio.sleep(30)
        board.shut, board.dead = dict.fromkeys(board.shut, False), False
        await asyncio.sleep(15)
        assert bench.door(0, 1) is Door.OPEN


@virtual_time
async def test_doors_that_all_stay_open_are_believed_in_the_end_f40():
    board = FakeBoard(0)
    async with Bench(FakeBus(board)).running() as bench:
        await bench.settled()
        opened_s = bench.loop.time()
        board.shut = dict.fromkeys(board.shut, False)
        while bench.door(0, 1) is not Door.OPEN:
            await bench.change()
        assert 1.5 <= bench.loop.time() - opened_s < 2
        assert health(bench) == [BoardHealth.RESTARTED]


@virtual_time
async def test_three_doors_may_open_at_once_f27():
    board = FakeBoard(0)
    async with Bench(FakeBus(board)).running() as bench:
        await bench.settled()
        board.shut |= dict.fromkeys((1, 2, 3), False)
        await asyncio.sleep(0.4)
        assert [bench.door(0, n) for n in (1, 2, 3, 4)] == [Door.OPEN] * 3 + [Door.CLOSED]
        assert health(bench) == []


def test_blank_is_a_change_of_four_to_one_value_within_one_look():
    known = [True, True, True, True, False]
    for said, since_ms, begins in (
        ([False] * 5, 900, True),
        ([True] * 5, 900, False),  # one door was shut
        ([False] * 4 + [True], 900, False),
        ([False] * 4 + [None], 900, False),
        ([False] * 5, -100, False),  # a look long ago: doors may have moved
        ([False] * 5, None, False),
    ):
        judged = Blank().judge(known, said, sampled_ms=1_000, since_ms=since_ms)
        assert judged is (Said.BLANK if begins else Said.NORMAL)
    unknown = Blank().judge([None] * 5, [False] * 5, sampled_ms=1_000, since_ms=900)
    assert unknown is Said.NORMAL, "nothing was known"
