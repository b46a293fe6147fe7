"""Finds replies in a stream of bytes: split, glued, or with garbage before, between and behind them."""

from lockerd.boards.codec import Codec, may_begin
from lockerd.boards.frames import Reply

_GARBAGE_BYTES = 64


class ReplyStream:
    """Parser of what one bus says to us; holds back less than one frame, so it is bounded whatever comes."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._held = bytearray()
        self.garbage = bytearray()
        """The newest 64 bytes that belonged to no sound frame."""
        self.garbage_bytes = 0
        """How many there were."""

    def feed(self, data: bytes) -> list[Reply]:
        """Take bytes as they came; give the replies that are now complete and sound."""
        self._held += data
        return self._scan(at_end=False)

    def finish(self) -> list[Reply]:
        """Nothing more will come: what was held back is searched for shorter frames, then dropped."""
        return self._scan(at_end=True)

    @property
    def held_bytes(self) -> int:
        """How many bytes of a possible frame are already here."""
        return len(self._held)

    def _scan(self, *, at_end: bool) -> list[Reply]:
        found: list[Reply] = []
        held = self._held
        while held:
            size = self._size_at_head()
            if size > len(held) and not at_end:
                break
            frame = self._codec.parse_reply(bytes(held[:size])) if 0 < size <= len(held) else None
            if frame is None:
                self.garbage.append(held.pop(0))  # resync: the next byte may begin a frame
                del self.garbage[:-_GARBAGE_BYTES]
                self.garbage_bytes += 1
            else:
                del held[:size]
                found.append(frame)
        return found

    def _size_at_head(self) -> int:
        return next((len(shape) for shape in self._codec.reply_shapes if may_begin(self._held, shape)), 0)
