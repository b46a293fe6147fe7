"""gpiozero's pins over the kernel's own line interface, by libgpiod: no thread, no polling, nothing compiled here.

Each line is a request of its own, held from its first function until it is closed; an edge is heard in the event loop
that was running when somebody began to listen. The factories that gpiozero brings share one table of pins in a process,
so that whoever closes his chip takes the lines of all others along; here each has its own.
"""

import errno
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import gpiod
from gpiod.line import Bias, Direction, Edge, Value
from gpiozero import DeviceClosed, PinFixedPull, PinInvalidPin, PinUnknownPi
from gpiozero.pins.pi import PiFactory, PiPin

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

HEADER_LABELS: Final = frozenset({"pinctrl-bcm2835", "pinctrl-bcm2711", "pinctrl-rp1"})
"""What the kernels of Raspberry Pi 0 to 3, 4 and 5 call the chip behind the 40-pin header, whatever its number."""

REVISION: Final = Path("/sys/firmware/devicetree/base/system/linux,revision")
"""Which Pi it is, as the firmware tells; the other way there, /proc/device-tree, is hidden from the daemon
(``ProcSubset=pid`` of lockerd.service)."""
_WARRANTY: Final = 0x100
"""In front of the four digits of the first boards: it was clocked too fast, and says nothing of its pins."""

CONSUMER: Final = "lockerd"
"""What ``gpioinfo`` shows beside a line of ours."""

_DEVICES: Final = Path("/dev")
_EVENTS: Final = 16
"""As many edges as the kernel keeps for a line; older ones are lost, which a hint may be."""

_DIRECTIONS: Final = {"input": Direction.INPUT, "output": Direction.OUTPUT}
_VALUES: Final = {False: Value.INACTIVE, True: Value.ACTIVE}
_BIASES: Final = {"up": Bias.PULL_UP, "down": Bias.PULL_DOWN, "floating": Bias.DISABLED}


def header_chip(devices: Path = _DEVICES) -> gpiod.Chip:
    """The chip with the lines of the 40-pin header; raises `OSError`."""
    refused: OSError = FileNotFoundError(errno.ENOENT, "no GPIO chip of a Raspberry Pi's header")
    for path in sorted(devices.glob("gpiochip*")):
        try:
            chip = gpiod.Chip(str(path))
        except OSError as error:
            refused = OSError(error.errno, error.strerror, str(path))
            continue
        if chip.get_info().label in HEADER_LABELS:
            return chip
        chip.close()
    raise refused


class GpiodPin(PiPin):  # type: ignore[misc]
    """One line. Raises `OSError` and what gpiozero raises."""

    def __init__(self, factory: "GpiodFactory", info: Any) -> None:
        super().__init__(factory, info)
        self._chip = factory.chip
        self._settings = gpiod.LineSettings()
        self._request: gpiod.LineRequest | None = None
        self._loop: AbstractEventLoop | None = None

    def close(self) -> None:
        """Leave the line an input that nothing drives, and give it back; a line that is gone needs neither."""
        if self._request is None:
            return
        with suppress(OSError):
            self._set_function("input")
        self._request.release()
        self._request = None

    def output_with_state(self, state: bool) -> None:  # noqa: FBT001 - gpiozero's own shape, as below
        """Make it an output that has this level from its first moment on."""
        self._set_function("output", _VALUES[bool(state)])

    def _get_function(self) -> str:
        return "output" if self._settings.direction is Direction.OUTPUT else "input"

    def _set_function(self, value: str, level: Value = Value.INACTIVE) -> None:
        self._when_changed = None
        self._unlisten()
        self._settings = gpiod.LineSettings(direction=_DIRECTIONS[value], bias=Bias.DISABLED, output_value=level)
        self._apply()

    def _get_state(self) -> bool:
        return self._claimed().get_value(self._number) is Value.ACTIVE

    def _set_state(self, value: bool) -> None:  # noqa: FBT001
        self._claimed().set_value(self._number, _VALUES[bool(value)])

    def _get_pull(self) -> str:
        return next((name for name, bias in _BIASES.items() if bias is self._settings.bias), "floating")

    def _set_pull(self, value: str) -> None:
        if self._get_function() == "output" or self.info.pull not in {value, ""}:
            msg = f"{self!r} has a resistor of its own or is an output; its pull cannot be set to {value}"
            raise PinFixedPull(msg)
        self._settings.bias = _BIASES[value]
        self._apply()

    def _get_edges(self) -> str:
        return "both"

    def _set_edges(self, value: str) -> None:
        assert value == "both"

    def _enable_event_detect(self) -> None:
        import asyncio  # here, because the guardian listens to nothing and should be small

        self._settings.edge_detection = Edge.BOTH
        self._apply()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._claimed().fd, self._hear)

    def _disable_event_detect(self) -> None:
        self._unlisten()
        self._settings.edge_detection = Edge.NONE
        self._apply()

    def _hear(self) -> None:
        try:
            events = self._claimed().read_edge_events(_EVENTS)
        except OSError:
            self._unlisten()  # the chip is gone, which the next look at the level says; here it would be said for ever
            return
        for event in events:
            self._call_when_changed(event.timestamp_ns / 1e9, event.event_type is event.Type.RISING_EDGE)

    def _unlisten(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._claimed().fd)
        self._loop = None

    def _apply(self) -> None:
        config: dict[Any, gpiod.LineSettings | None] = {self._number: self._settings}
        if self._request is not None:
            self._request.reconfigure_lines(config)
            return
        try:
            self._request = self._chip.request_lines(config, consumer=CONSUMER)
        except ValueError as error:
            msg = f"the chip has no line {self._number}"
            raise PinInvalidPin(msg) from error

    def _claimed(self) -> gpiod.LineRequest:
        if self._request is None:
            msg = f"{self!r} was given back"
            raise DeviceClosed(msg)
        return self._request


def pi_revision(file: Path = REVISION) -> int:
    """The number that says which Pi this is; raises `gpiozero.PinUnknownPi` where it is none."""
    try:
        number = int.from_bytes(file.read_bytes()[:4], "big")
    except OSError as error:
        raise PinUnknownPi(f"{file}: {error.strerror}") from None
    return number & 0xFFFF if number >> 16 == _WARRANTY else number


class GpiodFactory(PiFactory):  # type: ignore[misc]
    """The lines of one chip. Raises `OSError`, and `gpiozero.PinUnknownPi` where this is no Raspberry Pi."""

    def __init__(self, chip: gpiod.Chip | None = None, *, revision: int | None = None) -> None:
        super().__init__()
        self._revision = pi_revision() if revision is None else revision
        self.chip: Final = chip or header_chip()
        self.pin_class = GpiodPin

    def close(self) -> None:
        """Give every line back, and the chip."""
        super().close()
        self.chip.close()

    def _get_revision(self) -> int:
        return self._revision

    def ticks(self) -> float:
        """Seconds of the clock that the kernel's edges carry."""
        return time.monotonic()

    def ticks_diff(self, later: float, earlier: float) -> float:
        """Seconds between two of them."""
        return later - earlier
