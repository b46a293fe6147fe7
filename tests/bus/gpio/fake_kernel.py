"""A GPIO chip as the kernel has it, behind the shapes of gpiod: lines, who holds them, pulls, edges, an end."""

import errno
import os
from collections import deque
from collections.abc import Mapping

import gpiod
from gpiod.line import Bias, Direction, Edge, Value

LEVELS = {Value.INACTIVE: 0, Value.ACTIVE: 1}
PULLED = {Bias.PULL_UP: 1, Bias.PULL_DOWN: 0}


class Edges:
    """What is read from a request."""

    Type = gpiod.EdgeEvent.Type

    def __init__(self, level: int) -> None:
        self.event_type = self.Type.RISING_EDGE if level else self.Type.FALLING_EDGE
        self.timestamp_ns = 0


class FakeRequest:
    """One line that somebody holds."""

    def __init__(self, chip: "FakeChip", line: int, settings: gpiod.LineSettings) -> None:
        self.chip, self.line = chip, line
        self.fd, self._told = os.pipe()
        self._edges: deque[Edges] = deque(maxlen=16)
        chip.held[line] = self
        self.reconfigure_lines({line: settings})

    def reconfigure_lines(self, config: Mapping[int, gpiod.LineSettings]) -> None:
        self.chip.there()
        ((_, settings),) = config.items()
        self.settings = settings.direction, settings.bias, settings.edge_detection
        if settings.direction is Direction.OUTPUT:
            self.chip.drive(self.line, LEVELS[settings.output_value])
        elif settings.bias in PULLED:
            self.chip.drive(self.line, PULLED[settings.bias])

    def get_value(self, line: int) -> Value:
        self.chip.there()
        return Value(self.chip.levels[line])

    def set_value(self, line: int, value: Value) -> None:
        self.chip.there()
        if self.settings[0] is not Direction.OUTPUT:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
        self.chip.drive(line, LEVELS[value])

    def edge(self, level: int) -> None:
        if self.settings[2] is Edge.BOTH:
            self._edges.append(Edges(level))
            os.write(self._told, b"!")

    def read_edge_events(self, most: int) -> list[Edges]:
        self.chip.there()
        os.read(self.fd, most)
        found = list(self._edges)
        self._edges.clear()
        return found

    def hang_up(self) -> None:
        """The kernel's word to whoever listens, when the chip goes."""
        os.write(self._told, b"!")

    def release(self) -> None:
        self.chip.held.pop(self.line)
        os.close(self.fd)
        os.close(self._told)


class FakeChip:
    """``levels`` are the wires; ``driven`` tells every change that a holder made, in order."""

    def __init__(self, lines: int = 28) -> None:
        self.lines = lines
        self.levels = dict.fromkeys(range(lines), 0)
        self.held: dict[int, FakeRequest] = {}
        self.driven: list[tuple[int, int]] = []
        self.gone = False
        self.closed = False

    def there(self) -> None:
        if self.gone:
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))

    def request_lines(self, config: Mapping[int, gpiod.LineSettings], consumer: str) -> FakeRequest:
        self.there()
        assert consumer
        ((line, settings),) = config.items()
        if line >= self.lines:
            msg = "line offset of out range"
            raise ValueError(msg)
        if line in self.held:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        return FakeRequest(self, line, settings)

    def drive(self, line: int, level: int) -> None:
        if self.levels[line] != level:
            self.levels[line] = level
            self.driven.append((line, level))

    def wire(self, line: int, level: int) -> None:
        """What hangs on an input changes its level."""
        if self.levels[line] != level:
            self.levels[line] = level
            if line in self.held:
                self.held[line].edge(level)

    def vanish(self) -> None:
        self.gone = True
        for request in self.held.values():
            request.hang_up()

    def close(self) -> None:
        self.closed = True
