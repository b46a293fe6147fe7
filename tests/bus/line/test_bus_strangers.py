"""Others on the line: noise, second masters, our own echo. What is an alarm, and what must not be one."""

import asyncio
import random

import pytest
from bench_bus import Bench
from fake_boards import FakeBoard, FakeBus, sealed
from virtual_loop import virtual_loop, virtual_time

from lockerd.boards import CODECS
from lockerd.boards.frames import ForeignFrame, ForeignKind, StatusReply, UnlockReply
from lockerd.bus.arbiter import PowerArbiter
from lockerd.bus.line.foreign import foreign, requests_in
from lockerd.bus.link.memory_link import MemoryLink
from lockerd.domain.model.readings import Door
from lockerd.domain.model.reports import BusReport, BusTrouble, Fired, NotFired, NotFiredReason

UNLOCK_2 = bytes.fromhex("02 00 01 51 03 57")
ASK = bytes.fromhex("02 00 00 50 03 55")
BCC_UNLOCK_3 = bytes.fromhex("8A 01 03 11 99")
BCC_UNLOCK_1 = bytes.fromhex("8A 01 01 11 9B")


def bcc(address: int = 1) -> FakeBoard:
    return FakeBoard(address, family="bcc", channels=24, latency_ms=20, pulse_ms=300)


def troubles(bench: Bench) -> list[BusTrouble]:
    return [report.trouble for _, report in bench.reports if isinstance(report, BusReport)]


async def until(bench: Bench, trouble: BusTrouble) -> float:
    began_s = bench.loop.time()
    while trouble not in troubles(bench):
        await bench.change()
    return bench.loop.time() - began_s


async def say_when_idle(bench: Bench, frame: bytes, *, after_s: float = 0.03) -> None:
    """So long after a board was asked."""
    board = next(iter(bench.bus.boards.values()))
    asked, handle = asyncio.Event(), board.handle

    def listen(request: bytes) -> None:
        handle(request)
        asked.set()

    board.handle = listen
    await asked.wait()
    board.handle = handle
    await asyncio.sleep(after_s)
    bench.bus.say(frame)


@pytest.mark.parametrize("scan_period_ms", [100, 0])
@virtual_time
async def test_a_foreign_unlock_is_an_alarm_within_a_second_f42(scan_period_ms):
    """On a line that is never silent the stranger speaks before the board answers."""
    board = FakeBoard(0, latency_ms=10)
    async with Bench(FakeBus(board), scan_period_ms=scan_period_ms).running() as bench:
        await bench.settled()
        await say_when_idle(bench, UNLOCK_2, after_s=0.03 if scan_period_ms else 0.0)
        assert await until(bench, BusTrouble.FOREIGN_ORDER) < 1
        (report,) = [report for _, report in bench.reports if isinstance(report, BusReport)]
        assert (report.said, report.target, report.meant) == ("unlock", "0/2", ("b0.0.2",))
        assert report.doors == ("b0.0.1", "b0.0.2", "b0.0.3", "b0.0.4")
        assert "SOMEBODY ELSE" in bench.owner.notes[0]
        assert bench.door(0, 1) is Door.CLOSED


@pytest.mark.parametrize(
    ("frame", "target", "meant"),
    [
        ("02 00 30 51 03 86", "0", ["b0.0.1", "b0.0.2", "b0.0.3", "b0.0.4"]),
        ("02 0A 01 51 03 61", "/2", ["b0.0.2", "b0.1.2"]),
        ("02 0A 30 51 03 90", "", [f"b0.{board}.{channel}" for board in (0, 1) for channel in range(1, 5)]),
    ],
)
@virtual_time
async def test_an_order_for_many_locks_means_each_of_them_f42(frame, target, meant):
    power = PowerArbiter(monotonic_ms=virtual_loop().monotonic_ms)
    left = Bench(FakeBus(FakeBoard(0), FakeBoard(1)), power=power)
    right = Bench(FakeBus(FakeBoard(0)), name="right", power=power)
    async with left.running(), right.running():
        await left.settled()
        await right.settled()
        await say_when_idle(left, bytes.fromhex(frame))
        heard_s = left.loop.time()
        assert await until(left, BusTrouble.FOREIGN_ORDER) < 1
        (report,) = [report for _, report in left.reports if isinstance(report, BusReport)]
        assert (report.target, list(report.meant)) == (target, meant)
        fired = await right.answer(right.submit(0, 1))
        assert isinstance(fired, Fired)
        assert fired.began_ms / 1000 - heard_s >= 0.5  # rule 4: their coils have the power


@virtual_time
async def test_nothing_is_fired_until_it_is_quiet_f42():
    async with Bench(FakeBus(FakeBoard(0))).running() as bench:
        await bench.settled()
        waiting = [bench.submit(0, 1), bench.submit(0, 2)]
        bench.bus.say(UNLOCK_2)
        for attempt in waiting:
            assert await bench.answer(attempt) == NotFired(attempt, NotFiredReason.LINE_DISTURBED)
        later = bench.submit(0, 1)
        assert bench.answers(later) == [NotFired(later, NotFiredReason.LINE_DISTURBED)]
        assert 9 < await until(bench, BusTrouble.QUIET) < 12
        assert bench.owner.notes == ()
        assert isinstance(await bench.answer(bench.submit(0, 1)), Fired)
        assert troubles(bench) == [BusTrouble.FOREIGN_ORDER, BusTrouble.QUIET]


@virtual_time
async def test_rule_04_a_strangers_coil_keeps_the_power_of_all_buses_f42():
    power = PowerArbiter(monotonic_ms=virtual_loop().monotonic_ms)
    left = Bench(FakeBus(FakeBoard(0)), name="left", power=power)
    right = Bench(FakeBus(FakeBoard(0)), name="right", power=power)
    async with left.running(), right.running():
        await left.settled()
        await right.settled()
        await say_when_idle(left, UNLOCK_2)
        heard_s = left.loop.time() + left.bus.wire_s(len(UNLOCK_2))
        await until(left, BusTrouble.FOREIGN_ORDER)
        fired = await right.answer(right.submit(0, 1))
        assert isinstance(fired, Fired)
        assert fired.began_ms / 1000 - heard_s >= 0.5


@virtual_time
async def test_who_goes_on_is_told_once_a_minute_and_every_lock_once():
    async with Bench(FakeBus(FakeBoard(0))).running() as bench:
        await bench.settled()
        for _ in range(25):
            await say_when_idle(bench, UNLOCK_2)
            await asyncio.sleep(5)
        assert troubles(bench) == [BusTrouble.FOREIGN_ORDER] * 3
        await say_when_idle(bench, bytes.fromhex("02 00 02 51 03 58"))
        await asyncio.sleep(1)
        assert troubles(bench) == [BusTrouble.FOREIGN_ORDER] * 4


@virtual_time
async def test_a_foreign_question_disturbs_and_is_told_f42():
    async with Bench(FakeBus(FakeBoard(0))).running() as bench:
        await bench.settled()
        await say_when_idle(bench, ASK)
        assert await until(bench, BusTrouble.FOREIGN_QUESTION) < 1
        attempt = bench.submit(0, 1)
        assert await bench.answer(attempt) == NotFired(attempt, NotFiredReason.LINE_DISTURBED)


@virtual_time
async def test_boards_that_answer_somebody_else_are_not_two_f39_f42():
    async with Bench(FakeBus(FakeBoard(0))).running() as bench:
        await bench.settled()
        for _ in range(20):
            await say_when_idle(bench, ASK)
            bench.loop.call_later(bench.bus.wire_s(len(ASK)), bench.bus.boards[0].handle, ASK)
            await asyncio.sleep(0.3)
        assert troubles(bench) == [BusTrouble.FOREIGN_QUESTION]
        assert bench.door(0, 1) is Door.CLOSED
        assert bench.owner.counters.unasked_frames > 10
        assert bench.owner.counters.boards[0].unfit == ""


@virtual_time
async def test_a_foreign_answer_to_an_unlock_is_as_good_as_the_order_f42():
    async with Bench(FakeBus(bcc(), speed_baud=9_600)).running() as bench:
        await bench.settled()
        await bench.answer(bench.submit(1, 1))
        await asyncio.sleep(6)
        assert troubles(bench) == []
        await say_when_idle(bench, sealed(bytes.fromhex("8A 01 03 00")))
        assert await until(bench, BusTrouble.FOREIGN_ORDER) < 1


@virtual_time
async def test_an_answer_to_an_unlock_of_the_life_before_is_no_strangers_f10():
    async with Bench(FakeBus(bcc(), speed_baud=9_600)).running() as bench:
        await bench.settled()
        await say_when_idle(bench, sealed(bytes.fromhex("8A 01 03 00")))
        await asyncio.sleep(6)
        assert troubles(bench) == []


@pytest.mark.parametrize("scan_period_ms", [100, 0])
@virtual_time
async def test_babble_is_an_alarm_and_its_end_is_told_f42(scan_period_ms):
    async with Bench(FakeBus(FakeBoard(0), FakeBoard(1)), scan_period_ms=scan_period_ms).running() as bench:
        await bench.settled()
        babbling = True

        def babble() -> None:
            if babbling:
                bench.bus.say(rng.randbytes(rng.randint(1, 8)))
                bench.loop.call_later(0.023, babble)

        rng = random.Random(1)
        babble()
        assert await until(bench, BusTrouble.BABBLE) < 1
        [told] = [report for _, report in bench.reports if isinstance(report, BusReport)]
        assert len(told.doors) == 8
        attempt = bench.submit(0, 1)
        assert await bench.answer(attempt) == NotFired(attempt, NotFiredReason.LINE_DISTURBED)
        await asyncio.sleep(20)
        assert troubles(bench).count(BusTrouble.BABBLE) == 1
        assert BusTrouble.QUIET not in troubles(bench)
        babbling = False
        assert await until(bench, BusTrouble.QUIET) < 15
        await bench.settled()
        assert isinstance(await bench.answer(bench.submit(0, 1)), Fired)


@virtual_time
async def test_babble_is_heard_when_no_board_answers_and_none_is_asked():
    async with Bench(FakeBus(FakeBoard(0, dead=True))).running() as bench:
        await asyncio.sleep(30)
        for n in range(100):
            bench.loop.call_later(0.03 * n, bench.bus.say, b"\x55\xaa\x13")
        assert await until(bench, BusTrouble.BABBLE) < 2


@virtual_time
async def test_what_boards_and_wires_do_by_themselves_is_no_alarm_f34_f37_f38():
    boards = [FakeBoard(0), FakeBoard(1)]
    async with Bench(FakeBus(*boards)).running() as bench:
        await bench.settled()
        for stray in (b"\x00", b"\x00\xff"):  # a line without bias, after every answer
            for board in boards:
                board.twist = lambda frame, tail=stray: frame + tail
            await asyncio.sleep(10)
        for board in boards:
            board.twist = lambda frame: bytes.fromhex("FA FD 99 99") + frame
        await asyncio.sleep(10)
        for board in boards:
            board.late_ms = 300  # garbage and answer while nobody waits
        await asyncio.sleep(10)
        for board in boards:
            board.late_ms, board.twist = 0, None
        await asyncio.sleep(15)
        for _ in range(3):  # a board that tells of a switch, spoilt by our question
            await say_when_idle(bench, b"\x55" * 10)
        await asyncio.sleep(2)
        assert troubles(bench) == []
        assert [bench.door(n, 1) for n in (0, 1)] == [Door.CLOSED] * 2


@virtual_time
async def test_an_answer_to_our_own_unlock_may_be_late_or_double_f37_f38():
    one = bcc()
    async with Bench(FakeBus(one, speed_baud=9_600)).running() as bench:
        await bench.settled()
        one.jammed = True
        await bench.answer(bench.submit(1, 1))
        for at_s in (0.4, 1.1, 4.0):
            bench.loop.call_later(at_s, bench.bus.say, BCC_UNLOCK_1)
        await asyncio.sleep(6)
        assert troubles(bench) == []
        await asyncio.sleep(3)
        await say_when_idle(bench, BCC_UNLOCK_1)
        assert await until(bench, BusTrouble.FOREIGN_ORDER) < 1


@pytest.mark.parametrize("family", ["cu48", "bcc"])
@virtual_time
async def test_an_echo_that_is_not_set_up_is_no_stranger_and_no_answer_f38(family):
    board = FakeBoard(1) if family == "cu48" else bcc()
    board.jammed = True
    async with Bench(FakeBus(board, echo=True), echo=False).running() as bench:
        await bench.settled()
        attempt = bench.submit(1, 1)
        assert isinstance(await bench.answer(attempt), Fired)
        await asyncio.sleep(5)
        assert troubles(bench) == []
        assert bench.owner.counters.echoes > 10
        assert "echo = true" in bench.owner.notes[0]
        board.dead = True
        await asyncio.sleep(20)
        counters = bench.owner.counters.boards[1]
        assert (counters.garbled, counters.unfit) == (0, "")
        assert troubles(bench) == []


class HeldUpBus(FakeBus):
    """Everything that the adapter hears, echoes included, comes ``held_s`` later."""

    held_s = 0.0

    async def open(self) -> MemoryLink:
        link = await super().open()
        deliver = link.deliver
        link.deliver = lambda data: asyncio.get_running_loop().call_later(self.held_s, deliver, data)
        return link


@pytest.mark.parametrize("set_up", [True, False])
@pytest.mark.parametrize("family", ["cu48", "bcc"])
@virtual_time
async def test_an_echo_that_is_held_up_is_still_our_own_f38(family, set_up):
    board = FakeBoard(1) if family == "cu48" else bcc()
    bus = HeldUpBus(board, speed_baud=9_600, echo=True)
    async with Bench(bus, echo=set_up).running() as bench:
        await bench.settled()
        await asyncio.sleep(1)
        for n, held_ms in enumerate((70, 110, 230, 260, 500, 900, 1_300)):
            bus.held_s = held_ms / 1000
            await asyncio.sleep(0.3 + 0.1 * n)
            bus.held_s = 0.0
            await asyncio.sleep(2)
        assert troubles(bench) == []
        await asyncio.sleep(10)
        assert isinstance(await bench.answer(bench.submit(1, 1)), Fired)


class SlowEchoBus(FakeBus):
    """The adapter gives back what it was handed 30 ms after it was sent."""

    def hear(self, frame: bytes) -> None:
        super().hear(frame)
        asyncio.get_running_loop().call_later(self.wire_s(len(frame)) + 0.03, self.link.deliver, frame)


@virtual_time
async def test_an_echo_after_a_late_answer_is_still_our_own_f37_f38():
    board = FakeBoard(1, latency_ms=40)
    async with Bench(SlowEchoBus(board, speed_baud=9_600)).running() as bench:
        await bench.settled()
        await asyncio.sleep(1)
        board.late_ms = 60  # into the time between the next question and its echo
        await asyncio.sleep(2)
        assert troubles(bench) == []


@virtual_time
async def test_rule_04_an_echo_of_an_unlock_does_not_free_the_power_f38():
    """It looks like the answer that comes when the pulse is over."""
    board = bcc()
    async with Bench(FakeBus(board, echo=True, speed_baud=9_600), echo=False).running() as bench:
        await bench.settled()
        attempts = [bench.submit(1, n) for n in (1, 2)]
        for attempt in attempts:
            assert isinstance(await bench.answer(attempt), Fired)
        await asyncio.sleep(1)
        first, second = bench.bus.coils
        assert second.on_s > first.off_s


@virtual_time
async def test_doubled_replies_are_dropped_f38():
    board = FakeBoard(0)
    async with Bench(FakeBus(board)).running() as bench:
        await bench.settled()
        before = len(bench.reports)
        for _ in range(5):  # now and then
            twice = iter((True,))
            board.twist = lambda frame, twice=twice: frame + (frame if next(twice, False) else b"")
            await asyncio.sleep(8)
        assert bench.owner.counters.unasked_frames == 5
        assert len(bench.reports) == before


@pytest.mark.parametrize("family", CODECS)
def test_every_family_recognises_a_foreign_master(family):
    codec = CODECS[family]
    address = codec.profile.min_address or 1
    question = codec.look(address)[-1].request
    frames = [question] if family != "winnsen" else []
    frames += [] if codec.profile.refused else [codec.unlock_request(address, 2)]
    for frame in frames:
        (found,) = requests_in(codec, b"\xfa\x02\x00" + frame + b"\x80")
        what = foreign(found)
        order = frame is not question
        assert what is not None
        assert what.trouble is (BusTrouble.FOREIGN_ORDER if order else BusTrouble.FOREIGN_QUESTION)
        assert what.target == (f"{address}/2" if order else f"{address}")


def test_a_question_without_a_checksum_proves_nothing():
    winnsen = CODECS["winnsen"]
    assert list(requests_in(winnsen, winnsen.look(1)[0].request)) == []
    assert len(list(requests_in(winnsen, winnsen.unlock_request(1, 2)))) == 1


def test_what_boards_say_by_themselves_is_nobodys_order():
    for innocent in (
        ForeignFrame(ForeignKind.EVENT, 1, (3,)),
        ForeignFrame(ForeignKind.REFUSED, 1),
        StatusReply(1, (True,)),
    ):
        assert foreign(innocent) is None
    opened = foreign(ForeignFrame(ForeignKind.UNLOCK_ALL, None))
    assert opened is not None
    assert (opened.trouble, opened.target) == (BusTrouble.FOREIGN_ORDER, "")
    assert foreign(UnlockReply(1, 3)).said == "unlock"
