"""On pins: a switch in the lock beside the contact on the leaf, and contacts that never rest (F25, F30)."""

import asyncio

from gpio_bench import Bench, Door
from virtual_loop import virtual_time

from lockerd.domain.model.readings import Door as Leaf
from lockerd.domain.model.readings import DoorSensor, Latch, Sensor
from lockerd.domain.model.reports import Fired, Readings


def both(**changes: object) -> Bench:
    return Bench([Door(1, 17, 22, hook=24, **changes), Door(2, 27, 23, hook=25)], feedback=DoorSensor.BOTH)


@virtual_time
async def test_a_held_door_shows_a_hook_that_let_go_and_may_be_fired_again():
    async with both(jammed=True).running() as bench:
        await bench.settled()
        assert (bench.reading(1).door, bench.reading(1).latch) == (Leaf.CLOSED, Latch.LATCHED)
        assert isinstance(await bench.answer(bench.submit(1)), Fired)
        await asyncio.sleep(6)
        assert (bench.reading(1).door, bench.reading(1).latch) == (Leaf.CLOSED, Latch.UNLATCHED)
        assert isinstance(await bench.answer(bench.submit(1)), Fired)
        bench.cabinet.set_door(1, shut=False)
        await bench.until(lambda: bench.reading(1).door is Leaf.OPEN)
        assert bench.reading(2).latch is Latch.LATCHED


@virtual_time
async def test_f30_a_contact_that_never_rests_is_named_and_told_a_bounded_number_of_times():
    async with both().running() as bench:
        await bench.settled()
        before = len(bench.reports)
        for n in range(600):
            bench.cabinet.set_door(1, shut=n % 2 == 0)
            await asyncio.sleep(0.2)
        readings = [report for _, report in bench.reports[before:] if isinstance(report, Readings)]
        assert bench.reading(1).flapping >= {Sensor.DOOR}
        assert (bench.reading(1).door, bench.reading(2).door) == (Leaf.UNKNOWN, Leaf.CLOSED)
        assert len(readings) <= 2 * (16 + 1) + 2, "two sensors, each with its credit"
        bench.cabinet.set_door(1, shut=True)
        await asyncio.sleep(62)
        assert (bench.reading(1).door, bench.reading(1).flapping) == (Leaf.CLOSED, frozenset())
