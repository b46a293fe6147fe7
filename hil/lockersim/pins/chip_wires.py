"""Real wires: lines of a GPIO chip of this machine, each joined to one of lockerd's machine (hil/README.md)."""

import asyncio
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lockersim.errors import SimError
from lockersim.pins.wires import Wires

_HELP = "see that this machine has that chip, that you may use it (group gpio), and that nobody holds the line"


class ChipWires(Wires):
    """``lines``: lockerd's number of each line and ours, on chip ``chip`` of this machine.

    ``driven`` are those that lockerd drives; the others are open drain: we pull a line to ground or let it go,
    and never drive it high against lockerd.
    """

    def __init__(self, chip: int, lines: Mapping[int, int], driven: frozenset[int]) -> None:
        super().__init__()
        self._chip, self._lines, self._driven = chip, lines, driven
        self._lgpio: Any = None
        self._handle = -1
        self._heard: list[Any] = []

    def start(self) -> None:
        """See `Wires.start`."""
        lgpio, loop = _loaded(), asyncio.get_running_loop()
        self._lgpio = lgpio
        try:
            self._handle = lgpio.gpiochip_open(self._chip)
            for line, ours in self._lines.items():
                if line in self._driven:
                    lgpio.gpio_claim_alert(self._handle, ours, lgpio.BOTH_EDGES, lgpio.SET_PULL_DOWN)
                    self._heard.append(lgpio.callback(self._handle, ours, lgpio.BOTH_EDGES, self._heard_by(loop, line)))
                else:
                    lgpio.gpio_claim_output(self._handle, ours, 1, lgpio.SET_OPEN_DRAIN)
        except lgpio.error as error:
            self.stop()
            raise SimError(f"pins of chip {self._chip} cannot be had: {error}; {_HELP}") from None
        for line in self._driven:
            self.on_level(line, bool(lgpio.gpio_read(self._handle, self._lines[line])))

    def stop(self) -> None:
        """See `Wires.stop`."""
        for heard in self._heard:
            heard.cancel()
        self._heard.clear()
        if self._handle >= 0:
            self._lgpio.gpiochip_close(self._handle)
            self._handle = -1

    def close_to_ground(self, line: int, *, closed: bool) -> None:
        """See `Wires.close_to_ground`."""
        self._lgpio.gpio_write(self._handle, self._lines[line], 0 if closed else 1)

    def _heard_by(self, loop: asyncio.AbstractEventLoop, line: int) -> Any:
        def heard(_chip: int, _ours: int, level: int, _ns: int) -> None:
            if level in {0, 1}:  # 2 is a watchdog's word
                loop.call_soon_threadsafe(self.on_level, line, bool(level))

        return heard


def _loaded() -> Any:
    """lgpio, which leaves a pipe where it is loaded, and goes there: in a folder that is gone again."""
    here = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="lockersim-gpio-") as folder:
        os.environ["LG_WD"] = folder
        try:
            import lgpio
        finally:
            os.chdir(here)
    return lgpio
