"""Lines of pins that carry sensors of compartments whose locks hang elsewhere."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gpio_bench import Cabinet, Door
from virtual_loop import virtual_loop, virtual_time

from lockerd.bus.arbiter import PowerArbiter
from lockerd.bus.doors import Doors
from lockerd.bus.gpio.owner import GpioOwner
from lockerd.bus.gpio.pins import Pull
from lockerd.bus.gpio.setup import ContactSetup, GpioSetup
from lockerd.bus.inputs import Source
from lockerd.bus.setup import SensorAt
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Door as Leaf
from lockerd.domain.model.readings import Item, Reading, Sensor
from lockerd.domain.model.reports import Readings, Report

A01 = CompartmentId("A01")


class Site:
    """A door whose contact and item sensor hang on pins, and whose lock hangs on a board that answers."""

    def __init__(self) -> None:
        self.loop = virtual_loop()
        self.cabinet = Cabinet([Door(31, 17, 22, item=24)])
        self.told: list[Reading] = []
        self.doors, lock = Doors(self._take), Source()
        contacts = tuple(
            ContactSetup(channel=channel, line=line, pull=Pull.UP, sense=SensorAt(A01, sensor, 0))
            for channel, line, sensor in ((31, 22, Sensor.DOOR), (32, 24, Sensor.ITEM))
        )
        self.owner = GpioOwner(
            GpioSetup(gpio="pins", locks=(), contacts=contacts),
            doors=self.doors,
            open_pins=self.cabinet.open_pins,
            pulsers={},
            power=PowerArbiter(monotonic_ms=self.loop.monotonic_ms),
            monotonic_ms=self.loop.monotonic_ms,
            report=self._take,
            progress=lambda: None,
        )
        self.doors.carry(A01, lock)
        self.doors.reached(lock, 0)

    def _take(self, report: Report) -> None:
        if isinstance(report, Readings):
            self.told += report.readings

    @property
    def seen(self) -> Reading:
        return self.told[-1]

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Site"]:
        task = asyncio.create_task(self.owner.run())
        try:
            await asyncio.sleep(0.5)
            yield self
        finally:
            task.cancel()
            await asyncio.wait([task])


@virtual_time
async def test_pins_without_a_lock_tell_of_a_door_whose_lock_hangs_on_a_board():
    async with Site().running() as site:
        assert (site.seen.door, site.seen.item, site.seen.reachable) == (Leaf.CLOSED, Item.ABSENT, True)
        assert (site.owner.compartments, site.owner.lock_class, site.owner.faults) == (frozenset(), None, ())
        site.cabinet.set_item(31, present=True)
        await asyncio.sleep(0.5)
        assert site.seen.item is Item.PRESENT
        site.cabinet.set_door(31, shut=False)
        await asyncio.sleep(0.5)
        assert site.seen.door is Leaf.OPEN
        (raw,) = site.owner.raw()
        assert (raw.channels, raw.doors.channels, raw.doors.sensors) == ((), (31, 32), (Sensor.DOOR, Sensor.ITEM))


@virtual_time
async def test_pins_that_are_gone_make_their_sensors_unknown_and_not_the_lock_unreachable():
    async with Site().running() as site:
        site.cabinet.gone = True
        await asyncio.sleep(1)
        assert (site.seen.door, site.seen.item, site.seen.reachable) == (Leaf.UNKNOWN, Item.UNKNOWN, True)
        site.cabinet.gone = False
        await asyncio.sleep(15)
        assert (site.seen.door, site.seen.item) == (Leaf.CLOSED, Item.ABSENT)


@virtual_time
async def test_a_contact_on_a_pin_is_looked_at_at_once_where_another_bus_wants_to_fire():
    async with Site().running() as site:
        await asyncio.sleep(0.033)
        began_ms = site.loop.monotonic_ms()
        assert site.doors.proof(A01).since(began_ms) is None
        await asyncio.sleep(0.015)
        assert site.doors.proof(A01).since(began_ms) is True, "long before the next regular look"
