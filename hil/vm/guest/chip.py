"""The far end of the guest's pins: what a lock's coil feels and what a door's contact does."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

LINES = Path("/sys/bus/gpio/devices/gpiochip0")
"""gpio-sim's folder of the chip; each line's files ``value`` and ``pull`` lie in it."""

LOOK_S = 0.002


def level(line: int) -> int:
    """What the wire carries now."""
    return int((LINES / f"sim_gpio{line}/value").read_text())


def pull(line: int, level: int) -> None:
    """What hangs on an input pulls it to this level."""
    (LINES / f"sim_gpio{line}/pull").write_text("pull-up" if level else "pull-down")


@contextmanager
def taken(line: int) -> Iterator[None]:
    """Another program holds this line, and drives it high."""
    program = f"""if True:
        import gpiod, time
        from gpiod.line import Direction, Value
        high = gpiod.LineSettings(direction=Direction.OUTPUT, output_value=Value.ACTIVE)
        held = gpiod.request_lines("/dev/gpiochip0", {{{line}: high}}, consumer="another")
        print(flush=True)
        time.sleep(600)
    """
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"\n"
            yield
        finally:
            holder.kill()


@dataclass
class Contact:
    """A door's reed contact to ground, with the resistor inside the Pi: shut is low."""

    line: int

    def shut(self) -> None:
        pull(self.line, 0)

    def open(self) -> None:
        pull(self.line, 1)

    def bounce(self, times: int = 6, each_s: float = 0.004) -> None:
        """Chatter, beginning with the other level; it ends as it began."""
        for _ in range(times):
            for state in (0, 1):
                pull(self.line, state)
                time.sleep(each_s)


@dataclass(frozen=True, slots=True)
class Pulse:
    """One time a line was high, in seconds of the monotonic clock."""

    line: int
    low_until_s: float
    """When it was last seen low; the first look that saw it high may have come late."""
    on_s: float
    off_s: float
    stalled_s: float
    """The longest time meanwhile in which nobody looked, because the machine gave this process no turn."""

    @property
    def lasted_s(self) -> float:
        return self.off_s - self.on_s

    @property
    def shortest_s(self) -> float:
        """For how long it was high at least, as far as that is not the machine's own doing: it has other work too."""
        return self.lasted_s - self.stalled_s

    @property
    def longest_s(self) -> float:
        """For how long it may have been high, if every look came as late as it could."""
        return self.off_s - self.low_until_s


class Probe:
    """``with Probe(17, 27)`` records every pulse of these lines, to about 2 ms; ``told`` hears of each that begins."""

    def __init__(self, *lines: int, told: Callable[[int], None] = lambda _: None) -> None:
        self.lines = lines
        self.pulses: list[Pulse] = []
        self._told = told
        self._on: dict[int, tuple[float, float]] = {}
        self._stalled_s = dict.fromkeys(lines, 0.0)
        self._low_s = dict.fromkeys(lines, 0.0)
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        looked_s = time.monotonic()
        while not self._stop.wait(LOOK_S):
            gap_s, looked_s = time.monotonic() - looked_s, time.monotonic()
            for line in self.lines:
                self._stalled_s[line] = max(gap_s, self._stalled_s[line]) if line in self._on else 0.0
                asked_s = time.monotonic()
                self._look(line, level(line), asked_s=asked_s, now_s=time.monotonic())

    def _look(self, line: int, found: int, *, asked_s: float, now_s: float) -> None:
        if not found:
            self._low_s[line] = asked_s
        if bool(found) == (line in self._on):
            return
        if found:
            self._told(line)
        with self._changed:
            if found:
                self._on[line] = self._low_s[line], now_s
            else:
                self.pulses.append(Pulse(line, *self._on.pop(line), now_s, self._stalled_s[line]))
            self._changed.notify_all()

    def rose(self, line: int, *, within_s: float = 10) -> bool:
        """Wait for the first time since the beginning that the line is high; whether it came."""
        with self._changed:
            return self._changed.wait_for(lambda: line in self._on or bool(self.of(line)), within_s)

    def falls(self, line: int, *, within_s: float = 10) -> Pulse:
        """Wait for the end of the first pulse."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.of(line), within_s), f"no whole pulse on line {line}"
            return self.of(line)[0]

    def of(self, line: int) -> list[Pulse]:
        """The whole pulses of one line."""
        return [pulse for pulse in self.pulses if pulse.line == line]
