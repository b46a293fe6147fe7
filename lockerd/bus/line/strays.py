"""What was heard beside the replies that were waited for: our own echo is taken away, the rest is kept to be judged."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lockerd.boards.codec import Codec
from lockerd.boards.frames import Reply
from lockerd.boards.stream import ReplyStream
from lockerd.bus.counters import BusCounters

AFTER_A_REPLY_BYTES: Final = 2
"""A line without bias makes a stray byte or two when the last sender lets go."""
IN_A_PULSE_BYTES: Final = 8
"""A coil that is switched near a long cable makes some."""
_BESIDE_A_REPLY_BYTES: Final = 8
"""Boards that put garbage before their replies were seen with four."""
_ECHOES_KEPT: Final = 8
_LATE_ECHO_MS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Strays:
    """What was heard beside the reply that was waited for."""

    frames: tuple[Reply, ...]
    """Sound replies: late, doubled, from another address, or to somebody else."""
    garbage: bytes
    """The newest of the bytes that belong to no sound reply."""
    garbage_bytes: int
    explained_bytes: int
    """So many may come from a spoilt or late reply, or from a line that is let go of."""
    answered: bool | None = None
    """Whether a sound reply came as well; None: nobody was asked."""
    calm: bool = False
    """Whether nobody was asked and nothing was due: the last question had been answered."""


class Beside:
    """Asked only when something was heard; what is on its way anyhow is kept up to date by whoever speaks and hears."""

    def __init__(self, counters: BusCounters, monotonic_ms: Callable[[], int]) -> None:
        self._counters = counters
        self._monotonic_ms = monotonic_ms
        self.echo_due = b""
        """Of the last question, on an adapter that is not known to echo: comes back if it does."""
        self._late_echoes = LateEchoes()
        self.explained_bytes = AFTER_A_REPLY_BYTES
        """So many bytes may still come without anybody else's doing."""
        self.strays: Final[list[Strays]] = []
        """What nobody has judged yet; whoever does empties it."""

    def missed_echo(self, request: bytes) -> None:
        """The echo of this request did not come in time (F38)."""
        self._late_echoes.missed(request, self._monotonic_ms())

    def reply(self, stream: ReplyStream, others: tuple[Reply, ...], size_bytes: int, *, answered: bool) -> int:
        """What came while a reply of ``size_bytes`` was waited for; gives how much of it is our own, unset echo."""
        # The end of a reply that was given up comes into the silence after it, or before the next reply.
        before_bytes = max(self.explained_bytes, AFTER_A_REPLY_BYTES)
        explained_bytes = before_bytes if answered else 2 * size_bytes + _BESIDE_A_REPLY_BYTES
        return self._keep(stream, others, explained_bytes, answered=answered)

    def unasked(self, data: bytes, codec: Codec) -> None:
        """What came while nobody was asked."""
        stream = ReplyStream(codec)
        frames = stream.feed(data) + stream.finish()
        self._counters.unasked_frames += len(frames)
        self._counters.unasked_bytes += stream.garbage_bytes
        explained_bytes, self.explained_bytes = self.explained_bytes, 0
        self._keep(stream, tuple(frames), explained_bytes)

    def _keep(
        self, stream: ReplyStream, frames: tuple[Reply, ...], explained_bytes: int, *, answered: bool | None = None
    ) -> int:
        garbage, count = bytes(stream.garbage), stream.garbage_bytes
        # Once for each request: by content, a stranger's question cannot be told from its echo (F38).
        if (echo := self.echo_due) and echo in garbage:
            garbage, self.echo_due = garbage.replace(echo, b"", 1), b""
            self._counters.echoes += 1
        garbage = self._late_echoes.without(garbage, self._monotonic_ms())
        own_bytes = len(stream.garbage) - len(garbage)
        count -= own_bytes
        if frames or count:
            calm = answered is None and explained_bytes == AFTER_A_REPLY_BYTES
            self.strays.append(Strays(frames, garbage, count, explained_bytes, answered, calm))
        return own_bytes


class LateEchoes:
    """Requests whose echo is missing on an adapter that echoes: each may still come, once, for 5 s (F38)."""

    def __init__(self) -> None:
        self._open: deque[tuple[bytes, int]] = deque(maxlen=_ECHOES_KEPT)

    def missed(self, request: bytes, now_ms: int) -> None:
        """The echo of this request did not come in time."""
        self._open.append((request, now_ms + _LATE_ECHO_MS))

    def without(self, heard: bytes, now_ms: int) -> bytes:
        """What was heard beside such echoes. By content, a stranger's question cannot be told from one."""
        for late in tuple(self._open):
            request, until_ms = late
            if request in heard or now_ms > until_ms:
                self._open.remove(late)
            if now_ms <= until_ms:
                heard = heard.replace(request, b"", 1)
        return heard
