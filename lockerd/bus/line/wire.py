"""One request and its reply on the wire: echo, garbage and foreign frames are told apart and counted."""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from typing import Final, TypeVar

from lockerd.boards.codec import Codec
from lockerd.boards.frames import Reply
from lockerd.bus.counters import BoardCounters, BusCounters
from lockerd.bus.line.search import Search
from lockerd.bus.line.strays import AFTER_A_REPLY_BYTES, IN_A_PULSE_BYTES, Beside
from lockerd.bus.link.link import Link

_T = TypeVar("_T")
_BITS_PER_BYTE = 10  # 8N1
_BITS_PER_MODBUS_CHAR = 11
_FASTEST_GAP_BAUD = 22_000
"""3.5 characters in 1.75 ms. Source: MODBUS over Serial Line V1.02, 2.5.1.1."""
_MORE_THAN_A_REPLY = 255


class Direction(StrEnum):
    """Which way bytes went."""

    SENT = "sent"
    HEARD = "heard"


Tap = Callable[[Direction, bytes], None]
"""Sees the raw bytes of a bus."""


class Wire:
    """The conversation on one open link."""

    def __init__(
        self,
        link: Link,
        *,
        speed_baud: int,
        echo: bool,
        counters: BusCounters,
        monotonic_ms: Callable[[], int],
    ) -> None:
        """Needs a running loop."""
        self._link = link
        self._loop = asyncio.get_running_loop()
        self._lag_ms = link.lag.reply_ms
        self._byte_ms = _BITS_PER_BYTE * 1000 / speed_baud
        self._modbus_char_s = _BITS_PER_MODBUS_CHAR / min(speed_baud, _FASTEST_GAP_BAUD)
        """As the silence after a reply counts it."""
        self._echo = echo
        self._counters = counters
        self._monotonic_ms = monotonic_ms
        self.tap: Tap | None = None
        """Who sees the raw bytes; None, as nearly always: nobody."""
        self._sent = b""
        self._echo_due = b""
        self._beside = Beside(counters, monotonic_ms)
        self.strays: Final = self._beside.strays
        """What nobody has judged yet; whoever does empties it."""
        self.spoilt = False
        """Of the last question without an answer: whether at least half of one came instead."""
        self.mute = False
        """Of the last question: whether nothing at all came."""
        self.took_ms = 0.0
        """Of the last answer: the silence before it."""

    def wire_ms(self, size_bytes: int) -> float:
        """How long so many bytes take, 8N1."""
        return size_bytes * self._byte_ms

    def send(self, request: bytes, codec: Codec) -> int:
        """Drop what nobody asked for, write, and give the monotonic time of the first byte.

        Raises `LinkGoneError` only if not one byte left.
        """
        self.listen(codec)
        if self.tap:
            self.tap(Direction.SENT, request)
        self._sent = request
        self._echo_due = request if self._echo else b""
        if self._beside.echo_due and self._counters.echoes:
            self._beside.missed_echo(self._beside.echo_due)
        self._beside.echo_due = b"" if self._echo else request
        began_ms = self._monotonic_ms()
        self._link.write(request)  # last: nothing may fail between this and the report that it was sent
        return began_ms

    async def reply(
        self,
        codec: Codec,
        *,
        size_bytes: int,
        patience_ms: float,
        counters: BoardCounters,
        mine: Callable[[Reply], _T | None],
    ) -> _T | None:
        """Wait for the reply to what was just sent; None if it did not come in time. Raises `LinkGoneError`.

        ``size_bytes`` is the usual size of the reply, ``patience_ms`` the longest silence before it; ``mine`` takes
        what is wanted out of the right reply and None out of all others.
        """
        on_wire_ms = (len(self._sent) + size_bytes) * self._byte_ms
        quiet_s = codec.profile.silent_chars * self._modbus_char_s
        began_s = self._loop.time()
        until_s = began_s + (on_wire_ms + patience_ms + self._lag_ms) / 1000
        counters.exchanges += 1
        data = await self._hear(size_bytes, until_s, quiet_s)
        now_s = self._loop.time() - quiet_s
        frame = codec.usual_reply(data) if len(data) == size_bytes else None
        found = None if frame is None else mine(frame)
        self.mute = False
        if found is None:  # seldom: nearly always one status reply comes and nothing else
            search = Search(codec, size_bytes, mine)
            while search.feed(data, in_time=now_s < until_s):
                data = await self._hear(search.wanted, until_s, quiet_s)
                now_s = self._loop.time() - quiet_s
            found = self._settle(search, size_bytes, counters)
            if found is None:
                return None
        self._beside.explained_bytes = AFTER_A_REPLY_BYTES
        if not self._counters.echoes:
            self._beside.echo_due = b""  # an echo comes before the reply, but for a late reply
        self.took_ms = max(0.0, (now_s - began_s) * 1000 - on_wire_ms)
        return found

    def _settle(self, search: Search[_T], size_bytes: int, counters: BoardCounters) -> _T | None:
        """Count what came besides; gives what was found."""
        stream, heard_bytes, answered = search.stream, search.heard_bytes, search.found is not None
        counters.mismatches += len(search.others)
        counters.garbage_bytes += stream.garbage_bytes
        if search.others or stream.garbage_bytes:
            heard_bytes -= self._beside.reply(stream, search.others, size_bytes, answered=answered)
        self.mute = not heard_bytes
        if not answered:
            # Its rest may still come.
            self._beside.explained_bytes = max(AFTER_A_REPLY_BYTES + 1, size_bytes - heard_bytes)
            self.spoilt = 2 * heard_bytes >= size_bytes
            counters.garbled += heard_bytes > 0
            counters.timeouts += heard_bytes == 0
        return search.found

    async def silence(self, codec: Codec, quiet_ms: float) -> None:
        """Send nothing for a while; what is heard beyond our echo was not asked for. Raises `LinkGoneError`."""
        until_s = self._loop.time() + quiet_ms / 1000
        self._beside.explained_bytes = IN_A_PULSE_BYTES
        while self._loop.time() < until_s:
            if data := await self._hear(_MORE_THAN_A_REPLY, until_s):
                self._beside.unasked(data, codec)

    def listen(self, codec: Codec) -> None:
        """Take what came while nobody was asked. Raises `LinkGoneError`."""
        if data := self._link.take():
            if self.tap:
                self.tap(Direction.HEARD, data)
            self._beside.unasked(data, codec)

    async def _hear(self, wanted: int, until_s: float, quiet_s: float = 0.0) -> bytes:
        """What came beyond our echo, removed by count: by content an echo cannot be told from a reply (F38)."""
        echo, self._echo_due = self._echo_due, b""
        data = await self._link.read(len(echo) + wanted, until_s, quiet_s)
        if data and self.tap:
            self.tap(Direction.HEARD, data)
        if data.startswith(echo):
            self._counters.echoless = 0
            return data[len(echo) :]
        # The request did not go over the wire as sent: whatever follows answers something else.
        self._counters.echo_errors += 1
        self._counters.echoless += 1
        self._beside.missed_echo(echo)
        await self._link.read(_MORE_THAN_A_REPLY, until_s)
        return b""
