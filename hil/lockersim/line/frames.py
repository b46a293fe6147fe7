"""What went over a line, kept for the page and for checks: a bounded ring of raw frames."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

HOST = "host"
"""The sender that is the adapter at the pty, that is, lockerd."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Bytes one sender put on a line in one go, as they arrived; ``note`` says if they did not go over well."""

    number: int
    bus: str
    sender: str
    start_ms: float
    end_ms: float
    data: bytes
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "bus": self.bus,
            "sender": self.sender,
            "start_ms": self.start_ms,
            "end_ms": self.end_ms,
            "data": self.data.hex(" ").upper(),
            "note": self.note,
        }


class FrameLog:
    """The newest frames of one line; numbers go on when old ones fall out."""

    def __init__(self, bus: str, *, keep: int = 2000) -> None:
        self.frames: deque[Frame] = deque(maxlen=keep)
        self._bus = bus
        self._count = 0
        self._subscribers: list[Callable[[Frame], None]] = []

    def subscribe(self, listener: Callable[[Frame], None]) -> Callable[[], None]:
        """Have every later frame given to ``listener``; the result ends that."""
        self._subscribers.append(listener)
        return lambda: self._subscribers.remove(listener)

    def add(self, sender: str, data: bytes, *, start_ms: float, end_ms: float, note: str = "") -> None:
        """Keep one frame and tell the subscribers."""
        self._count += 1
        frame = Frame(self._count, self._bus, sender, start_ms, end_ms, data, note)
        self.frames.append(frame)
        for listener in tuple(self._subscribers):
            listener(frame)

    def sent_by(self, sender: str) -> list[bytes]:
        """Return the kept frames of one sender that went over the line."""
        return [f.data for f in self.frames if f.sender == sender and f.note not in {"lost", "withheld"}]
