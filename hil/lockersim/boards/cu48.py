"""Kerong CU48, device side: 6-byte requests, 12-byte status, no reply to an unlock.

Source: Kerong "CU48 Protocol And Introduction v2.1", 2020-03-23. 19200 8N1; the checksum is the low byte of the sum.
``02 ADDR LOCKNUM CMD 03 SUM``: ADDR 00..09 or 0A for all boards, LOCKNUM 00..2F or 30 for all locks.
"""

from collections.abc import Iterator
from typing import ClassVar

from lockersim.boards.base import Board, Reply

STX, ETX = 0x02, 0x03
STATUS, UNLOCK, STATUS_REPLY = 0x50, 0x51, 0x65
ALL_BOARDS, ALL_LOCKS = 0x0A, 0x30
REQUEST_BYTES = 6
STATUS_REPLY_MS = 12 * 10 / 19200 * 1000


class Cu48Board(Board):
    """A CU48: 48 locks, feedback bits least significant first; whether 1 means locked depends on the switch."""

    family: ClassVar[str] = "cu48"
    channels: ClassVar[int] = 48
    default_latency_ms: ClassVar[float] = 5.0
    default_pulse_ms: ClassVar[float] = 500.0

    def _frames(self, buffer: bytearray) -> Iterator[bytes]:
        while buffer:
            if buffer[0] != STX:
                del buffer[0]
                continue
            if len(buffer) < REQUEST_BYTES:
                return
            frame = bytes(buffer[:REQUEST_BYTES])
            if frame[4] == ETX and frame[5] == sum(frame[:5]) & 0xFF:
                del buffer[:REQUEST_BYTES]
                yield frame
            else:
                del buffer[0]

    def _obey(self, frame: bytes, at_ms: float) -> None:
        _, address, lock, command, _, _ = frame
        if address not in {self.address, ALL_BOARDS}:
            return
        if command == STATUS:
            # Asked all at once, boards answer in turn, back to back: each waits for those with lower addresses.
            turn_ms = self.address * STATUS_REPLY_MS if address == ALL_BOARDS else 0.0
            self._answer(self._status(), Reply.STATUS, at_ms=at_ms + self.latency_ms + turn_ms)
        elif command == UNLOCK and lock == ALL_LOCKS:
            self._open_all(at_ms=at_ms)
        elif command == UNLOCK and lock < self.channels:
            self._pulse(lock + 1, at_ms=at_ms)

    def _status(self) -> bytes:
        bits = sum(self._bit(number) << (number - 1) for number in range(1, self.channels + 1))
        head = bytes([STX, self.address, 0x00, STATUS_REPLY, *bits.to_bytes(6, "little"), ETX])
        return head + bytes([sum(head) & 0xFF])
