"""BCC boards (Guangzhou Shuoming and resellers), device side: frames closed by the exclusive or of all bytes before.

Sources: vendor text at blog.csdn.net/u012909822/article/details/147892413; captures of an 8-way board in
github.com/Open-Locker/Open-Locker; a measured frame of a 50-way board in ConDms; the 24-way protocol of 2021 in
FaceLocker. 9600 8N1; boards 1..31, locks from 1; lock 00 means all. A board is deaf while it pulses.
Boards of up to 24 ways answer a query of all with three bytes, the highest locks first; the 50-way with seven, the
lowest first, unless the firmware does it the other way. Feedback unasked (81 or 82) is an option of the firmware; its
level means what it means in replies.
"""

from functools import reduce
from operator import xor
from typing import Any, ClassVar

from lockersim.boards.base import Board, Speed
from lockersim.boards.replies import Reply
from lockersim.boards.seals import xored
from lockersim.world.world import World

UNLOCK, QUERY, OPEN_SET, HOLD_ON, HOLD_OFF = 0x8A, 0x80, 0x90, 0x9A, 0x9B
FEEDBACK_HEADERS = (0x81, 0x82)
QUERY_WORD = 0x33
ALL_LOCKS = 0x00
SHORTED, NOT_SHORTED = 0x11, 0x00
HIGH_FIRST, LOW_FIRST = "high_first", "low_first"
SHORT_BYTES, LONG_BYTES = 5, 6
LONG_PULSES_S = range(1, 10)
FEEDBACK_MS = 20.0
"""How long after a switch moved a board speaks of it. No source gives it."""


class BccBoard(Board):
    """A BCC board: answers an unlock after the pulse with the feedback level."""

    family: ClassVar[str] = "bcc"
    models: ClassVar[dict[str, int]] = {"24": 24, "8": 8, "12": 12, "18": 18, "50": 50}
    addresses: ClassVar[range] = range(1, 32)
    usual_speed_baud: ClassVar[Speed] = 9600
    default_latency_ms: ClassVar[float] = 50.0
    default_pulse_ms: ClassVar[float] = 300.0
    unlock_word: ClassVar[int] = 0x11
    headers: ClassVar[frozenset[int]] = frozenset({UNLOCK, QUERY, OPEN_SET, HOLD_ON, HOLD_OFF})

    options: ClassVar[frozenset[str]] = frozenset({"status_order", "unasked"})

    def __init__(
        self, world: World, *, status_order: str | None = None, unasked: int | None = None, **settings: Any
    ) -> None:
        super().__init__(world, **settings)
        self._low_first = self.channels > 24 if status_order is None else status_order == LOW_FIRST
        self._unasked = unasked

    def speak_unasked(self, header: int | None) -> None:
        """Tell every move of a switch in frames that begin with ``header`` (81 or 82); None: only when asked."""
        self._unasked = header

    def _measure(self, buffer: bytearray) -> int | None:
        if buffer[0] not in self.headers:
            return 0
        for size in self._sizes(buffer[0]):
            if len(buffer) < size:
                return None
            if reduce(xor, buffer[:size]) == 0:
                return size
        return 0

    def _sizes(self, header: int) -> tuple[int, ...]:
        if header == OPEN_SET:
            return (3 + self._status_bytes,)
        # An unlock may name its pulse in a sixth byte. It cannot be taken for five bytes: no such frame's XOR is zero.
        return (SHORT_BYTES, LONG_BYTES) if header == UNLOCK else (SHORT_BYTES,)

    @property
    def _status_bytes(self) -> int:
        return 3 if self.channels <= 24 else 7

    def _obey(self, frame: bytes, at_ms: float) -> None:
        header, address, lock, word = frame[:4]
        if address != self.address:
            return
        if header == OPEN_SET:
            self._open_set(frame[2:-1], at_ms=at_ms)
        elif lock > self.channels:
            return
        elif header == QUERY and word == QUERY_WORD:
            reply = self._status() if lock == ALL_LOCKS else self._level(QUERY, lock)
            self._answer(reply, Reply.STATUS, at_ms=at_ms + self.latency_ms)
        elif word == self.unlock_word:
            self._drive(frame, at_ms=at_ms)

    def _drive(self, frame: bytes, *, at_ms: float) -> None:
        header, _, lock = frame[:3]
        if header == UNLOCK:
            long_s = frame[4] if len(frame) == LONG_BYTES else None
            if long_s is None or long_s in LONG_PULSES_S:
                self._unlock(lock, at_ms=at_ms, for_ms=None if long_s is None else long_s * 1000.0)
        elif lock != ALL_LOCKS and header in {HOLD_ON, HOLD_OFF}:
            channel = self._channel(lock)
            self._coils.hold(channel) if header == HOLD_ON else self._coils.off(channel)
            self._answer(frame, Reply.UNLOCK, at_ms=at_ms + self.latency_ms)

    def _unlock(self, lock: int, *, at_ms: float, for_ms: float | None) -> None:
        end_ms = self._open_all(at_ms=at_ms) if lock == ALL_LOCKS else self._pulse(lock, at_ms=at_ms, for_ms=for_ms)
        self._deaf_until_ms = end_ms
        self._after(end_ms, lambda: self._report(lock, at_ms=end_ms))

    def _report(self, lock: int, *, at_ms: float) -> None:
        all_done = xored(bytes([UNLOCK, self.calls_itself, ALL_LOCKS, self.unlock_word]))
        reply = all_done if lock == ALL_LOCKS else self._level(UNLOCK, lock)
        self._answer(reply, Reply.UNLOCK, at_ms=at_ms + self.latency_ms)

    def _open_set(self, mask: bytes, *, at_ms: float) -> None:
        """Fire all locks of a mask at the same moment, locks 1 to 8 in its first byte; there is no reply."""
        chosen = [n for n in self._numbers() if int.from_bytes(mask, "little") >> (n - 1) & 1]
        if len(chosen) > 1:
            self._note_open_all()
        for number in chosen:
            self._deaf_until_ms = self._pulse(number, at_ms=at_ms)

    def _level(self, header: int, lock: int) -> bytes:
        return xored(bytes([header, self.calls_itself, lock, SHORTED if self._bit(lock) else NOT_SHORTED]))

    def _status(self) -> bytes:
        groups = self._packed(self._bit, size_bytes=self._status_bytes)
        return xored(bytes([QUERY, self.calls_itself, *(groups if self._low_first else groups[::-1]), QUERY_WORD]))

    def _on_edge(self, number: int) -> None:
        if self._unasked is not None:
            now_ms = self._world.clock.now_ms()
            self._answer(self._level(self._unasked, number), Reply.NOTHING, at_ms=now_ms + FEEDBACK_MS)
