"""What was said anew on a line in the last hours: an exchange that says what it said before costs nothing."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Final

from lockerd.bus.line.taps import Taps
from lockerd.bus.line.wire import Direction

KEPT: Final = 500
"""Exchanges; whoever babbles on a line pushes out what was before, and no more (F42)."""
QUESTIONS: Final = 256
LONGEST_BYTES: Final = 256


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One question and all that was heard until the next."""

    at_ms: int
    """Monotonic, as the readings that came of it."""
    sent: bytes
    heard: bytes


class LastWords:
    """Listens in for as long as the daemon lives."""

    def __init__(self, taps: Taps) -> None:
        self._said: dict[bytes, bytes] = {}
        self._kept: deque[Exchanged] = deque(maxlen=KEPT)
        self._at_ms, self._sent, self._heard = 0, b"", bytearray()
        taps.add(self._hear)

    def kept(self) -> list[Exchanged]:
        """The oldest first, the one under way at the end."""
        return [*self._kept, Exchanged(self._at_ms, self._sent, bytes(self._heard))]

    def _hear(self, direction: Direction, data: bytes) -> None:
        if direction is Direction.SENT:
            self._close()
            self._at_ms, self._sent = int(asyncio.get_running_loop().time() * 1000), data
        else:
            self._heard += data[: LONGEST_BYTES - len(self._heard)]

    def _close(self) -> None:
        heard = bytes(self._heard)
        if self._said.get(self._sent) != heard and (self._sent or heard):
            if len(self._said) >= QUESTIONS:
                self._said.clear()
            self._said[self._sent] = heard
            self._kept.append(Exchanged(self._at_ms, self._sent, heard))
        self._heard.clear()
