"""Locks on pins, from the configuration to their owner; and how to switch them all off."""

import logging
from collections.abc import Callable, Iterator
from typing import Final, assert_never

from lockerd.bus.arbiter import Drive, PowerArbiter, Pulse
from lockerd.bus.doors import Doors
from lockerd.bus.driver import LockClass
from lockerd.bus.gpio.guarded import GuardianPulser
from lockerd.bus.gpio.kernel import KernelPulser
from lockerd.bus.gpio.off import lines_low
from lockerd.bus.gpio.owner import GpioOwner
from lockerd.bus.gpio.pins import PinsGoneError, PinsRefusedError, Pull, pi_pins
from lockerd.bus.gpio.pulser import Pulser
from lockerd.bus.gpio.setup import ContactSetup, GpioSetup, LockSetup, Shown
from lockerd.bus.gpio.user_space import UserSpacePulser
from lockerd.bus.setup import SensorAt
from lockerd.config import Config
from lockerd.config.gpio import GpioConfig, GpioLockConfig, LockDrive
from lockerd.config.inputs import InputKind
from lockerd.config.sensors import hanging_in
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.reports import Report

_log: Final = logging.getLogger(__name__)

_CLASSES: Final = {
    LockDrive.KERNEL: LockClass.KERNEL,
    LockDrive.GUARDIAN: LockClass.GUARDIAN,
    LockDrive.USER_SPACE: LockClass.USER_SPACE,
}


def gpio_owner(
    config: Config,
    gpio: GpioConfig,
    *,
    doors: Doors,
    power: PowerArbiter,
    monotonic_ms: Callable[[], int],
    report: Callable[[Report], None],
    progress: Callable[[], None],
    rests_s: float,
) -> GpioOwner:
    """The owner of one ``[[gpio]]`` table."""
    carried = {each.channel: CompartmentId(each.id) for each in config.compartments if each.bus == gpio.id}
    locks = tuple(_lock(lock, carried.get(lock.channel)) for lock in gpio.locks)
    return GpioOwner(
        GpioSetup(gpio=gpio.id, locks=locks, contacts=tuple(_contacts(config, gpio)), bench=gpio.bench),
        doors=doors,
        open_pins=pi_pins,
        pulsers=_pulsers(gpio),
        power=power,
        monotonic_ms=monotonic_ms,
        report=report,
        progress=progress,
        rests_s=rests_s,
    )


def locks_off(config: Config) -> None:
    """Switch every lock on pins off that a former life may have left on.

    Lines that cannot be had stop nothing else (design rule 13): their owner tries again, and fires nothing until then.
    """
    try:
        lines_low(lock.line for gpio in config.gpio for lock in gpio.locks if lock.line is not None)
    except (PinsRefusedError, PinsGoneError) as error:
        _log.error("locks on pins were not switched off: %s", error)


def _lock(lock: GpioLockConfig, compartment: CompartmentId | None) -> LockSetup:
    return LockSetup(
        channel=lock.channel,
        compartment=compartment,
        drive=_CLASSES[lock.drive],
        pulse=Pulse(lock.pulse_ms, Drive.MOTOR if lock.motor else Drive.SOLENOID),
        line=lock.line,
        led=lock.led,
    )


def _contacts(config: Config, gpio: GpioConfig) -> Iterator[ContactSetup]:
    """Every input line, and what hangs on it; a contact that no compartment has is shown all the same."""
    hung = {
        (each.at.channel, each.at.kind): SensorAt(each.compartment, each.sensor, each.true_bit)
        for each in hanging_in(config)
        if each.at.bus == gpio.id
    }
    for lock in gpio.locks:
        for line, pull, kind, shown in (
            (lock.contact, lock.contact_pull, InputKind.FEEDBACK, Shown.DOORS),
            (lock.hook, lock.hook_pull, None, Shown.NOWHERE),
            (lock.item, lock.item_pull, InputKind.ITEM, Shown.ITEMS),
        ):
            if line is not None:
                sense = hung.get((lock.channel, kind))
                yield ContactSetup(channel=lock.channel, line=line, pull=Pull(pull), sense=sense, shown=shown)
    for each in gpio.inputs:
        sense = hung.get((each.channel, InputKind.FEEDBACK))
        yield ContactSetup(channel=each.channel, line=each.line, pull=Pull(each.pull), sense=sense)


def _pulsers(gpio: GpioConfig) -> dict[LockClass, Pulser]:
    return {_CLASSES[drive]: _pulser(gpio, drive) for drive in sorted({lock.drive for lock in gpio.locks})}


def _pulser(gpio: GpioConfig, drive: LockDrive) -> Pulser:
    locks = [lock for lock in gpio.locks if lock.drive is drive]
    lines = {lock.channel: (lock.line, lock.pulse_ms) for lock in locks if lock.line is not None}
    match drive:
        case LockDrive.KERNEL:
            return KernelPulser({lock.channel: (lock.led, lock.pulse_ms) for lock in locks if lock.led is not None})
        case LockDrive.GUARDIAN:
            return GuardianPulser(lines, bench=gpio.bench)
        case LockDrive.USER_SPACE:
            return UserSpacePulser(lines, pi_pins)
        case _:
            assert_never(drive)
