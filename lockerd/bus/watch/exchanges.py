"""From raw bytes to exchanges: what was asked, what came back, what came besides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from lockerd.boards.codec import Codec
from lockerd.boards.describe import NotAFrameError, describe
from lockerd.boards.frames import Reply, Request, Side, UnlockRequest
from lockerd.boards.profile import UnlockAnswer
from lockerd.bus.line.wire import Direction
from lockerd.bus.setup import BusSetup
from lockerd.bus.watch.watcher import Chunk

_IDLE_S: Final = 0.5
"""After so long nothing more belongs to a question, a pulse's answer aside."""
_PULSE_S: Final = 4.0
_LONGEST_REQUEST = 40


class Kind(StrEnum):
    """What a frame on the line is."""

    REQUEST = "request"
    REPLY = "reply"
    ECHO = "echo"
    """What the adapter gives back of what was sent (F38)."""
    UNASKED = "unasked"
    """A sound frame that answers nothing that was asked: late, doubled, or from somebody else (F37, F39, F42)."""
    GARBAGE = "garbage"
    """Bytes outside of sound frames (F34, F44)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One frame, or a run of garbage."""

    at_s: float
    direction: Direction
    kind: Kind
    data: bytes
    said: tuple[Codec, Side] | None = None
    """In whose words, and as a request or a reply; None for garbage."""

    @property
    def meaning(self) -> list[dict[str, Any]]:
        """See `describe`; empty for garbage. Costs more than everything else here: only for what is shown."""
        if self.said is None:
            return []
        codec, side = self.said
        try:
            return describe(codec, self.data, side)
        except NotAFrameError:
            return []


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and everything until the next one; the first may lack its request."""

    frames: tuple[Seen, ...]
    unlock: bool = False
    answered: bool | None = None
    """Whether the request was answered; None where there is none, or none that wants an answer."""

    @property
    def signature(self) -> tuple[bytes, ...]:
        """Equal for exchanges that say the same."""
        return tuple(frame.data for frame in self.frames)

    @property
    def reply_ms(self) -> float | None:
        """From the first byte sent to the reply."""
        if not self.answered:
            return None
        reply = next(frame for frame in self.frames if frame.kind is Kind.REPLY)
        return (reply.at_s - self.frames[0].at_s) * 1000


class Exchanges:
    """Puts chunks together; describes nothing before it is complete. Pure."""

    def __init__(self, setup: BusSetup) -> None:
        self._echo = setup.echo
        self._codecs: dict[int, Codec] = {board.address: board.codec for board in setup.boards}
        self._others: list[Codec] = list({codec.profile.name: codec for codec in self._codecs.values()}.values())
        self._sent: Chunk | None = None
        self._heard: list[Chunk] = []
        self._began = False
        """Whether a whole exchange can be there: who joins in the middle hears answers without their questions."""

    def feed(self, chunks: Iterable[Chunk]) -> Iterator[Exchange]:
        """Exchanges that are complete now."""
        for chunk in chunks:
            if chunk.direction is Direction.SENT:
                if self._began:
                    yield from self._close()
                self._sent, self._heard, self._began = chunk, [], True
            else:
                self._heard.append(chunk)

    def idle(self, now_s: float) -> Iterator[Exchange]:
        """The one that is over because nothing more came."""
        newest = self._heard[-1] if self._heard else self._sent
        if newest and now_s - newest.at_s > (_PULSE_S if self._sent and self._is_unlock(self._sent.data) else _IDLE_S):
            self._began = True
            yield from self._close()

    def forget(self) -> None:
        """Chunks were lost: what is held may lack its other half."""
        self._sent, self._heard, self._began = None, [], False

    def _close(self) -> Iterator[Exchange]:
        sent, heard = self._sent, self._heard
        self._sent, self._heard = None, []
        if sent is None:
            if heard:
                yield Exchange(tuple(self._frames(heard, b"", None)))
            return
        asked, codec = self._asked(sent.data)
        frames = tuple(self._frames(heard, sent.data, asked))
        unlock = isinstance(asked, UnlockRequest)
        answered = any(frame.kind is Kind.REPLY for frame in frames)
        silent = unlock and codec.profile.unlock_answer is UnlockAnswer.NONE
        request = Seen(sent.at_s, sent.direction, Kind.REQUEST, sent.data, (codec, Side.REQUEST))
        yield Exchange((request, *frames), unlock, None if silent else answered)

    def _is_unlock(self, request: bytes) -> bool:
        return isinstance(self._asked(request)[0], UnlockRequest)

    def _asked(self, request: bytes) -> tuple[Request | None, Codec]:
        """What a request of ours asks, and the codec of the board that it asks."""
        for codec in self._others:
            asked = codec.parse_request(request)
            if asked and asked.address is not None and self._codecs.get(asked.address, codec) is codec:
                return asked, codec
        return None, self._others[0]

    def _frames(self, heard: list[Chunk], request: bytes, asked: Request | None) -> Iterator[Seen]:
        data = b"".join(chunk.data for chunk in heard)
        at = 0
        if self._echo and request and data.startswith(request):
            at = len(request)
            yield Seen(_time_of(heard, at), Direction.HEARD, Kind.ECHO, request)
        wanted = asked.address if asked else None
        garbage_from = at
        while at < len(data):
            found = self._at(data, at, wanted)
            if found is None:
                at += 1
                continue
            frame, codec, side, reply = found
            if garbage_from < at:
                yield Seen(_time_of(heard, at), Direction.HEARD, Kind.GARBAGE, data[garbage_from:at])
            at += len(frame)
            garbage_from = at
            kind = Kind.REPLY if side is Side.REPLY and wanted is not None and reply == wanted else Kind.UNASKED
            wanted = None if kind is Kind.REPLY else wanted
            yield Seen(_time_of(heard, at), Direction.HEARD, kind, frame, (codec, side))
        if garbage_from < len(data):
            yield Seen(heard[-1].at_s, Direction.HEARD, Kind.GARBAGE, data[garbage_from:])

    def _at(self, data: bytes, at: int, wanted: int | None) -> tuple[bytes, Codec, Side, int | None] | None:
        """The sound frame that begins here: a board's, or what somebody else asks."""
        first = [self._codecs[wanted]] if wanted in self._codecs else []
        for codec in (*first, *self._others):
            for size in sorted({len(shape) for shape in codec.reply_shapes}, reverse=True):
                frame = data[at : at + size]
                reply: Reply | None = codec.parse_reply(frame) if len(frame) == size else None
                if reply:
                    return frame, codec, Side.REPLY, reply.address
        for codec in self._others:
            for size in range(5, min(_LONGEST_REQUEST, len(data) - at) + 1):
                asked = codec.parse_request(data[at : at + size])
                if asked:
                    return data[at : at + size], codec, Side.REQUEST, asked.address
        return None


def _time_of(heard: list[Chunk], end: int) -> float:
    """When the byte before ``end`` had arrived."""
    for chunk in heard:
        end -= len(chunk.data)
        if end <= 0:
            return chunk.at_s
    return heard[-1].at_s
