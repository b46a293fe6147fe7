"""One who watches a line: keeps what goes over it for a reader that may be slow. The bus never waits for anybody."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from lockerd.bus.line.taps import Taps
from lockerd.bus.line.wire import Direction

KEEP_CHUNKS: Final = 4_096
"""About half a minute of a line at 19200 baud."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes that went one way in one go, by the loop's time."""

    at_s: float
    direction: Direction
    data: bytes


class Watcher:
    """``with Watcher(taps) as watcher`` listens in for the length of the block."""

    def __init__(self, taps: Taps) -> None:
        self._taps = taps
        self._chunks: deque[Chunk] = deque()
        self._lost = 0
        self._loop = asyncio.get_running_loop()
        self._leave: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        self._leave = self._taps.add(self._keep)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def take(self) -> tuple[list[Chunk], int]:
        """What came since the last time, and how many of its chunks were lost behind it, because nobody took them."""
        chunks, lost = list(self._chunks), self._lost
        self._chunks.clear()
        self._lost = 0
        return chunks, lost

    def _keep(self, direction: Direction, data: bytes) -> None:
        if len(self._chunks) < KEEP_CHUNKS:
            self._chunks.append(Chunk(self._loop.time(), direction, data))
        else:
            self._lost += 1
