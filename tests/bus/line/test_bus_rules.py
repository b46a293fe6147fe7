"""Design rules 1 and 4 where they can fail on the bus: no byte without right and time, one coil at a time."""

import asyncio
from itertools import pairwise

from bench_bus import Bench
from fake_boards import FakeBoard, FakeBus
from virtual_loop import virtual_loop, virtual_time

from lockerd.bus.arbiter import PowerArbiter
from lockerd.domain.model.reports import Fired, NotFired, NotFiredReason, Withdraw


def board(family: str, address: int = 1) -> FakeBoard:
    if family == "bcc":
        return FakeBoard(address, family="bcc", channels=24, latency_ms=20, pulse_ms=300)
    return FakeBoard(address)


@virtual_time
async def test_rule_01_no_byte_leaves_after_the_deadline():
    one = board("bcc")
    async with Bench(FakeBus(one, speed_baud=9_600)).running() as bench:
        await bench.settled()
        late = bench.submit(1, 1, within_ms=0)
        assert await bench.answer(late) == NotFired(late, NotFiredReason.DEADLINE)
        one.late_ms = 150  # the door is read before the deadline, and the answer comes after it
        slow = bench.submit(1, 2, within_ms=100)
        assert await bench.answer(slow) == NotFired(slow, NotFiredReason.DEADLINE)
        one.late_ms = 0
        assert bench.bus.unlocks() == []
        assert isinstance(await bench.answer(bench.submit(1, 2)), Fired)


@virtual_time
async def test_rule_01_a_deadline_passes_while_waiting_for_power():
    async with Bench(FakeBus(board("cu48"))).running() as bench:
        await bench.settled()
        first, second = bench.submit(1, 1), bench.submit(1, 2, within_ms=300)
        submitted_s = bench.loop.time()
        assert isinstance(await bench.answer(first), Fired)
        assert await bench.answer(second) == NotFired(second, NotFiredReason.DEADLINE)
        assert bench.loop.time() - submitted_s < 0.32
        assert isinstance(await bench.answer(bench.submit(1, 3)), Fired), "the turn was given back"


@virtual_time
async def test_rule_01_a_withdrawn_attempt_never_fires():
    """At every point from the submission to the first byte."""
    for delay_ms in range(14):
        async with Bench(FakeBus(board("cu48"))).running() as bench:
            await bench.settled()
            attempt = bench.submit(1, 2)
            await asyncio.sleep(delay_ms / 1000)
            bench.owner.withdraw(Withdraw(attempt))
            bench.owner.withdraw(Withdraw(attempt))
            await asyncio.sleep(3)
            (answer,) = bench.answers(attempt)
            if isinstance(answer, Fired):
                assert len(bench.bus.unlocks()) == 1
                assert delay_ms >= 10
            else:
                assert answer.reason is NotFiredReason.WITHDRAWN
                assert bench.bus.unlocks() == []
            assert isinstance(await bench.answer(bench.submit(1, 3)), Fired)


@virtual_time
async def test_rule_04_two_buses_of_one_power_group_never_overlap():
    power = PowerArbiter(monotonic_ms=virtual_loop().monotonic_ms)
    left = Bench(FakeBus(board("cu48", 1)), name="left", power=power)
    right = Bench(FakeBus(board("bcc", 1), speed_baud=9_600), name="right", power=power)
    async with left.running(), right.running():
        await left.settled()
        await right.settled()
        attempts = [
            (bench, bench.submit(1, channel, within_ms=20_000)) for channel in range(1, 5) for bench in (left, right)
        ]
        for bench, attempt in attempts:
            assert isinstance(await bench.answer(attempt), Fired)
        await asyncio.sleep(3)
    coils = sorted(left.bus.coils + right.bus.coils, key=lambda coil: coil.on_s)
    assert len(coils) == 8
    for earlier, later in pairwise(coils):
        assert later.on_s - earlier.off_s >= 0.1, "the supply recovers in between"


@virtual_time
async def test_rule_04_a_coil_rests_before_it_is_fired_again():
    one = board("cu48")
    one.jammed = True
    async with Bench(FakeBus(one)).running() as bench:
        await bench.settled()
        for _ in range(3):
            assert isinstance(await bench.answer(bench.submit(1, 2, within_ms=20_000)), Fired)
        await asyncio.sleep(3)
    first, second, third = bench.bus.coils
    assert second.on_s - first.on_s >= 5
    assert third.on_s - second.on_s >= 5
