"""Locks and contacts on pins: the same promises as on a bus (design rules 1, 4, 7, 13)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
from gpio_bench import Bench, Door
from virtual_loop import virtual_time

from lockerd.bus.arbiter import PowerArbiter
from lockerd.bus.driver import LockClass, UnknownCompartmentError
from lockerd.bus.unlocks import DoubledAttemptError
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Door as Leaf
from lockerd.domain.model.readings import DoorSensor, Item, Latch, Sensor
from lockerd.domain.model.reports import BoardHealth, Fired, NotFired, NotFiredReason, Readings, Unlock, Withdraw


@virtual_time
async def test_a_lock_is_fired_once_for_its_pulse_and_the_door_is_seen():
    async with Bench().running() as bench:
        await bench.settled()
        asked_ms = bench.loop.monotonic_ms()
        attempt = bench.submit(1)
        fired = await bench.answer(attempt)
        assert isinstance(fired, Fired)
        assert asked_ms <= fired.began_ms <= asked_ms + 5
        await bench.until(lambda: bench.reading(1).door is Leaf.OPEN)
        assert fired.began_ms + 60 <= bench.reading(1).sampled_ms <= fired.began_ms + 75
        assert bench.loop.monotonic_ms() - bench.reading(1).sampled_ms <= 45, "believed after 30 ms"
        await asyncio.sleep(1)
        assert bench.cabinet.pulses() == [(17, fired.began_ms, fired.began_ms + 500)]
        assert bench.reading(2).door is Leaf.CLOSED
        assert bench.owner.counters.boards[0].unlocks == 1


@virtual_time
async def test_an_open_door_is_not_fired():
    async with Bench().running() as bench:
        await bench.settled()
        bench.cabinet.set_door(1, shut=False)
        attempt = bench.submit(1)
        assert await bench.answer(attempt) == NotFired(attempt, NotFiredReason.DOOR_OPEN)
        assert bench.cabinet.pulses() == []


@virtual_time
async def test_rule_01_no_lock_is_fired_after_the_deadline():
    async with Bench().running() as bench:
        await bench.settled()
        late = bench.submit(1, within_ms=0)
        assert await bench.answer(late) == NotFired(late, NotFiredReason.DEADLINE)
        first, waiting = bench.submit(1), bench.submit(2, within_ms=300)
        assert isinstance(await bench.answer(first), Fired)
        assert await bench.answer(waiting) == NotFired(waiting, NotFiredReason.DEADLINE)
        await asyncio.sleep(3)
        assert len(bench.cabinet.pulses()) == 1


@virtual_time
async def test_rule_01_a_withdrawn_attempt_never_fires():
    async with Bench().running() as bench:
        await bench.settled()
        first, second = bench.submit(1), bench.submit(2)
        await bench.answer(first)
        bench.owner.withdraw(Withdraw(second))
        bench.owner.withdraw(Withdraw(second))
        bench.owner.withdraw(Withdraw(first))
        await asyncio.sleep(3)
        assert bench.answers(second) == [NotFired(second, NotFiredReason.WITHDRAWN)]
        assert len(bench.answers(first)) == 1
        assert [line for line, _, _ in bench.cabinet.pulses()] == [17]


@asynccontextmanager
async def bouncing(bench: Bench, channel: int) -> AsyncIterator[None]:
    """A contact that is never steady for long enough."""

    async def bounce() -> None:
        shut = True
        while True:
            shut = not shut
            bench.cabinet.set_door(channel, shut=shut)
            await asyncio.sleep(0.007)

    task = asyncio.create_task(bounce())
    try:
        yield
    finally:
        task.cancel()


@virtual_time
async def test_rule_01_a_bouncing_contact_holds_the_unlock_up_and_then_gives_it_back():
    async with Bench().running() as bench:
        await bench.settled()
        async with bouncing(bench, 1):
            attempt = bench.submit(1)
            assert await bench.answer(attempt) == NotFired(attempt, NotFiredReason.NO_READING)
        assert bench.cabinet.pulses() == []
        assert bench.reading(1).door is Leaf.CLOSED, "no bounce was ever believed (F30)"
        assert bench.owner.counters.boards[0].flickers > 0


@virtual_time
async def test_rule_01_the_deadline_counts_while_a_contact_bounces():
    async with Bench().running() as bench:
        await bench.settled()
        async with bouncing(bench, 1):
            attempt = bench.submit(1, within_ms=100)
            assert await bench.answer(attempt) == NotFired(attempt, NotFiredReason.DEADLINE)
        assert bench.cabinet.pulses() == []


@virtual_time
async def test_rule_01_an_attempt_withdrawn_while_the_door_is_read_never_fires():
    async with Bench().running() as bench:
        await bench.settled()
        async with bouncing(bench, 1):
            attempt = bench.submit(1)
            await asyncio.sleep(0.1)
            bench.owner.withdraw(Withdraw(attempt))
        bench.cabinet.set_door(1, shut=True)
        await asyncio.sleep(1)
        assert bench.answers(attempt) == [NotFired(attempt, NotFiredReason.WITHDRAWN)]
        assert bench.cabinet.pulses() == []


@virtual_time
async def test_rule_04_power_groups_are_shared_with_other_drivers_and_coils_rest():
    power = PowerArbiter(monotonic_ms=asyncio.get_running_loop().monotonic_ms)
    left, right = Bench(name="left", power=power), Bench(name="right", power=power)
    async with left.running(), right.running():
        await left.settled()
        attempts = [(bench, bench.submit(n, within_ms=20_000)) for n in (1, 2) for bench in (left, right)]
        for bench, attempt in attempts:
            assert isinstance(await bench.answer(attempt), Fired)
        left.cabinet.set_door(1, shut=True)
        again = left.submit(1, within_ms=20_000)
        assert isinstance(await left.answer(again), Fired)
        await asyncio.sleep(2)
    pulses = sorted(left.cabinet.pulses() + right.cabinet.pulses(), key=lambda pulse: pulse[1])
    assert [off - on for _, on, off in pulses] == [500] * 5
    assert all(later[1] - earlier[2] >= 150 for earlier, later in pairwise(pulses))
    of_left = [pulse for pulse in left.cabinet.pulses() if pulse[0] == 17]
    assert of_left[1][1] - of_left[0][1] >= 5_000, "on for a tenth of the time"


@virtual_time
async def test_levels_are_read_again_even_if_every_edge_is_lost():
    async with Bench().running() as bench:
        await bench.settled()
        for factory in bench.cabinet.factories:
            factory.pin(23).when_changed = None
        bench.cabinet.set_door(2, shut=False)
        moved_ms = bench.loop.monotonic_ms()
        await bench.until(lambda: bench.reading(2).door is Leaf.OPEN)
        assert bench.loop.monotonic_ms() - moved_ms <= 150


@virtual_time
async def test_an_edge_makes_it_look_at_once_and_chatter_does_not_make_it_look_all_the_time():
    async with Bench().running() as bench:
        await bench.settled()
        bench.cabinet.set_door(2, shut=False)
        moved_ms = bench.loop.monotonic_ms()
        await bench.until(lambda: bench.reading(2).door is Leaf.OPEN)
        assert bench.loop.monotonic_ms() - moved_ms <= 45
        looks = len(bench.beats)
        for n in range(1000):
            bench.cabinet.set_door(1, shut=bool(n % 2))
            await asyncio.sleep(0.001)
        assert len(bench.beats) - looks <= 101
        seen = [
            each
            for _, r in bench.reports
            if isinstance(r, Readings)
            for each in r.readings
            if each.compartment == "pins.1"
        ]
        assert Leaf.OPEN not in {reading.door for reading in seen}
        assert (seen[-1].door, seen[-1].flapping) == (Leaf.UNKNOWN, {Sensor.DOOR}), (
            "after a second it is not believed at all"
        )


@virtual_time
async def test_watched_doors_are_looked_at_more_often():
    async with Bench().running() as bench:
        await bench.settled()

        async def looks() -> int:
            before = len(bench.beats)
            await asyncio.sleep(1)
            return len(bench.beats) - before

        assert 9 <= await looks() <= 11
        bench.owner.watch(frozenset({CompartmentId("elsewhere")}))
        assert 9 <= await looks() <= 12
        bench.owner.watch(frozenset({CompartmentId("pins.1")}))
        assert 48 <= await looks() <= 52


@virtual_time
async def test_rule_02_a_hook_says_unlatched_and_nothing_about_the_door():
    async with Bench(feedback=DoorSensor.HOOK).running() as bench:
        await bench.settled()
        assert (bench.reading(1).latch, bench.reading(1).door) == (Latch.LATCHED, Leaf.UNKNOWN)
        bench.cabinet.set_door(1, shut=False)
        await bench.until(lambda: bench.reading(1).latch is Latch.UNLATCHED)
        assert bench.reading(1).door is Leaf.UNKNOWN


@virtual_time
async def test_items_and_locks_without_any_contact():
    async with Bench([Door(1, 17, 22, item=24), Door(2, 27, None)]).running() as bench:
        await bench.settled()
        assert bench.reading(1).item is Item.ABSENT
        bench.cabinet.set_item(1, present=True)
        await bench.until(lambda: bench.reading(1).item is Item.PRESENT)
        assert bench.reading(1).door is Leaf.CLOSED
        assert isinstance(await bench.answer(bench.submit(2)), Fired), "nothing can be read, so nothing is waited for"
        await asyncio.sleep(1)
        told = {reading.compartment for _, r in bench.reports if isinstance(r, Readings) for reading in r.readings}
        assert told == {"pins.1"}


@virtual_time
async def test_f43_doors_are_unknown_while_the_chip_is_gone_and_come_back():
    async with Bench().running() as bench:
        await bench.settled()
        waiting = [bench.submit(1), bench.submit(2)]
        assert isinstance(await bench.answer(waiting[0]), Fired)
        bench.cabinet.gone = True
        assert await bench.answer(waiting[1]) == NotFired(waiting[1], NotFiredReason.BUS_GONE)
        assert bench.reading(2).door is Leaf.UNKNOWN
        assert bench.owner.lock_class is None
        assert "gone" in bench.owner.notes[-1]
        refused = bench.submit(1)
        assert bench.answers(refused) == [NotFired(refused, NotFiredReason.BUS_GONE)]
        await asyncio.sleep(15)
        told = [r for _, r in bench.reports if isinstance(r, Readings) and r.readings[1].door is Leaf.UNKNOWN]
        assert len(told) == 1, "once, not with every try"
        assert max(later - earlier for earlier, later in pairwise(bench.beats)) <= 1.1
        bench.cabinet.gone = False
        await asyncio.sleep(11)
        assert bench.reading(2).door is Leaf.CLOSED
        assert bench.owner.lock_class is LockClass.USER_SPACE
        assert [report.health for report in bench.health()] == [BoardHealth.ALIVE, BoardHealth.DEAD, BoardHealth.ALIVE]
        assert isinstance(await bench.answer(bench.submit(2)), Fired)
        assert bench.owner.counters.losses == 1


@virtual_time
async def test_rule_13_a_chip_that_cannot_be_had_at_the_start_is_tried_again():
    bench = Bench()
    bench.cabinet.gone = True
    async with bench.running():
        await asyncio.sleep(5)
        assert bench.owner.faults == ("the GPIO chip cannot be had: it is gone",)
        refused = bench.submit(1)
        assert bench.answers(refused) == [NotFired(refused, NotFiredReason.BUS_GONE)]
        bench.cabinet.gone = False
        await asyncio.sleep(11)
        assert isinstance(await bench.answer(bench.submit(1)), Fired)


@virtual_time
async def test_all_locks_are_off_and_all_attempts_answered_when_it_is_stopped():
    bench = Bench()
    async with bench.running():
        await bench.settled()
        first, second = bench.submit(1), bench.submit(2)
        await bench.answer(first)
        await asyncio.sleep(0.1)
    assert bench.answers(second) == [NotFired(second, NotFiredReason.BUS_GONE)]
    ((line, on_ms, off_ms),) = bench.cabinet.pulses()
    assert (line, off_ms - on_ms) == (17, 100)


@virtual_time
async def test_defects_of_the_caller_are_said():
    async with Bench().running() as bench:
        await bench.settled()
        with pytest.raises(UnknownCompartmentError, match=r"pins has no lock of compartment Z99"):
            bench.owner.submit(Unlock(bench.submit(1), CompartmentId("Z99"), 0))
        doubled = bench.submit(2)
        with pytest.raises(DoubledAttemptError):
            bench.owner.submit(Unlock(doubled, CompartmentId("pins.2"), 10**9))


@virtual_time
async def test_raw_inputs_for_commissioning():
    async with Bench([Door(1, 17, 22, item=24), Door(2, 27, None)]).running() as bench:
        await bench.settled()
        (board,) = bench.owner.raw()
        assert (board.bus, board.address, board.alive, board.channels) == ("pins", 0, True, (1, 2))
        assert (board.doors.true_bits, board.doors.sensors) == ((0,), (Sensor.DOOR,))
        assert (board.doors.channels, board.doors.bits) == ((1,), (False,))
        assert (board.items.channels, board.items.bits, board.items.true_bits) == ((1,), (True,), (0,))


@virtual_time
async def test_a_contact_that_is_not_believed_yet_is_shown_and_holds_nothing_up():
    """A walk finds out what it is: until then its level keeps no lock from being fired, and tells the rules nothing."""
    async with Bench(feedback=DoorSensor.NONE).running() as bench:
        await asyncio.sleep(0.5)
        before = bench.owner.raw()[0].doors
        assert isinstance(await bench.answer(bench.submit(1)), Fired)
        await asyncio.sleep(1)
        after = bench.owner.raw()[0].doors
        assert (before.bits[0], after.bits[0], after.changes[0] - before.changes[0]) == (False, True, 1)
        told = {reading.door for _, r in bench.reports if isinstance(r, Readings) for reading in r.readings}
        assert told <= {Leaf.UNKNOWN}
        assert isinstance(await bench.answer(bench.submit(1, within_ms=20_000)), Fired), "although it stands open"
