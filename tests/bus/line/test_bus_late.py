"""F37: no lock is fired on an answer that may be to an earlier question."""

import asyncio

import pytest
from bench_bus import Bench
from fake_boards import FakeBoard, FakeBus
from virtual_loop import virtual_time

from lockerd.domain.model.readings import Door
from lockerd.domain.model.reports import BoardHealth, Fired, NotFired, NotFiredReason


def bcc(address: int = 1) -> FakeBoard:
    return FakeBoard(address, family="bcc", channels=24, latency_ms=20, pulse_ms=300)


@pytest.mark.parametrize("family", ["cu48", "bcc"])
@pytest.mark.parametrize("late_ms", [50, 90, 130, 300, 420])
@virtual_time
async def test_answers_that_come_one_question_late_fire_nothing_f37(family, late_ms):
    board = FakeBoard(1) if family == "cu48" else bcc()
    async with Bench(FakeBus(board, speed_baud=9_600)).running() as bench:
        await bench.settled()
        patience_ms = 70 if family == "cu48" else 220
        board.late_ms = late_ms
        await asyncio.sleep(3.3)
        attempt = bench.submit(1, 2)
        answer = await bench.answer(attempt)
        assert isinstance(answer, Fired) is (late_ms + board.latency_ms < patience_ms)
        board.late_ms = 0
        await asyncio.sleep(12)
        assert isinstance(await bench.answer(bench.submit(1, 3)), Fired)


@pytest.mark.parametrize("family", ["cu48", "bcc"])
@virtual_time
async def test_after_a_lost_answer_a_lock_waits_for_one_that_is_surely_fresh_f37(family):
    board = FakeBoard(1) if family == "cu48" else bcc()
    async with Bench(FakeBus(board, speed_baud=9_600)).running() as bench:
        await bench.settled()
        await asyncio.sleep(1)
        board.lose = 1
        attempt = bench.submit(1, 2)
        asked_s = bench.loop.time()
        fired = await bench.answer(attempt)
        assert isinstance(fired, Fired)
        assert bench.loop.time() - asked_s < 1
        board_read_s = board.answers[-1]
        assert fired.began_ms / 1000 - board_read_s < 0.1, "the last look is the one that counts"
        await asyncio.sleep(2)
        assert len(bench.bus.unlocks()) == 1
        assert bench.door(1, 2) is Door.OPEN


@virtual_time
async def test_a_door_that_opens_between_a_late_answer_and_the_pulse_is_not_fired_f37():
    """What answers the question before the pulse was sampled before the door was forced."""
    board = bcc()
    async with Bench(FakeBus(board, speed_baud=9_600)).running() as bench:
        await bench.settled()
        await asyncio.sleep(0.05)
        board.late_ms = 300
        await asyncio.sleep(1)
        board.shut[2] = False
        attempt = bench.submit(1, 2)
        assert isinstance(await bench.answer(attempt), NotFired)
        assert bench.bus.unlocks() == []


@virtual_time
async def test_the_first_unlock_waits_for_three_answers_of_one_board_f39():
    board = FakeBoard(0)
    async with Bench(FakeBus(board)).running() as bench:
        attempt = bench.submit(0, 1)
        assert isinstance(await bench.answer(attempt), Fired)
        assert len(board.answers) >= 3
        assert [report.health for report in bench.health()] == [BoardHealth.ALIVE]


@virtual_time
async def test_a_lost_answer_of_a_board_that_then_dies_gives_the_attempt_back():
    board = bcc()
    async with Bench(FakeBus(board, speed_baud=9_600)).running() as bench:
        await bench.settled()
        board.lose = 1
        attempt = bench.submit(1, 2)
        bench.loop.call_later(0.3, setattr, board, "dead", True)
        answer = await bench.answer(attempt)
        assert answer in {NotFired(attempt, NotFiredReason.BOARD_DEAD), NotFired(attempt, NotFiredReason.DEADLINE)}


@pytest.mark.parametrize("late_ms", [250, 700, 1_500])
@virtual_time
async def test_a_board_that_is_late_for_ever_never_fires_on_what_was_so_before_f37(late_ms):
    """Asked without a pause it answers each question with the answer to the one before, and never seems silent."""
    board = bcc()
    async with Bench(FakeBus(board, speed_baud=9_600)).running() as bench:
        await bench.settled()
        board.late_ms = late_ms
        await asyncio.sleep(30)
        for channel in (2, 3):
            assert isinstance(await bench.answer(bench.submit(1, channel)), NotFired)
        assert bench.bus.unlocks() == []


@virtual_time
async def test_a_late_board_is_told_as_late_and_how_to_mend_it_f37():
    board, other = bcc(1), bcc(2)
    async with Bench(FakeBus(board, other, speed_baud=9_600)).running() as bench:
        await bench.settled()
        board.late_ms = 230
        await asyncio.sleep(20)
        told = [report for report in bench.health() if report.health not in {BoardHealth.ALIVE, BoardHealth.DEAD}]
        assert [(report.address, report.health) for report in told] == [(1, BoardHealth.LATE)]
        assert 250 <= told[0].reply_ms < 600
        (note,) = [note for note in bench.owner.faults if "board 1" in note]
        assert "is given 200 ms" in note
        assert "set reply_ms = " in note
        board.late_ms = 0
        await asyncio.sleep(20)
        assert bench.owner.faults == (), "in time again"
        assert isinstance(await bench.answer(bench.submit(1, 2)), Fired)
        assert isinstance(await bench.answer(bench.submit(2, 2)), Fired)


@virtual_time
async def test_a_board_that_is_given_its_time_serves_f37():
    board = bcc()
    board.latency_ms = 250
    bus = FakeBus(board, speed_baud=9_600)
    async with Bench(bus, reply_ms=500).running() as bench:
        await bench.settled()
        for channel in (1, 2, 3):
            assert isinstance(await bench.answer(bench.submit(1, channel)), Fired)
            await asyncio.sleep(20)
        counters = bench.owner.counters.boards[1]
        assert 245 <= counters.reply_ms <= 260
        assert (counters.patience_ms, counters.late) == (500, 0)
        assert bench.owner.faults == ()


@virtual_time
async def test_one_lost_answer_is_forgotten_before_the_next_person_comes_f37():
    board = bcc()
    async with Bench(FakeBus(board, speed_baud=9_600)).running() as bench:
        await bench.settled()
        board.lose = 1
        await asyncio.sleep(5)
        asked_s = bench.loop.time()
        assert isinstance(await bench.answer(bench.submit(1, 2)), Fired)
        assert bench.loop.time() - asked_s < 0.2
