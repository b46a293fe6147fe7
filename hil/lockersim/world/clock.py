"""Time as the simulator sees it: handed in everywhere, real, on a virtual-time loop or moved by hand."""

import asyncio
import heapq
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Protocol


class Timer(Protocol):
    """Something that will happen and can still be called off."""

    def cancel(self) -> None:
        """Call it off; harmless when it has already happened."""


class Clock(Protocol):
    """A monotonic clock in milliseconds that can also wake somebody."""

    def now_ms(self) -> float:
        """Return the monotonic time; its zero means nothing."""

    def call_at(self, when_ms: float, action: Callable[[], None]) -> Timer:
        """Run ``action`` at ``when_ms``, or as soon as possible when that has passed."""


class LoopClock:
    """The clock of an asyncio loop, real or virtual."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def now_ms(self) -> float:
        return self._loop.time() * 1000

    def call_at(self, when_ms: float, action: Callable[[], None]) -> Timer:
        return self._loop.call_at(when_ms / 1000, action)


@dataclass(slots=True, eq=False)
class _Alarm:
    action: Callable[[], None]
    off: bool = False

    def cancel(self) -> None:
        self.off = True


class ManualClock:
    """A clock that stands still until it is advanced; what is due happens in order while it advances."""

    def __init__(self) -> None:
        self._now_ms = 0.0
        self._alarms: list[tuple[float, int, _Alarm]] = []
        self._numbers = count()

    def now_ms(self) -> float:
        return self._now_ms

    def call_at(self, when_ms: float, action: Callable[[], None]) -> Timer:
        alarm = _Alarm(action)
        heapq.heappush(self._alarms, (max(when_ms, self._now_ms), next(self._numbers), alarm))
        return alarm

    def advance(self, by_ms: float) -> None:
        """Let ``by_ms`` milliseconds pass."""
        end_ms = self._now_ms + by_ms
        while self._alarms and self._alarms[0][0] <= end_ms:
            when_ms, _, alarm = heapq.heappop(self._alarms)
            if not alarm.off:
                self._now_ms = when_ms
                alarm.action()
        self._now_ms = end_ms
