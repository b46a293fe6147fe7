"""Kerong CU16 (NCU16, KU16), device side: 5-byte requests, 9-byte status, no reply to an unlock.

Sources: the public programs jin0949/KR-CU16_locker, suryavirkapur/kerong-lib, CU16Parser and the frame table of KU16,
which agree. 19200 8N1; the checksum is the low byte of the sum. ``02 ADDR CMD 03 SUM``: ADDR is board and lock in one
byte, board * 16 + lock - 1; board F means all. Commands 37 to 40 (times, speed), on which programs contradict each
other, are not obeyed.
"""

from typing import ClassVar

from lockersim.boards.base import Board, Speed
from lockersim.boards.replies import Reply
from lockersim.boards.seals import summed

STX, ETX = 0x02, 0x03
STATUS, UNLOCK, STATUS_OF_ALL, UNLOCK_ALL = 0x30, 0x31, 0x32, 0x33
STATUS_REPLY, STATUS_OF_ALL_REPLY = 0x35, 0x36
ALL_BOARDS = 0xF
REQUEST_BYTES = 5
STATUS_REPLY_MS = 9 * 10 / 19200 * 1000


class Cu16Board(Board):
    """A CU16: 16 hooks and 16 item (IR) sensors, 1 = item; whether 1 means locked depends on the switch."""

    family: ClassVar[str] = "cu16"
    models: ClassVar[dict[str, int]] = {"cu16": 16}
    addresses: ClassVar[range] = range(ALL_BOARDS)
    usual_speed_baud: ClassVar[Speed] = 19200
    default_latency_ms: ClassVar[float] = 5.0
    default_pulse_ms: ClassVar[float] = 500.0

    def _measure(self, buffer: bytearray) -> int | None:
        if buffer[0] != STX:
            return 0
        if len(buffer) < REQUEST_BYTES:
            return None
        frame = bytes(buffer[:REQUEST_BYTES])
        return REQUEST_BYTES if frame[3] == ETX and frame == summed(frame[:4]) else 0

    def _obey(self, frame: bytes, at_ms: float) -> None:
        board, lock = divmod(frame[1], 16)
        if board not in {self.address, ALL_BOARDS}:
            return
        command, everywhere = frame[2], board == ALL_BOARDS
        if command == STATUS and not everywhere:
            self._answer(self._status(STATUS_REPLY), Reply.STATUS, at_ms=at_ms + self.latency_ms)
        elif command == STATUS_OF_ALL and everywhere:
            # Boards answer in turn: each waits for those with lower addresses.
            due_ms = at_ms + self.latency_ms + self.address * STATUS_REPLY_MS
            self._answer(self._status(STATUS_OF_ALL_REPLY), Reply.STATUS, at_ms=due_ms)
        elif command == UNLOCK_ALL:
            self._open_all(at_ms=at_ms)
        elif command == UNLOCK:
            if everywhere:
                self._note_open_all()
            self._pulse(lock + 1, at_ms=at_ms)

    def _status(self, command: int) -> bytes:
        hooks, items = self._packed(self._bit, size_bytes=2), self._packed(self._item, size_bytes=2)
        return summed(bytes([STX, self.calls_itself * 16, command, *hooks, *items, ETX]))
