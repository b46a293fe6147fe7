"""Kerong CU48 and its sister CU48B, device side: 6-byte requests, status in one frame, no reply to an unlock.

Sources: Kerong "CU48 Protocol And Introduction v2.1", 2020-03-23; for the CU48B (also sold as CU24), which has item
sensors, the public programs Cu48b.cs and KerongCommProtocol.py. 19200 8N1; the checksum is the low byte of the sum.
``02 ADDR LOCKNUM CMD 03 SUM``: ADDR 00..09 or 0A for all boards, LOCKNUM 00..2F or 30 for all locks.
"""

from typing import ClassVar

from lockersim.boards.base import Board, Speed
from lockersim.boards.replies import Reply
from lockersim.boards.seals import summed

STX, ETX = 0x02, 0x03
ALL_BOARDS, ALL_LOCKS = 0x0A, 0x30
REQUEST_BYTES = 6
BYTE_MS = 10 / 19200 * 1000


class Cu48Board(Board):
    """A CU48: 48 locks, feedback bits least significant first; whether 1 means locked depends on the switch."""

    family: ClassVar[str] = "cu48"
    models: ClassVar[dict[str, int]] = {"cu48": 48}
    addresses: ClassVar[range] = range(10)
    usual_speed_baud: ClassVar[Speed] = 19200
    default_latency_ms: ClassVar[float] = 5.0
    default_pulse_ms: ClassVar[float] = 500.0
    status_command: ClassVar[int] = 0x50
    unlock_command: ClassVar[int] = 0x51
    status_reply: ClassVar[int] = 0x65

    def _measure(self, buffer: bytearray) -> int | None:
        if buffer[0] != STX:
            return 0
        if len(buffer) < REQUEST_BYTES:
            return None
        frame = bytes(buffer[:REQUEST_BYTES])
        return REQUEST_BYTES if frame[4] == ETX and frame == summed(frame[:5]) else 0

    def _obey(self, frame: bytes, at_ms: float) -> None:
        _, address, lock, command, _, _ = frame
        if address not in {self.address, ALL_BOARDS}:
            return
        if command == self.status_command:
            # Asked all at once, boards answer in turn, back to back: each waits for those with lower addresses.
            reply = self._status()
            turn_ms = self.address * len(reply) * BYTE_MS if address == ALL_BOARDS else 0.0
            self._answer(reply, Reply.STATUS, at_ms=at_ms + self.latency_ms + turn_ms)
        elif command == self.unlock_command and lock == ALL_LOCKS:
            self._open_all(at_ms=at_ms)
        elif command == self.unlock_command and lock < self.channels:
            if address == ALL_BOARDS:
                self._note_open_all()
            self._pulse(lock + 1, at_ms=at_ms)

    def _status(self) -> bytes:
        return summed(bytes([STX, self.calls_itself, 0x00, self.status_reply, *self._sensors(), ETX]))

    def _sensors(self) -> bytes:
        return self._packed(self._bit, size_bytes=6)


class Cu48bBoard(Cu48Board):
    """A CU48B or CU24: as a CU48, with commands of its own; behind the hooks come the item (IR) bits, 1 = item."""

    family: ClassVar[str] = "cu48b"
    models: ClassVar[dict[str, int]] = {"cu48b": 48, "cu24": 24}
    status_command: ClassVar[int] = 0x60
    unlock_command: ClassVar[int] = 0x61
    status_reply: ClassVar[int] = 0x75

    def _sensors(self) -> bytes:
        return self._packed(self._bit, size_bytes=6) + self._packed(self._item, size_bytes=6)
