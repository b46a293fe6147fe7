"""Pulses that the daemon itself times: killed or stopped in between, it leaves the coil on (F10). For the bench."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

from lockerd.bus.gpio.pins import Output, Pins, PinsGoneError


class UserSpacePulser:
    """``locks``: line and length of the pulse (ms) by channel."""

    slack_ms: Final = 20

    def __init__(self, locks: Mapping[int, tuple[int, int]], open_pins: Callable[[], Pins]) -> None:
        self._locks = locks
        self._open_pins = open_pins
        self._pins: Pins | None = None
        self._outputs: dict[int, Output] = {}
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self.lost = ""

    async def open(self, on_over: Callable[[int], None], on_change: Callable[[], None]) -> None:
        """See `Pulser.open`."""
        self._on_over, self._on_change = on_over, on_change
        self.lost = ""
        self._pins = self._open_pins()
        for channel, (line, _) in self._locks.items():
            self._outputs[channel] = self._pins.output(line)

    def fire(self, channel: int) -> None:
        """See `Pulser.fire`."""
        self._outputs[channel].on()
        pulse_ms = self._locks[channel][1]
        self._timers[channel] = asyncio.get_running_loop().call_later(pulse_ms / 1000, self._end, channel)

    def close(self) -> None:
        """See `Pulser.close`."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        for output in self._outputs.values():
            with suppress(PinsGoneError):  # we give the lines back; a chip that is gone drives nothing
                output.close()
        if self._pins:
            self._pins.close()
            self._pins = None
        self._outputs.clear()

    def _end(self, channel: int) -> None:
        del self._timers[channel]
        try:
            self._outputs[channel].off()
        except PinsGoneError as error:
            self.lost = str(error)
            self._on_change()
            return
        self._on_over(channel)
