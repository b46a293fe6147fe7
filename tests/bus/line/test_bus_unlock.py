"""Unlocks on the bus: exactly one answer each, one frame at most, the door read before and after."""

import asyncio
import contextlib

import pytest
from bench_bus import Bench
from fake_boards import FakeBoard, FakeBus
from virtual_loop import virtual_loop, virtual_time

from lockerd.bus.arbiter import PowerArbiter
from lockerd.bus.driver import UnknownCompartmentError
from lockerd.bus.line.wire import Direction
from lockerd.bus.unlocks import DoubledAttemptError
from lockerd.domain.model.ids import AttemptId, CompartmentId
from lockerd.domain.model.readings import Door, DoorSensor
from lockerd.domain.model.reports import Fired, NotFired, NotFiredReason, Unlock, Withdraw


def board(family: str, address: int = 1) -> FakeBoard:
    if family == "bcc":
        return FakeBoard(address, family="bcc", channels=24, latency_ms=20, pulse_ms=300)
    return FakeBoard(address)


families = pytest.mark.parametrize("family", ["cu48", "bcc"])


@families
@virtual_time
async def test_the_right_lock_fires_once_and_the_door_is_seen_opening(family):
    async with Bench(FakeBus(board(family))).running() as bench:
        await bench.settled()
        asked_s = bench.loop.time()
        attempt = bench.submit(1, 2)
        fired = await bench.answer(attempt)
        assert isinstance(fired, Fired)
        ((sent_s, _),) = bench.bus.unlocks()
        assert fired.began_ms == int(sent_s * 1000 + 1e-6)
        assert bench.loop.time() == sent_s, "the report does not wait for the pulse"
        assert sent_s - asked_s < 0.12
        while bench.door(1, 2) is not Door.OPEN:
            await bench.change()
        assert bench.reading(1, 2).sampled_ms > fired.began_ms
        assert bench.loop.time() - sent_s < 0.5
        await asyncio.sleep(5)
        assert bench.answers(attempt) == [fired]
        assert [(coil.address, coil.channel) for coil in bench.bus.coils] == [(1, 2)]
        assert [bench.door(1, n) for n in (1, 3, 4)] == [Door.CLOSED] * 3


@families
@virtual_time
async def test_the_door_is_read_just_before_the_pulse(family):
    async with Bench(FakeBus(board(family), speed_baud=9_600)).running() as bench:
        await bench.settled()
        await bench.answer(bench.submit(1, 2))
        (unlock,) = bench.bus.unlocks()
        before = bench.bus.heard[bench.bus.heard.index(unlock) - 1]
        assert before[1][1] == 1
        assert unlock[0] - before[0] < 0.05


@virtual_time
async def test_the_bus_is_quiet_around_a_pulse_that_is_not_replied_to_f35():
    async with Bench(FakeBus(board("cu48", 0), board("cu48", 1)), scan_period_ms=0).running() as bench:
        await bench.settled()
        await bench.answer(bench.submit(0, 2))
        await asyncio.sleep(2)
        ((sent_s, _),) = bench.bus.unlocks()
        after = [at - sent_s for at, _ in bench.bus.heard if at > sent_s]
        assert 0.2 <= min(after) < 0.21


@virtual_time
async def test_nothing_is_said_while_an_unlock_reply_is_due():
    async with Bench(FakeBus(board("bcc", 1), board("bcc", 2), speed_baud=9_600), scan_period_ms=0).running() as bench:
        await bench.settled()
        await bench.answer(bench.submit(1, 2))
        await asyncio.sleep(2)
        ((sent_s, _),) = bench.bus.unlocks()
        assert min(at - sent_s for at, _ in bench.bus.heard if at > sent_s) > 0.32


@virtual_time
async def test_a_lost_unlock_reply_leads_to_a_read_never_to_a_second_pulse_f36():
    lossy = board("bcc")
    async with Bench(FakeBus(lossy, board("bcc", 2), speed_baud=9_600)).running() as bench:
        await bench.settled()
        attempt = bench.submit(1, 2)
        await bench.answer(attempt)
        lossy.lose = 1
        await asyncio.sleep(10)
        ((sent_s, _),) = bench.bus.unlocks()
        assert bench.owner.counters.boards[1].timeouts == 1
        after = [frame for at, frame in bench.bus.heard if at > sent_s]
        assert after[0][:4] == bytes.fromhex("80 01 00 33"), "the door of this board is read first"
        assert bench.door(1, 2) is Door.OPEN
        assert len(bench.answers(attempt)) == 1


@families
@virtual_time
async def test_an_open_door_is_not_fired(family):
    one = board(family)
    async with Bench(FakeBus(one)).running() as bench:
        await bench.settled()
        one.shut[2] = False
        attempt = bench.submit(1, 2)
        assert await bench.answer(attempt) == NotFired(attempt, NotFiredReason.DOOR_OPEN)
        assert bench.bus.unlocks() == []


@virtual_time
async def test_an_open_door_is_not_fired_whatever_the_wiring():
    one = board("cu48")
    one.shut = dict.fromkeys(one.shut, False)
    async with Bench(FakeBus(one), closed_bit=0, feedback=DoorSensor.HOOK).running() as bench:
        one.shut[2] = True
        attempt = bench.submit(1, 2)
        assert await bench.answer(attempt) == NotFired(attempt, NotFiredReason.DOOR_OPEN)
        assert isinstance(await bench.answer(bench.submit(1, 3)), Fired)


@virtual_time
async def test_without_a_sensor_the_check_falls_away_but_the_board_must_answer():
    one = board("cu48")
    one.shut[2] = False
    async with Bench(FakeBus(one), feedback=DoorSensor.NONE).running() as bench:
        assert isinstance(await bench.answer(bench.submit(1, 2)), Fired)
        await asyncio.sleep(3)
        one.dead = True
        attempt = bench.submit(1, 3)
        assert await bench.answer(attempt) == NotFired(attempt, NotFiredReason.BOARD_DEAD)


@families
@virtual_time
async def test_a_dead_board_gives_the_attempt_back(family):
    one = board(family)
    async with Bench(FakeBus(one, board(family, 2))).running() as bench:
        await bench.settled()
        one.dead = True
        for _ in range(2):  # dying, and known to be dead
            attempt = bench.submit(1, 2)
            assert await bench.answer(attempt) == NotFired(attempt, NotFiredReason.BOARD_DEAD)
        assert bench.bus.unlocks() == []


@virtual_time
async def test_a_bouncing_door_is_no_reading():
    one = board("cu48")
    async with Bench(FakeBus(one)).running() as bench:
        await bench.settled()

        def bounce(frame: bytes) -> bytes:
            one.shut[2] = not one.shut[2]
            return frame

        one.twist = bounce
        one.shut[2] = False
        attempt = bench.submit(1, 2)
        answer = await bench.answer(attempt)
        assert isinstance(answer, Fired | NotFired)
        assert answer == NotFired(attempt, NotFiredReason.NO_READING) or bench.bus.unlocks()


@virtual_time
async def test_an_attempt_right_after_the_start_waits_for_a_reading():
    async with Bench(FakeBus(board("cu48"))).running() as bench:
        assert isinstance(await bench.answer(bench.submit(1, 2)), Fired)
        assert bench.door(1, 2) is Door.CLOSED


@virtual_time
async def test_a_withdrawal_in_the_queue_frees_the_place():
    async with Bench(FakeBus(board("cu48"))).running() as bench:
        await bench.settled()
        first, second, third = (bench.submit(1, n) for n in (1, 2, 3))
        bench.owner.withdraw(Withdraw(second))
        assert bench.answers(second) == [NotFired(second, NotFiredReason.WITHDRAWN)]
        assert isinstance(await bench.answer(first), Fired)
        assert isinstance(await bench.answer(third), Fired)
        assert [coil.channel for coil in bench.bus.coils] == [1]
        await asyncio.sleep(1)
        assert [coil.channel for coil in bench.bus.coils] == [1, 3]


@families
@pytest.mark.parametrize("steps", range(0, 60, 3))
@virtual_time
async def test_a_cancelled_owner_still_answers_every_attempt(family, steps):
    bench = Bench(FakeBus(board(family)))
    attempts: list[AttemptId] = []
    async with bench.running():
        await bench.settled()
        attempts += [bench.submit(1, 1), bench.submit(1, 2)]
        await asyncio.sleep(steps / 1000)
    fired = [attempt for attempt in attempts if isinstance(bench.answers(attempt)[0], Fired)]
    assert all(len(bench.answers(attempt)) == 1 for attempt in attempts)
    assert len(fired) == len(bench.bus.unlocks())
    late = bench.submit(1, 3)
    assert bench.answers(late) == [NotFired(late, NotFiredReason.BUS_GONE)]


@families
@pytest.mark.parametrize("steps", range(0, 60, 3))
@virtual_time
async def test_a_lost_link_answers_every_attempt_f43(family, steps):
    async with Bench(FakeBus(board(family))).running() as bench:
        await bench.settled()
        attempts = [bench.submit(1, 1), bench.submit(1, 2)]
        await asyncio.sleep(steps / 1000)
        bench.bus.link.hang_up()
        answers = [await bench.answer(attempt) for attempt in attempts]
        assert all(isinstance(a, Fired) or a.reason is NotFiredReason.BUS_GONE for a in answers)
        assert sum(isinstance(a, Fired) for a in answers) == len(bench.bus.unlocks())
        while bench.door(1, 3) is not Door.UNKNOWN:
            await bench.change()
        await bench.settled()
        assert bench.bus.opened == 2


@virtual_time
async def test_what_is_not_on_the_bus_and_what_was_given_before_is_refused():
    async with Bench(FakeBus(board("cu48"))).running() as bench:
        with pytest.raises(UnknownCompartmentError, match="b0 does not carry compartment Z99"):
            bench.owner.submit(Unlock(AttemptId(1), CompartmentId("Z99"), 10**9))
        unlock = Unlock(AttemptId(2), CompartmentId("b0.1.1"), 10**9)
        bench.owner.submit(unlock)
        with pytest.raises(DoubledAttemptError):
            bench.owner.submit(unlock)
        await bench.answer(unlock.attempt)


@virtual_time
async def test_an_unlock_does_not_wait_for_the_scan_to_end():
    boards = [FakeBoard(n, latency_ms=0) for n in range(10)]
    async with Bench(FakeBus(*boards), scan_period_ms=0).running() as bench:
        await bench.settled()
        exchange_s = bench.bus.wire_s(6 + 12)
        waits = []
        for n in range(4):
            await asyncio.sleep(0.7013 + n / 500)
            asked_s = bench.loop.time()
            await bench.answer(bench.submit(n, 1))
            waits.append(bench.bus.unlocks()[-1][0] - asked_s)
        assert max(waits) <= 2 * exchange_s + 0.0015, "one exchange in flight, one look at the door"


@virtual_time
async def test_a_late_status_reply_is_no_unlock_reply_f37():
    """It is longer than the reply that is waited for and arrives in pieces: never mistaken, never a hang."""
    one = board("bcc")
    async with Bench(FakeBus(one, speed_baud=9_600)).running() as bench:
        await bench.settled()
        attempt = bench.submit(1, 2)
        await bench.answer(attempt)
        for at in range(4):
            bench.loop.call_later(0.04 * (at + 1), bench.bus.say, one.bcc_status()[:5])
        bench.loop.call_later(0.21, bench.bus.say, one.bcc_status())
        await asyncio.sleep(3)
        assert bench.owner.counters.boards[1].mismatches >= 1
        assert bench.door(1, 2) is Door.OPEN
        assert len(bench.bus.unlocks()) == 1


@virtual_time
async def test_a_broken_tap_ends_the_owner_and_nothing_is_said_that_is_not_so():
    bench = Bench(FakeBus(board("cu48")))

    def tap(direction: Direction, data: bytes) -> None:
        if direction is Direction.SENT and data[3] == 0x51:
            raise RuntimeError("disk full")

    async def unlock_tapped() -> None:
        async with bench.running():
            await bench.settled()
            attempt = bench.submit(1, 1)
            assert await bench.answer(attempt) == NotFired(attempt, NotFiredReason.BUS_GONE)

    bench.owner.taps.add(tap)
    with pytest.raises(RuntimeError):
        await unlock_tapped()
    assert bench.bus.unlocks() == []


@virtual_time
async def test_the_watchdog_hears_of_progress_during_an_unlock():
    async with Bench(FakeBus(board("bcc"), speed_baud=9_600)).running() as bench:
        await bench.settled()
        before = bench.beats
        await bench.answer(bench.submit(1, 1))
        assert bench.beats > before


@virtual_time
async def test_everything_at_once_ends_in_one_answer_each():
    """Forty attempts on two bad buses: lost, late, garbled replies, a hang-up; every attempt gets one answer."""
    power = PowerArbiter(monotonic_ms=virtual_loop().monotonic_ms)
    benches = [Bench(FakeBus(board("cu48", 1), board("cu48", 2)), name="left", power=power)]
    benches.append(Bench(FakeBus(board("bcc", 1), board("bcc", 2), speed_baud=9_600), name="right", power=power))
    async with contextlib.AsyncExitStack() as stack:
        for bench in benches:
            await stack.enter_async_context(bench.running())
        attempts = []
        for n in range(40):
            bench = benches[n % 2]
            attempts.append((bench, bench.submit(1 + n // 2 % 2, 1 + n % 4)))
            victim = bench.bus.boards[1 + n % 2]
            victim.lose, victim.late_ms = n % 3, (n % 5) * 40
            if n == 20:
                bench.bus.link.hang_up()
            await asyncio.sleep(0.31)
        await asyncio.sleep(5)
        for bench, attempt in attempts:
            assert len(bench.answers(attempt)) == 1
        for bench in benches:
            fired = [r for _, r in bench.reports if isinstance(r, Fired)]
            assert len(fired) == len(bench.bus.unlocks())
            assert fired
