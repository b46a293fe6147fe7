"""BCC 24-way board (Guangzhou Shuoming and resellers), device side: 5-byte frames closed by the XOR of all before.

Sources: vendor text at blog.csdn.net/u012909822/article/details/147892413; captures of an 8-way board in
github.com/Open-Locker/Open-Locker. 9600 8N1; boards 1..31, locks from 1; lock 00 means all.
A board is deaf while it pulses. Its frames that no host of ours sends (90, 9A, 9B: sets and holds) are not obeyed.
"""

from collections.abc import Iterator
from functools import reduce
from operator import xor
from typing import ClassVar

from lockersim.boards.base import Board, Reply

UNLOCK, QUERY = 0x8A, 0x80
UNLOCK_WORD, QUERY_WORD = 0x11, 0x33
ALL_LOCKS = 0x00
SHORTED, NOT_SHORTED = 0x11, 0x00
FRAME_BYTES = 5


class BccBoard(Board):
    """A BCC 24-way board: answers an unlock after the pulse with the feedback level; status high group first."""

    family: ClassVar[str] = "bcc"
    channels: ClassVar[int] = 24
    default_latency_ms: ClassVar[float] = 50.0
    default_pulse_ms: ClassVar[float] = 300.0

    def _frames(self, buffer: bytearray) -> Iterator[bytes]:
        while buffer:
            if buffer[0] not in {UNLOCK, QUERY}:
                del buffer[0]
                continue
            if len(buffer) < FRAME_BYTES:
                return
            frame = bytes(buffer[:FRAME_BYTES])
            if reduce(xor, frame) == 0:
                del buffer[:FRAME_BYTES]
                yield frame
            else:
                del buffer[0]

    def _obey(self, frame: bytes, at_ms: float) -> None:
        command, address, lock, word, _ = frame
        if address != self.address or lock > self.channels:
            return
        if command == UNLOCK and word == UNLOCK_WORD:
            self._unlock(lock, at_ms=at_ms)
        elif command == QUERY and word == QUERY_WORD:
            reply = self._status() if lock == ALL_LOCKS else self._level(QUERY, lock)
            self._answer(reply, Reply.STATUS, at_ms=at_ms + self.latency_ms)

    def _unlock(self, lock: int, *, at_ms: float) -> None:
        if lock == ALL_LOCKS:
            end_ms = self._open_all(at_ms=at_ms)
        else:
            self._pulse(lock, at_ms=at_ms)
            end_ms = at_ms + self.pulse_ms
        self._deaf_until_ms = end_ms
        self._after(end_ms, lambda: self._report(lock, at_ms=end_ms))

    def _report(self, lock: int, *, at_ms: float) -> None:
        reply = (
            _sealed(UNLOCK, self.address, ALL_LOCKS, UNLOCK_WORD) if lock == ALL_LOCKS else self._level(UNLOCK, lock)
        )
        self._answer(reply, Reply.UNLOCK, at_ms=at_ms + self.latency_ms)

    def _level(self, command: int, lock: int) -> bytes:
        return _sealed(command, self.address, lock, SHORTED if self._bit(lock) else NOT_SHORTED)

    def _status(self) -> bytes:
        bits = sum(self._bit(number) << (number - 1) for number in range(1, self.channels + 1))
        return _sealed(QUERY, self.address, *bits.to_bytes(3, "big"), QUERY_WORD)


def _sealed(*head: int) -> bytes:
    return bytes([*head, reduce(xor, head)])
