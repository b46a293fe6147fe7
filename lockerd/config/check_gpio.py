"""What must not be said about the pins of this machine (design rules 4 and 14, F45)."""

from collections.abc import Iterator
from typing import Final

from lockerd.config.claims import line_claims, twice
from lockerd.config.errors import Problem
from lockerd.config.gpio import GpioConfig, GpioLockConfig, LockDrive
from lockerd.config.model import Config
from lockerd.config.wall import CompartmentConfig
from lockerd.domain.model.readings import DoorSensor, ItemSensor

_LONGEST_SOLENOID_MS: Final = 1_000
_LONGEST_MOTOR_MS: Final = 3_000
_BETTER_LINES: Final = "use one of 9 to 13 and 16 to 27, with a resistor to ground at the lock's driver"


def gpio_problems(config: Config) -> Iterator[Problem]:
    """Every contradiction in and between ``[[gpio]]`` tables and whatever else uses lines."""
    for n, gpio in enumerate(config.gpio):
        yield from _gpio(config, gpio, f"gpio[{n}]")
    for claim in line_claims(config):
        if claim.is_output and (why := why_unsafe(claim.line)):
            yield Problem(claim.key, f"nothing may be switched by line {claim.line}: {why}; {_BETTER_LINES}")
    yield from twice((claim.key, f"line {claim.line}") for claim in line_claims(config))
    yield from twice(
        (f"gpio[{n}].lock[{m}].led", f"LED {lock.led}")
        for n, gpio in enumerate(config.gpio)
        for m, lock in enumerate(gpio.locks)
        if lock.led is not None
    )


def gpio_compartment(gpio: GpioConfig, compartment: CompartmentConfig, key: str) -> Iterator[Problem]:
    """What is wrong with a compartment whose lock is on pins."""
    if compartment.address != 0:
        yield Problem(f"{key}.address", f"{gpio.id} is a set of pins: its address is 0, not {compartment.address}")
    lock = gpio.lock(compartment.channel)
    if lock is None:
        known = ", ".join(str(each.channel) for each in gpio.locks)
        yield Problem(f"{key}.channel", f"{gpio.id} has no lock on channel {compartment.channel}; it has: {known}")
    elif lock.item is None and compartment.item_sensor is ItemSensor.FITTED:
        yield Problem(f"{key}.item_sensor", f"channel {lock.channel} of {gpio.id} has no item line; give one there")
    elif lock.item is not None and compartment.item_sensor is not ItemSensor.FITTED:
        reason = f'channel {lock.channel} of {gpio.id} has an item line: say item_sensor = "fitted"'
        yield Problem(f"{key}.item_sensor", reason)


def _gpio(config: Config, gpio: GpioConfig, key: str) -> Iterator[Problem]:
    if gpio.power_group not in {group.id for group in config.power_groups}:
        yield Problem(f"{key}.power_group", f"no [[power_group]] has the id {gpio.power_group!r}")
    if not gpio.locks and not gpio.inputs:
        yield Problem(key, "has neither a [[gpio.lock]] nor a [[gpio.input]]; give one, or leave it out")
    yield from twice(
        [(f"{key}.lock[{n}].channel", f"channel {lock.channel}") for n, lock in enumerate(gpio.locks)]
        + [(f"{key}.input[{n}].channel", f"channel {each.channel}") for n, each in enumerate(gpio.inputs)]
    )
    for n, lock in enumerate(gpio.locks):
        yield from _drive(gpio, lock, f"{key}.lock[{n}]")
        yield from _lock(lock, f"{key}.lock[{n}]")


def _drive(gpio: GpioConfig, lock: GpioLockConfig, key: str) -> Iterator[Problem]:
    if lock.drive is LockDrive.KERNEL:
        if lock.led is None:
            yield Problem(f"{key}.led", "is missing; name the lock's folder in /sys/class/leds")
        if lock.line is not None:
            yield Problem(f"{key}.line", "the kernel drives this lock: the device tree names its line; leave it out")
        return
    if lock.line is None:
        yield Problem(f"{key}.line", "is missing; give the BCM number of the lock's output")
    if lock.led is not None:
        yield Problem(f"{key}.led", 'only the kernel drives LEDs: say drive = "kernel", or leave it out')
    if lock.drive is LockDrive.USER_SPACE and not gpio.bench:
        reason = (
            "if the daemon is killed or stopped in the middle of a pulse, this lock's coil stays on and burns;"
            ' use "kernel" or "guardian", or say bench = true where nothing but a bench hangs on the pins'
        )
        yield Problem(f"{key}.drive", reason)


def _lock(lock: GpioLockConfig, key: str) -> Iterator[Problem]:
    if lock.active_low:
        reason = (
            "an active-low output is on while the line is claimed at start and while nobody drives it: the lock"
            " would fire by itself; use a driver that is active high"
        )
        yield Problem(f"{key}.active_low", reason)
    longest_ms = _LONGEST_MOTOR_MS if lock.motor else _LONGEST_SOLENOID_MS
    what = "motor" if lock.motor else "solenoid"
    if lock.pulse_ms > longest_ms:
        yield Problem(f"{key}.pulse_ms", f"a {what} may be energised for {longest_ms} ms, not {lock.pulse_ms} ms")
    elif lock.drive is LockDrive.KERNEL and lock.pulse_ms > longest_ms * 8 // 9:
        reason = f"the kernel may end a pulse late by an eighth: at most {longest_ms * 8 // 9} ms for a {what}"
        yield Problem(f"{key}.pulse_ms", reason)
    if lock.feedback is not DoorSensor.NONE and lock.contact is None:
        source = "contact and a hook" if lock.feedback is DoorSensor.BOTH else lock.feedback
        yield Problem(f"{key}.contact", f"is missing; feedback is to come from a {source}")
    if lock.feedback is DoorSensor.BOTH and lock.hook is None:
        yield Problem(f"{key}.hook", "is missing; give the line of the switch in the lock")
    if lock.feedback is not DoorSensor.BOTH and lock.hook is not None:
        yield Problem(f"{key}.hook", 'is read with feedback = "both" only; a hook alone is given as contact')


def why_unsafe(line: int) -> str | None:
    """Why an output on this line may be on before anybody drives it (F45); None if it is low by itself at boot."""
    if line in {0, 1}:
        return "the firmware reads the EEPROM of add-on boards on it at boot"
    if line <= 8:
        return "the Pi pulls it up from power-on until somebody drives it"
    if line in {14, 15}:
        return "it belongs to the serial port, which drives it high at boot"
    return None
