"""A thin layer over gpiozero: outputs that start low, inputs that give their raw level.

gpiozero and gpiod are loaded only when `pi_pins` is called or a line is claimed: a site without pins pays nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import Any, ClassVar, Final, Literal

from lockerd.errors import CallerError, WireError

Level = Literal[0, 1]


class Pull(StrEnum):
    """The resistor inside the Pi that holds an input while its contact is open."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


_LINE_HELP: Final = "it exists and that no other program, overlay or second daemon holds it (gpioinfo tells)"
_CHIP_HELP: Final = "this is a Raspberry Pi, that /dev/gpiochip* is there and may be used by us (group gpio)"
_PULL_UP: Final = {Pull.UP: True, Pull.DOWN: False, Pull.NONE: None}


class PinsRefusedError(CallerError):
    """The chip or a line cannot be had; the text names it, the cause and the next step."""

    code: ClassVar[str] = "pins_refused"


class PinsGoneError(WireError):
    """A line that was ours cannot be read or written any more: the chip vanished (F45)."""


class Output:
    """One output line, active high; low until `on`."""

    def __init__(self, line: int, device: Any) -> None:
        self.line: Final = line
        """BCM number."""
        self._device = device

    def on(self) -> None:
        """Drive the line high; raises `PinsGoneError`."""
        with _gone(self.line):
            self._device.on()

    def off(self) -> None:
        """Drive the line low; raises `PinsGoneError`."""
        with _gone(self.line):
            self._device.off()

    def close(self) -> None:
        """Drive the line low and give it back; raises `PinsGoneError`."""
        with _gone(self.line):
            if not self._device.closed:
                self._device.off()
                self._device.close()


class Input:
    """One input line."""

    def __init__(self, line: int, device: Any) -> None:
        self.line: Final = line
        """BCM number."""
        self._device = device

    def level(self) -> Level:
        """The level on the wire now, whatever the pull; raises `PinsGoneError`."""
        with _gone(self.line):
            return 1 if self._device.pin.state else 0

    def close(self) -> None:
        """Give the line back; raises `PinsGoneError`. May be called twice."""
        with _gone(self.line):
            self._device.close()


class Pins:
    """The lines of one chip; every line can be claimed once. Use from one event loop only.

    ``factory`` is a pin factory of gpiozero: `pi_pins` gives the real one, tests hand in its ``MockFactory``.
    """

    def __init__(self, factory: Any) -> None:
        self._factory = factory
        self._claimed: list[Any] = []
        """gpiozero gives a line back that nobody holds any more."""

    def output(self, line: int) -> Output:
        """Claim a line and drive it low; raises `PinsRefusedError`."""
        from gpiozero import OutputDevice

        with _refused(f"line {line}", _LINE_HELP):
            # Active high only: with active_high=False this library drives the line low, so on, while it claims it.
            device = OutputDevice(line, initial_value=False, pin_factory=self._factory)
        self._claimed.append(device)
        return Output(line, device)

    def input(self, line: int, pull: Pull, hint: Callable[[], None]) -> Input:
        """Claim a line; raises `PinsRefusedError`.

        ``hint`` is called in the running event loop after an edge. It says that it is time to read the levels, not what
        they are: edges come late, doubled or not at all.
        """
        import asyncio  # here, because the guardian has no inputs and should be small

        from gpiozero import DigitalInputDevice

        loop = asyncio.get_running_loop()
        is_told = False

        def tell() -> None:
            nonlocal is_told
            is_told = False
            hint()

        def poke() -> None:
            # A contact that chatters must not fill the loop: one hint waits there at a time (F30). Simulated wires
            # tell from a thread of their own, which the end of the loop must not end.
            nonlocal is_told
            if is_told:
                return
            is_told = True
            try:
                loop.call_soon_threadsafe(tell)
            except RuntimeError:
                if not loop.is_closed():
                    raise

        floating = True if pull is Pull.NONE else None
        with _refused(f"line {line}", _LINE_HELP):
            device = DigitalInputDevice(line, pull_up=_PULL_UP[pull], active_state=floating, pin_factory=self._factory)
            device.when_activated = device.when_deactivated = poke
        self._claimed.append(device)
        return Input(line, device)

    def close(self) -> None:
        """Give the chip back, and with it every line that still is ours."""
        with suppress(*_faults()):  # a chip that is gone has taken its lines with it
            self._factory.close()
        self._claimed.clear()


def pi_pins() -> Pins:
    """The pins of this Pi; a chip of one's own each time. Raises `PinsRefusedError`."""
    with _refused("the GPIO chip", _CHIP_HELP):
        from lockerd.bus.gpio.factory import GpiodFactory

        return Pins(GpiodFactory())


@contextmanager
def _refused(what: str, help_: str) -> Iterator[None]:
    try:
        yield
    except _faults() as error:
        msg = f"{what} cannot be had: {_said(error)}; see that {help_}"
        raise PinsRefusedError(msg) from error


@contextmanager
def _gone(line: int) -> Iterator[None]:
    try:
        yield
    except _faults() as error:
        msg = f"line {line} is gone: {_said(error)}"
        raise PinsGoneError(msg) from error


def _faults() -> tuple[type[Exception], ...]:
    from gpiozero import GPIOZeroError

    return GPIOZeroError, OSError


def _said(error: Exception) -> str:
    return str(error).strip("'") or type(error).__name__
