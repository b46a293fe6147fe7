"""A set of pins with locks, doors and contacts that behave, on gpiozero's mock pins, in virtual time."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from gpiozero.pins.mock import MockFactory, MockPin
from virtual_loop import virtual_loop

from lockerd.bus.arbiter import PowerArbiter, Pulse
from lockerd.bus.doors import Doors
from lockerd.bus.driver import LockClass
from lockerd.bus.gpio.owner import GpioOwner
from lockerd.bus.gpio.pins import Pins, Pull
from lockerd.bus.gpio.pulser import Pulser
from lockerd.bus.gpio.setup import ContactSetup, GpioSetup, LockSetup, Shown
from lockerd.bus.gpio.user_space import UserSpacePulser
from lockerd.bus.setup import SensorAt
from lockerd.domain.model.ids import AttemptId, CompartmentId
from lockerd.domain.model.readings import DoorSensor, Reading, Sensor
from lockerd.domain.model.reports import BoardReport, Fired, NotFired, Readings, Report, Unlock

_attempts = count(1)


class WiredPin(MockPin):
    """A mock pin that tells the cabinet what is driven onto it."""

    def _change_state(self, value: bool) -> bool:
        changed: bool = super()._change_state(value)
        if changed and self._function == "output":
            self.factory.cabinet.driven(self.line, value)
        return changed

    @property
    def line(self) -> int:
        return int(self.info.name.removeprefix("GPIO"))

    def _set_pull(self, value: str) -> None:
        super()._set_pull(value)
        self.follow()

    def follow(self) -> None:
        """Take the level that a contact gives, if one is wired to it."""
        level = self.factory.cabinet.levels.get(self.line)
        if level is not None and self._function == "input":
            (self.drive_high if level else self.drive_low)()

    def _get_state(self) -> bool:
        if self.factory.cabinet.gone:
            raise OSError(19, "No such device")
        return super()._get_state()


@dataclass
class Door:
    """A door behind a lock: the spring throws it open some time after the lock was energised."""

    channel: int
    line: int
    contact: int | None
    item: int | None = None
    opens_after_ms: int = 60
    jammed: bool = False
    """The lock lets go and the leaf stays shut."""
    hook: int | None = None


@dataclass
class Cabinet:
    """The hardware. Contacts switch to ground (level 0) while a door is shut, and while an item lies inside."""

    doors: list[Door]
    gone: bool = False
    on: list[tuple[int, int, bool]] = field(default_factory=list)
    """Every change of an output: (virtual ms, line, level)."""

    def __post_init__(self) -> None:
        self.loop = virtual_loop()
        self.factories: list[MockFactory] = []
        self.asked_s: list[float] = []
        self.levels = {door.contact: False for door in self.doors if door.contact}
        self.levels |= {door.item: True for door in self.doors if door.item}
        self.levels |= {door.hook: False for door in self.doors if door.hook}

    def open_pins(self) -> Pins:
        """A chip, as often as it is opened: all of them see the same doors."""
        self.asked_s.append(self.loop.time())
        if self.gone:
            raise_gone()
        factory = MockFactory(pin_class=WiredPin)
        factory.cabinet = self
        self.factories.append(factory)
        return Pins(factory)

    def driven(self, line: int, level: bool) -> None:
        self.on.append((self.loop.monotonic_ms(), line, level))
        for door in self.doors:
            if door.line == line and level:
                self._drive(door.hook, True)
            if door.line == line and level and not door.jammed:
                self.loop.call_later(
                    door.opens_after_ms / 1000, lambda door=door: self.set_door(door.channel, shut=False)
                )

    def set_door(self, channel: int, *, shut: bool) -> None:
        self._drive(self.door(channel).contact, not shut)
        if shut:
            self._drive(self.door(channel).hook, False)

    def set_item(self, channel: int, *, present: bool) -> None:
        self._drive(self.door(channel).item, not present)

    def door(self, channel: int) -> Door:
        return next(door for door in self.doors if door.channel == channel)

    def pulses(self) -> list[tuple[int, int, int]]:
        """(line, from, to) in virtual ms; every one must have ended."""
        began: dict[int, int] = {}
        found = []
        for at_ms, line, level in self.on:
            if level:
                assert line not in began
                began[line] = at_ms
            elif line in began:
                found.append((line, began.pop(line), at_ms))
        assert not began, "a coil is still on"
        return found

    def _drive(self, line: int | None, level: bool) -> None:
        if line is None:
            return
        self.levels[line] = level
        for factory in self.factories:
            factory.pin(line).follow()


def _contacts(door: Door, name: str, feedback: DoorSensor) -> Iterator[ContactSetup]:
    """What the contacts of a door sense; all of them close to ground."""
    compartment = CompartmentId(f"{name}.{door.channel}")
    leaf, hook = SensorAt(compartment, Sensor.DOOR, 0), SensorAt(compartment, Sensor.LATCH, 0)
    if door.contact:
        sense = {DoorSensor.NONE: None, DoorSensor.HOOK: hook}.get(feedback, leaf)
        yield ContactSetup(channel=door.channel, line=door.contact, pull=Pull.UP, sense=sense)
    if door.hook:
        yield ContactSetup(channel=door.channel, line=door.hook, pull=Pull.UP, sense=hook, shown=Shown.NOWHERE)
    if door.item:
        item = SensorAt(compartment, Sensor.ITEM, 0)
        yield ContactSetup(channel=door.channel, line=door.item, pull=Pull.UP, sense=item, shown=Shown.ITEMS)


def raise_gone() -> None:
    from lockerd.bus.gpio.pins import PinsRefusedError

    raise PinsRefusedError("the GPIO chip cannot be had: it is gone")


class Bench:
    """The owner of one set of pins and everything it reported; compartments are named ``C1``, ``C2``."""

    def __init__(
        self,
        doors: list[Door] | None = None,
        *,
        name: str = "pins",
        pulse_ms: int = 500,
        feedback: DoorSensor = DoorSensor.CONTACT,
        power: PowerArbiter | None = None,
        pulser: Pulser | None = None,
        drive: LockClass = LockClass.USER_SPACE,
    ) -> None:
        self.loop = virtual_loop()
        self.name = name
        self.cabinet = Cabinet(doors or [Door(1, 17, 22), Door(2, 27, 23)])
        self.power = power or PowerArbiter(monotonic_ms=self.loop.monotonic_ms)
        self.reports: list[tuple[float, Report]] = []
        self.seen: dict[str, Reading] = {}
        self.beats: list[float] = []
        self.changed = asyncio.Event()
        locks = tuple(
            LockSetup(
                channel=door.channel,
                compartment=CompartmentId(f"{name}.{door.channel}"),
                drive=drive,
                pulse=Pulse(pulse_ms),
                line=door.line,
            )
            for door in self.cabinet.doors
        )
        contacts = tuple(contact for door in self.cabinet.doors for contact in _contacts(door, name, feedback))
        self.pulser = pulser or UserSpacePulser(
            {door.channel: (door.line, pulse_ms) for door in self.cabinet.doors}, self.cabinet.open_pins
        )
        self.doors = Doors(self._take)
        self.owner = GpioOwner(
            GpioSetup(gpio=name, locks=locks, contacts=contacts, bench=drive is LockClass.USER_SPACE),
            open_pins=self.cabinet.open_pins,
            pulsers={drive: self.pulser},
            power=self.power,
            monotonic_ms=self.loop.monotonic_ms,
            doors=self.doors,
            report=self._take,
            progress=lambda: self.beats.append(self.loop.time()),
        )

    def _take(self, report: Report) -> None:
        self.reports.append((self.loop.time(), report))
        if isinstance(report, Readings):
            self.seen |= {reading.compartment: reading for reading in report.readings}
        self.changed.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Bench"]:
        task = asyncio.create_task(self.owner.run())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.wait([task])
        if not task.cancelled():
            task.result()

    async def until(self, right: Any) -> None:
        async with asyncio.timeout(60):
            while not right():
                self.changed.clear()
                await self.changed.wait()

    async def settled(self) -> None:
        """All doors with a contact are known."""
        await asyncio.sleep(0.2)

    def reading(self, channel: int) -> Reading:
        return self.seen.get(f"{self.name}.{channel}", Reading(CompartmentId(""), 0))

    def submit(self, channel: int, *, within_ms: int = 2_000) -> AttemptId:
        attempt = AttemptId(next(_attempts))
        self.owner.submit(
            Unlock(attempt, CompartmentId(f"{self.name}.{channel}"), self.loop.monotonic_ms() + within_ms)
        )
        return attempt

    def answers(self, attempt: AttemptId) -> list[Fired | NotFired]:
        return [r for _, r in self.reports if isinstance(r, Fired | NotFired) and r.attempt == attempt]

    async def answer(self, attempt: AttemptId) -> Fired | NotFired:
        await self.until(lambda: self.answers(attempt))
        (only,) = self.answers(attempt)
        return only

    def health(self) -> list[BoardReport]:
        return [report for _, report in self.reports if isinstance(report, BoardReport)]
