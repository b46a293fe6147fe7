"""A reply among other bytes: late or foreign frames, garbage before and behind it (F34, F37, F42)."""

from collections.abc import Callable
from typing import Final, Generic, TypeVar

from lockerd.boards.codec import Codec
from lockerd.boards.frames import Reply
from lockerd.boards.stream import ReplyStream

_T = TypeVar("_T")


class Search(Generic[_T]):
    """Looks for a reply among whatever comes; ``wanted`` bytes are missing at least."""

    def __init__(self, codec: Codec, size_bytes: int, mine: Callable[[Reply], _T | None]) -> None:
        self._size_bytes = self.wanted = size_bytes
        self._mine = mine
        self.stream: Final = ReplyStream(codec)
        self.found: _T | None = None
        self.others: tuple[Reply, ...] = ()
        self.heard_bytes = 0

    def feed(self, data: bytes, *, in_time: bool) -> bool:
        """Take what came; whether more is to be waited for."""
        self.heard_bytes += len(data)
        on = in_time and len(data) >= self.wanted
        for frame in self.stream.feed(data) if on else self.stream.feed(data) + self.stream.finish():
            if self.found is None and (part := self._mine(frame)) is not None:
                self.found = part
            else:
                self.others = (*self.others, frame)
        # Of a longer foreign frame more may be held already.
        self.wanted = max(1, self._size_bytes - self.stream.held_bytes)
        return on and self.found is None
