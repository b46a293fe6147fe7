"""Pulses timed by the kernel: the one-shot trigger of an LED whose "light" is a lock.

Files in /sys/class/leds/NAME: ``trigger``, ``brightness``, and while the trigger is ``oneshot`` also ``delay_on``,
``delay_off``, ``invert``, ``shot``. Source: Linux, Documentation/leds/ledtrig-oneshot.rst, drivers/leds/led-core.c.
Once shot, no process can make the pulse longer: whoever is killed, stopped or hung, the kernel switches off. Its timers
are coarse: they never end early, and late by up to an eighth (kernel/time/timer.c, granularity of the wheel's levels).
"""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from lockerd.bus.gpio.pins import PinsGoneError, PinsRefusedError

LEDS: Final = Path("/sys/class/leds")
_TRIGGER: Final = "oneshot"
_DELAY_OFF_MS: Final = 100
"""Never 0: the kernel takes that for a light that stays on."""
_TICK_MS: Final = 20
"""A tick of the slowest kernel (HZ=100), twice: once for its beginning and once for its end."""
_STILL_ON_MS: Final = 60
"""How long after its latest end a lock may still be on before that is a fault."""
_LAST_PULSE_MS: Final = 3_500
_HELP: Final = "see docs/gpio.md for the device tree overlay and the udev rule"

_LOG: Final = logging.getLogger(__name__)


class KernelPulser:
    """``locks``: LED and length of the pulse (ms) by channel; ``leds`` stands for /sys/class/leds in tests."""

    def __init__(self, locks: Mapping[int, tuple[str, int]], leds: Path = LEDS) -> None:
        self._leds = {channel: _Led(leds / name, pulse_ms) for channel, (name, pulse_ms) in locks.items()}
        self.slack_ms: Final = max(pulse_ms for _, pulse_ms in locks.values()) // 8 + _TICK_MS
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self.lost = ""

    async def open(self, on_over: Callable[[int], None], on_change: Callable[[], None]) -> None:
        """See `Pulser.open`."""
        self._on_over, self._on_change = on_over, on_change
        self.lost = ""
        for led in self._leds.values():
            await led.prepare()

    def fire(self, channel: int) -> None:
        """See `Pulser.fire`."""
        led = self._leds[channel]
        try:
            led.check()
            led.write("shot", "1")
        except (OSError, PinsRefusedError) as error:
            msg = f"lock not fired: {error}"
            raise PinsGoneError(msg) from error
        after_s = (led.pulse_ms + self.slack_ms + _STILL_ON_MS) / 1000
        self._timers[channel] = asyncio.get_running_loop().call_later(after_s, self._end, channel)

    def close(self) -> None:
        """See `Pulser.close`; a pulse that is on is ended by the kernel."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _end(self, channel: int) -> None:
        del self._timers[channel]
        led = self._leds[channel]
        try:
            is_on = led.is_on()
            if is_on:
                led.write("brightness", "0")
        except OSError as error:
            self._lose(f"{led.folder} cannot be read any more: {error.strerror}")
            return
        if is_on:
            self._lose(f"{led.folder} was still on after its pulse: who else writes there? {_HELP}")
        else:
            self._on_over(channel)

    def _lose(self, why: str) -> None:
        self.lost = why
        self._on_change()


class _Led:
    """One LED of the kernel."""

    def __init__(self, folder: Path, pulse_ms: int) -> None:
        self.folder = folder
        self.pulse_ms = pulse_ms

    def is_on(self) -> bool:
        return self._read("brightness") != "0"

    def write(self, name: str, value: str) -> None:
        (self.folder / name).write_text(f"{value}\n")

    async def prepare(self) -> None:
        """Set the pulse and wait for the end of one that a former life left running; raises `PinsRefusedError`."""
        try:
            if not self.folder.is_dir():
                raise _refused(self.folder, "there is no such LED")
            if not await self._goes_out():
                self.write("brightness", "0")  # this takes the trigger away too
            if not self._has_trigger():
                self.write("trigger", _TRIGGER)
            for name, value in self._due().items():
                if self._read(name) != value:
                    self.write(name, value)
            if not os.access(self.folder / "shot", os.W_OK):
                raise _refused(self.folder, "shot may not be written by us")
            self.check()
        except OSError as error:
            where = Path(error.filename).name if error.filename else "its files"
            raise _refused(self.folder, f"{where} cannot be used: {error.strerror}") from error

    def check(self) -> None:
        """Raise `PinsRefusedError` unless a shot now would be exactly our pulse; raises `OSError`."""
        if not self._has_trigger():
            raise _refused(self.folder, f"its trigger is not {_TRIGGER} any more")
        due = {"brightness": "0", **self._due()}
        wrong = [
            f"{name} is {found}, not {value}" for name, value in due.items() if (found := self._read(name)) != value
        ]
        if wrong:
            raise _refused(self.folder, ", ".join(wrong))

    def _due(self) -> dict[str, str]:
        return {"invert": "0", "delay_off": str(_DELAY_OFF_MS), "delay_on": str(self.pulse_ms)}

    def _has_trigger(self) -> bool:
        return f"[{_TRIGGER}]" in self._read("trigger").split()

    async def _goes_out(self) -> bool:
        for _ in range(_LAST_PULSE_MS // 100):
            if not self.is_on():
                return True
            await asyncio.sleep(0.1)
        _LOG.warning("%s is on and nobody ends it: it is switched off", self.folder)
        return False

    def _read(self, name: str) -> str:
        return (self.folder / name).read_text().strip()


def _refused(folder: Path, why: str) -> PinsRefusedError:
    return PinsRefusedError(f"{folder}: {why}; {_HELP}")
