"""The scan: what is reported, when, and what a bad board does to the others."""

import asyncio
from itertools import pairwise

import pytest
from bench_bus import Bench
from fake_boards import FakeBoard, FakeBus
from virtual_loop import virtual_time

from lockerd.bus.link.link import Note, PortMissingError
from lockerd.bus.link.memory_link import MemoryLink
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Door, DoorSensor, Latch
from lockerd.domain.model.reports import BoardHealth, NotFired, NotFiredReason, Readings


def bcc(address: int = 1) -> FakeBoard:
    return FakeBoard(address, family="bcc", channels=24, latency_ms=20, pulse_ms=300)


@pytest.mark.parametrize("family", ["cu48", "bcc"])
@virtual_time
async def test_first_readings_then_only_changes(family):
    board = FakeBoard(3) if family == "cu48" else bcc(3)
    board.shut[2] = False
    async with Bench(FakeBus(board, speed_baud=9_600)).running() as bench:
        await bench.settled()
        assert [bench.door(3, n) for n in (1, 2, 3, 4)] == [Door.CLOSED, Door.OPEN, Door.CLOSED, Door.CLOSED]
        await asyncio.sleep(30)
        (first,) = [r for _, r in bench.reports if isinstance(r, Readings)]
        assert [r.compartment for r in first.readings] == [f"b0.3.{n}" for n in (1, 2, 3, 4)]
        board.shut[2], opened_s = True, bench.loop.time()
        await bench.change()
        assert bench.door(3, 2) is Door.CLOSED
        assert opened_s * 1000 <= bench.reading(3, 2).sampled_ms
        assert bench.loop.time() - opened_s < 0.2
        assert bench.reading(3, 1).sampled_ms >= bench.reading(3, 2).sampled_ms, "the others were looked at just now"
    assert [(r.address, r.health) for r in bench.health()] == [(3, BoardHealth.ALIVE)]


@virtual_time
async def test_a_hook_speaks_of_the_latch_and_polarity_is_wiring():
    board = FakeBoard(0)
    async with Bench(FakeBus(board), feedback=DoorSensor.HOOK, closed_bit=0).running() as bench:
        await asyncio.sleep(1)
        assert bench.door(0, 1) is Door.UNKNOWN
        assert bench.latch(0, 1) is Latch.UNLATCHED


@virtual_time
async def test_without_sensor_only_health_is_reported():
    async with Bench(FakeBus(FakeBoard(0)), feedback=DoorSensor.NONE).running() as bench:
        await asyncio.sleep(5)
    assert bench.seen == {}
    assert [r.health for r in bench.health()] == [BoardHealth.ALIVE]


@virtual_time
async def test_one_lying_frame_opens_nothing_f35():
    """A corruption the checksum cannot see, in a single frame, is no opening."""
    board = FakeBoard(0)
    async with Bench(FakeBus(board)).running() as bench:
        await bench.settled()

        def lie_once(frame: bytes) -> bytes:
            board.twist = None
            return frame[:4] + bytes((frame[4] - 1, (frame[5] + 1) % 256)) + frame[6:-1] + bytes((frame[-1],))

        board.twist = lie_once
        before = len(bench.reports)
        await asyncio.sleep(2)
        assert board.twist is None
        assert len(bench.reports) == before
        assert bench.owner.counters.boards[0].flickers > 0


@virtual_time
async def test_a_bouncing_contact_is_one_change_f30():
    board = FakeBoard(0)
    async with Bench(FakeBus(board), scan_period_ms=0).running() as bench:
        await bench.settled()
        before = len(bench.reports)
        for shut in (False, True, False, True, False):
            board.shut[1] = shut
            await asyncio.sleep(0.012)
        await asyncio.sleep(1)
        (changed,) = [report for _, report in bench.reports[before:]]
        assert isinstance(changed, Readings)
        assert bench.door(0, 1) is Door.OPEN


@virtual_time
async def test_idle_boards_are_asked_once_a_period_and_watched_ones_without_a_pause():
    first, second = FakeBoard(0), FakeBoard(1)
    async with Bench(FakeBus(first, second)).running() as bench:
        await bench.settled()
        for board in (first, second):
            board.answers.clear()
        await asyncio.sleep(10)
        assert 95 <= len(first.answers) <= 101
        bench.owner.watch(frozenset({CompartmentId("b0.0.1"), CompartmentId("elsewhere.1.1")}))
        for board in (first, second):
            board.answers.clear()
        await asyncio.sleep(10)
        assert 90 <= len(second.answers) <= 101
        assert len(first.answers) > 600
        bench.owner.watch(frozenset())
        first.answers.clear()
        await asyncio.sleep(10)
        assert len(first.answers) <= 101


@virtual_time
async def test_a_watched_door_that_does_not_move_is_asked_for_four_times_a_second():
    board = FakeBoard(0)
    async with Bench(FakeBus(board), scan_period_ms=2_000).running() as bench:
        await bench.settled()
        bench.owner.watch(frozenset({CompartmentId("b0.0.1")}))
        await asyncio.sleep(11)
        for shut in (False, True):
            board.answers.clear()
            await asyncio.sleep(10)
            assert 38 <= len(board.answers) <= 41
            board.shut[1] = shut
            await asyncio.sleep(1)
            assert bench.door(0, 1) is (Door.CLOSED if shut else Door.OPEN)
            board.answers.clear()
            await asyncio.sleep(5)
            assert len(board.answers) > 300
            await asyncio.sleep(5)


@virtual_time
async def test_a_full_scan_takes_what_the_wire_takes():
    boards = [FakeBoard(n, latency_ms=0) for n in range(10)]
    async with Bench(FakeBus(*boards), scan_period_ms=0).running() as bench:
        await bench.settled()
        for board in boards:
            board.answers.clear()
        await asyncio.sleep(100)
    wire_s = 10 * bench.bus.wire_s(6 + 12)
    for board in boards:
        assert 100 / len(board.answers) <= 1.01 * wire_s


@virtual_time
async def test_three_misses_make_a_board_unknown_and_it_comes_back_f41():
    board = FakeBoard(0)
    async with Bench(FakeBus(board)).running() as bench:
        await bench.settled()
        board.lose = 2
        await asyncio.sleep(2)
        assert bench.door(0, 1) is Door.CLOSED
        board.dead, died_s = True, bench.loop.time()
        while bench.door(0, 1) is not Door.UNKNOWN:
            await bench.change()
        assert bench.loop.time() - died_s < 2
        assert bench.health()[-1].health is BoardHealth.DEAD
        assert all(bench.door(0, n) is Door.UNKNOWN for n in (1, 2, 3, 4))
        board.dead = False
        await bench.settled()
        assert bench.health()[-1].health is BoardHealth.ALIVE


@virtual_time
async def test_rule_13_a_dead_board_is_asked_ever_more_rarely_and_stalls_nobody():
    boards = [bcc(n) for n in range(1, 9)]
    boards[3].dead = True
    async with Bench(FakeBus(*boards, speed_baud=9_600), scan_period_ms=0).running() as bench:
        await asyncio.sleep(60)
        asked = [at for at, frame in bench.bus.heard if frame[1] == 4]
        gaps = [b - a for a, b in pairwise(asked)]
        assert gaps[-1] >= 10
        assert len(asked) < 15
        for board in boards[:3] + boards[4:]:
            pauses = [b - a for a, b in pairwise(board.answers)]
            assert max(pauses[-50:]) < 0.6
            assert bench.door(board.address, 1) is Door.CLOSED
        assert {r.address for r in bench.health() if r.health is BoardHealth.DEAD} == {4}


@virtual_time
async def test_rule_13_half_a_bus_dead_leaves_the_other_half_fresh():
    boards = [bcc(n) for n in range(1, 17)]
    for board in boards[8:]:
        board.dead = True
    async with Bench(FakeBus(*boards, speed_baud=9_600)).running():
        await asyncio.sleep(120)
    for board in boards[:8]:
        pauses = [b - a for a, b in pairwise(board.answers)]
        assert max(pauses[20:]) < 1.0


@virtual_time
async def test_late_doubled_and_foreign_replies_are_never_taken_f37_f38_f39():
    boards = [FakeBoard(0), FakeBoard(1)]
    boards[1].shut[1] = False
    async with Bench(FakeBus(*boards)).running() as bench:
        await bench.settled()
        before = len(bench.reports)
        counters = bench.owner.counters
        boards[0].twist = lambda frame: frame + frame
        await asyncio.sleep(0.15)
        boards[0].twist = None
        await asyncio.sleep(1)
        assert counters.unasked_bytes + sum(board.mismatches for board in counters.boards.values()) > 0
        boards[0].twist = lambda frame: bytes((2, 1)) + frame[2:-1] + bytes(((frame[-1] + 1) % 256,))
        await asyncio.sleep(0.15)
        boards[0].twist = None
        await asyncio.sleep(1)
        assert counters.boards[0].mismatches > 0
        assert len(bench.reports) == before
        boards[0].late_ms = 95
        await asyncio.sleep(1)
        boards[0].late_ms = 0
        await bench.settled()
        assert bench.door(1, 1) is Door.OPEN
        assert bench.door(0, 1) is Door.CLOSED


@virtual_time
async def test_a_reply_that_comes_too_late_does_not_answer_the_next_request_f37():
    board = FakeBoard(0)
    async with Bench(FakeBus(board), scan_period_ms=300).running() as bench:
        await bench.settled()

        def once(frame: bytes) -> bytes:
            board.twist = None
            board.late_ms = 0
            board.shut[1] = True
            return frame

        board.shut[1], board.late_ms, board.twist = False, 200, once  # says open, and it is not true any more
        before = len(bench.reports)
        await asyncio.sleep(3)
        counters = bench.owner.counters
        assert (counters.unasked_frames, counters.boards[0].timeouts, counters.boards[0].flickers) == (1, 1, 0)
        assert len(bench.reports) == before


@pytest.mark.parametrize("garbage", ["FA FD 99 99", "02", "80 01", "00 FF 00"])
@virtual_time
async def test_garbage_before_every_reply_costs_nothing_f34(garbage):
    boards = [FakeBoard(1), FakeBoard(2)]
    for board in boards:
        board.twist = lambda frame: bytes.fromhex(garbage) + frame
    async with Bench(FakeBus(*boards)).running() as bench:
        await bench.settled()
        await asyncio.sleep(5)
        counters = bench.owner.counters.boards[1]
        assert counters.timeouts == counters.garbled == 0
        assert counters.garbage_bytes >= counters.exchanges - 1


@virtual_time
async def test_a_babbling_node_is_counted_f42():
    async with Bench(FakeBus(FakeBoard(0))).running() as bench:
        await bench.settled()
        await asyncio.sleep(0.05)
        bench.bus.say(b"\x55" * 20)
        await asyncio.sleep(1)
        assert bench.owner.counters.unasked_bytes + bench.owner.counters.boards[0].garbage_bytes == 20
        assert bench.door(0, 1) is Door.CLOSED


@pytest.mark.parametrize("family", ["cu48", "bcc"])
@virtual_time
async def test_echo_is_removed_by_count_f38(family):
    board = FakeBoard(1) if family == "cu48" else bcc()
    board.jammed = True
    async with Bench(FakeBus(board, echo=True)).running() as bench:
        await bench.settled()
        attempt = bench.submit(1, 1)
        await bench.answer(attempt)
        await asyncio.sleep(2)
        counters = bench.owner.counters
        assert counters.echo_errors == counters.unasked_bytes == counters.unasked_frames == 0
        assert counters.boards[1].timeouts == counters.boards[1].mismatches == 0
        assert bench.door(1, 1) is Door.CLOSED


@virtual_time
async def test_an_echo_that_is_missing_or_broken_is_noticed():
    async with Bench(FakeBus(FakeBoard(0)), echo=True).running() as bench:
        await asyncio.sleep(5)
        assert bench.owner.counters.echo_errors > 0
        assert "leave echo out for this bus" in bench.owner.faults[0]
        assert bench.health()[-1].health is BoardHealth.DEAD


@virtual_time
async def test_endless_babble_ends_the_exchange_not_the_loop_f42():
    board = FakeBoard(0)
    async with Bench(FakeBus(board)).running() as bench:
        await bench.settled()
        babbling = True

        def babble() -> None:
            if babbling:
                bench.bus.link.deliver(b"\x02\x55" * 40)
                bench.loop.call_later(0.001, babble)

        babble()
        await asyncio.sleep(3)
        assert bench.health()[-1].health is BoardHealth.DEAD
        assert bench.owner.counters.boards[0].garbled >= 3
        babbling = False
        await asyncio.sleep(12)
        assert bench.health()[-1].health is BoardHealth.ALIVE


@virtual_time
async def test_a_missing_port_is_tried_again_and_said_once(caplog):
    bus = FakeBus(FakeBoard(0))
    bench = Bench(bus)
    missing = 4

    async def open_link() -> MemoryLink:
        nonlocal missing
        missing -= 1
        if missing >= 0:
            raise PortMissingError("there is no port /dev/ttyUSB7; plug the adapter in")
        return await bus.open()

    bench.owner._open_link = open_link
    async with bench.running():
        await asyncio.sleep(0.1)
        assert bench.owner.notes == ("there is no port /dev/ttyUSB7; plug the adapter in",)
        attempt = bench.submit(0, 1)
        assert await bench.answer(attempt) == NotFired(attempt, NotFiredReason.BUS_GONE)
        assert bench.door(0, 1) is Door.UNKNOWN
        await bench.settled()
        assert bench.owner.notes == ()
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [
        "bus b0: there is no port /dev/ttyUSB7; plug the adapter in; it is tried again by itself"
    ]


@virtual_time
async def test_what_is_found_at_a_port_is_said_in_log_and_notes(caplog):
    caplog.set_level("INFO")
    bus = FakeBus(FakeBoard(0))
    bench = Bench(bus)

    async def open_link() -> MemoryLink:
        link = await bus.open()
        link.notes = (Note("it is slow", is_fault=True), Note("it is blue"))
        return link

    bench.owner._open_link = open_link
    async with bench.running():
        await bench.settled()
        assert bench.owner.notes == ("it is slow", "it is blue")
    said = [(record.levelname, record.message) for record in caplog.records]
    assert said == [("WARNING", "bus b0: it is slow"), ("INFO", "bus b0: it is blue")]


@virtual_time
async def test_progress_beats_even_when_everything_is_dead():
    board = FakeBoard(0, dead=True)
    async with Bench(FakeBus(board)).running() as bench:
        await asyncio.sleep(60)
        before = bench.beats
        await asyncio.sleep(10)
        assert bench.beats - before >= 9


@pytest.mark.parametrize("rests_s", [0.25, 1.0])
@pytest.mark.parametrize("away", [False, True], ids=["nothing to do", "no port"])
def test_f11_no_rest_is_longer_than_a_watchdog_is_patient(*, rests_s: float, away: bool) -> None:
    @virtual_time
    async def minute() -> None:
        bus = FakeBus(FakeBoard(0))
        async with Bench(bus, scan_period_ms=10_000, rests_s=rests_s).running() as bench:
            await bench.settled()
            if away:
                bus.unplug()
            await asyncio.sleep(60)
            assert bench.longest_s <= rests_s + 0.01

    minute()
