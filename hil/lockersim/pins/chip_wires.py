"""Real wires: lines of a GPIO chip of this machine, each joined to one of lockerd's machine (hil/README.md)."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from lockersim.errors import SimError
from lockersim.pins.wires import Wires

if TYPE_CHECKING:
    import gpiod

_HELP = "see that this machine has that chip, that you may use it (group gpio), and that nobody holds the line"
_EVENTS: Final = 16
"""As many edges as the kernel keeps for a line."""


class ChipWires(Wires):
    """``lines``: lockerd's number of each line and ours, on chip ``chip`` of this machine.

    ``driven`` are those that lockerd drives; the others are open drain: we pull a line to ground or let it go,
    and never drive it high against lockerd.
    """

    def __init__(self, chip: int, lines: Mapping[int, int], driven: frozenset[int]) -> None:
        super().__init__()
        self._chip, self._lines, self._driven = chip, lines, driven
        self._requests: dict[int, gpiod.LineRequest] = {}

    def start(self) -> None:
        """See `Wires.start`."""
        from gpiod.line import Value

        loop = asyncio.get_running_loop()
        try:
            for line in self._lines:
                self._requests[line] = self._claim(line)
        except (OSError, ValueError) as error:
            self.stop()
            raise SimError(f"pins of chip {self._chip} cannot be had: {error}; {_HELP}") from None
        for line in self._driven:
            request = self._requests[line]
            loop.add_reader(request.fd, partial(self._hear, line))
            self.on_level(line, request.get_value(self._lines[line]) is Value.ACTIVE)

    def stop(self) -> None:
        """See `Wires.stop`."""
        loop = asyncio.get_running_loop()
        for request in self._requests.values():
            loop.remove_reader(request.fd)
            request.release()
        self._requests.clear()

    def close_to_ground(self, line: int, *, closed: bool) -> None:
        """See `Wires.close_to_ground`."""
        from gpiod.line import Value

        self._requests[line].set_value(self._lines[line], Value.INACTIVE if closed else Value.ACTIVE)

    def _claim(self, line: int) -> "gpiod.LineRequest":
        import gpiod  # here, because most walls have no wires
        from gpiod.line import Bias, Direction, Drive, Edge, Value

        ours = gpiod.LineSettings(direction=Direction.OUTPUT, drive=Drive.OPEN_DRAIN, output_value=Value.ACTIVE)
        if line in self._driven:
            ours = gpiod.LineSettings(direction=Direction.INPUT, bias=Bias.PULL_DOWN, edge_detection=Edge.BOTH)
        return gpiod.request_lines(f"/dev/gpiochip{self._chip}", {self._lines[line]: ours}, consumer="lockersim")

    def _hear(self, line: int) -> None:
        request = self._requests[line]
        try:
            events = request.read_edge_events(_EVENTS)
        except OSError as error:
            asyncio.get_running_loop().remove_reader(request.fd)  # or it would be said for ever
            raise SimError(f"line {self._lines[line]} of chip {self._chip} is gone: {error}") from None
        for event in events:
            self.on_level(line, event.event_type is event.Type.RISING_EDGE)
