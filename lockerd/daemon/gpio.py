"""Locks on pins, from the configuration to their owner; and how to switch them all off."""

import logging
from collections.abc import Callable
from typing import Final, assert_never

from lockerd.bus.arbiter import Drive, PowerArbiter, Pulse
from lockerd.bus.driver import LockClass
from lockerd.bus.gpio.guarded import GuardianPulser
from lockerd.bus.gpio.kernel import KernelPulser
from lockerd.bus.gpio.off import lines_low
from lockerd.bus.gpio.owner import GpioOwner
from lockerd.bus.gpio.pins import PinsGoneError, PinsRefusedError, Pull, pi_pins
from lockerd.bus.gpio.pulser import Pulser
from lockerd.bus.gpio.setup import GpioSetup, InputSetup, LockSetup
from lockerd.bus.gpio.user_space import UserSpacePulser
from lockerd.config import Config
from lockerd.config.gpio import GpioConfig, GpioLockConfig, LockDrive
from lockerd.domain.readings import CompartmentId
from lockerd.domain.reports import Report

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
    power: PowerArbiter,
    monotonic_ms: Callable[[], int],
    report: Callable[[Report], None],
    progress: Callable[[], None],
) -> GpioOwner:
    """The owner of one ``[[gpio]]`` table."""
    carried = {each.channel: CompartmentId(each.id) for each in config.compartments if each.bus == gpio.id}
    locks = tuple(_lock(lock, carried.get(lock.channel)) for lock in gpio.locks)
    return GpioOwner(
        GpioSetup(gpio=gpio.id, locks=locks, bench=gpio.bench),
        open_pins=pi_pins,
        pulsers=_pulsers(gpio),
        power=power,
        monotonic_ms=monotonic_ms,
        report=report,
        progress=progress,
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
        feedback=lock.feedback,
        contact=None if lock.contact is None else InputSetup(lock.contact, Pull(lock.contact_pull), lock.closed_level),
        hook=None if lock.hook is None else InputSetup(lock.hook, Pull(lock.hook_pull), lock.latched_level),
        item=None if lock.item is None else InputSetup(lock.item, Pull(lock.item_pull), lock.present_level),
    )


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
