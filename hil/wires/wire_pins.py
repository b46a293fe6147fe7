"""Pins of gpiozero at the end of simulated wires; the other end is `lockersim.pins.socket_wires`.

What lockerd drives is told over the socket; what it reads is what the other end said last, high before it said
anything: the resistor inside the Pi.
"""

import socket
import threading
from contextlib import suppress
from typing import Any

from gpiozero.pins.mock import MockFactory, MockPin

from lockerd.bus.gpio.pins import Pins

PATIENCE_S = 10.0


class WirePin(MockPin):
    """One line. The simulated wall decides what an input reads."""

    factory: "WireFactory"

    def __init__(self, factory: "WireFactory", info: Any) -> None:
        super().__init__(factory, info)
        self._line = int(info.name.removeprefix("GPIO"))
        factory.lines[self._line] = self

    def _get_state(self) -> bool:
        return bool(self._state) if self._function == "output" else self.factory.levels.get(self._line, True)

    def _set_function(self, value: str) -> None:
        super()._set_function(value)
        if value == "output":
            self._state = False
        self.factory.drive(self._line, high=False)

    def _change_state(self, value: bool) -> bool:  # noqa: FBT001 - gpiozero's own shape
        changed: bool = super()._change_state(value)
        if changed and self._function == "output":
            self.factory.drive(self._line, high=value)
        return changed

    def hear(self, *, high: bool) -> None:
        """The other end of an input has changed."""
        if self._function == "input":
            (self.drive_high if high else self.drive_low)()


class WireFactory(MockFactory):
    """All lines of one program; they fall low when its connection ends."""

    def __init__(self, path: str) -> None:
        self.levels: dict[int, bool] = {}
        self.lines: dict[int, WirePin] = {}
        self._ready = threading.Event()
        self._end = socket.socket(socket.AF_UNIX)
        self._end.connect(path)
        super().__init__(pin_class=WirePin)
        threading.Thread(target=self._listen, daemon=True).start()
        if not self._ready.wait(PATIENCE_S):
            msg = f"nobody answers at {path}"
            raise OSError(msg)

    def drive(self, line: int, *, high: bool) -> None:
        """Tell the other end what we drive."""
        self._end.sendall(f"{line} {int(high)}\n".encode())

    def close(self) -> None:
        super().close()
        with suppress(OSError):  # the other end may have gone first
            self._end.shutdown(socket.SHUT_RDWR)  # wakes who listens; closing alone would not
        self._end.close()

    def _listen(self) -> None:
        with self._end.makefile() as said:
            try:
                for text in said:
                    self._hear(text)
            except OSError:
                return  # we closed it

    def _hear(self, text: str) -> None:
        if text == "ready\n":
            self._ready.set()
            return
        line, level = map(int, text.split())
        self.levels[line] = bool(level)
        if line in self.lines:
            self.lines[line].hear(high=bool(level))


def wire_pins(path: str) -> Pins:
    """The pins at the end of the wires at ``path``; a connection of one's own each time."""
    return Pins(WireFactory(path))
