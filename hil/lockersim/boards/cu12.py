"""Kerong CU12, device side: frames with an answer code and data behind the checksum; every request is answered.

Source: Kerong "CU12 Protocol and Introduction", 2022-08-12, as quoted by two public test suites. 19200 8N1.
``STX ADDR LOCKNUM CMD ASK DATALEN ETX SUM [DATA]``: the sum covers all other bytes, data included. ADDR 00..0F or
10 for all boards, LOCKNUM 00..0B or 0C for all locks. Commands 82 to 85, 8E and 8F (times, speed, initialise, version)
are known by name only and not answered.
An unlock is acknowledged before the bolt moves, and the acknowledgement changes nothing that the status tells.
"""

from typing import ClassVar

from lockersim.boards.base import Board, Speed
from lockersim.boards.replies import Reply

STX, ETX = 0x02, 0x03
STATUS, UNLOCK = 0x80, 0x81
NOT_MODELLED = {0x82, 0x83, 0x84, 0x85, 0x8E, 0x8F}
ASKED, DONE, FAILED, UNKNOWN_COMMAND, BAD_DATA = 0x00, 0x10, 0x11, 0x13, 0x14
ALL_BOARDS, ALL_LOCKS = 0x10, 0x0C
HEAD_BYTES, LONGEST_BYTES = 8, 48
STATUS_REPLY_MS = 10 * 10 / 19200 * 1000


class Cu12Board(Board):
    """A CU12: 12 hooks, the first eight in the first data byte; whether 1 means locked depends on the switch."""

    family: ClassVar[str] = "cu12"
    models: ClassVar[dict[str, int]] = {"cu12": 12}
    addresses: ClassVar[range] = range(ALL_BOARDS)
    usual_speed_baud: ClassVar[Speed] = 19200
    default_latency_ms: ClassVar[float] = 5.0
    default_pulse_ms: ClassVar[float] = 500.0

    def _measure(self, buffer: bytearray) -> int | None:
        if buffer[0] != STX:
            return 0
        if len(buffer) < HEAD_BYTES:
            return None
        size = HEAD_BYTES + buffer[5]
        if buffer[6] != ETX or buffer[4] != ASKED or size > LONGEST_BYTES:
            return 0
        return size if len(buffer) >= size else None

    def _obey(self, frame: bytes, at_ms: float) -> None:
        _, address, lock, command = frame[:4]
        if address not in {self.address, ALL_BOARDS} or command in NOT_MODELLED:
            return
        everywhere = address == ALL_BOARDS
        turn_ms = self.address * STATUS_REPLY_MS if everywhere else 0.0
        answer = self._verdict(frame)
        data = b""
        if answer == DONE and command == STATUS:
            data = self._packed(self._bit, size_bytes=2)
        elif answer == DONE and command == UNLOCK:
            if everywhere and lock != ALL_LOCKS:
                self._note_open_all()
            self._open_all(at_ms=at_ms) if lock == ALL_LOCKS else self._pulse(lock + 1, at_ms=at_ms)
        reply = _frame(self.calls_itself, lock, command, answer, data)
        kind = Reply.UNLOCK if command == UNLOCK else Reply.STATUS
        self._answer(reply, kind, at_ms=at_ms + self.latency_ms + turn_ms)

    def _verdict(self, frame: bytes) -> int:
        _, _, lock, command = frame[:4]
        if frame[7] != (sum(frame) - frame[7]) & 0xFF:
            return BAD_DATA
        if command not in {STATUS, UNLOCK}:
            return UNKNOWN_COMMAND
        return FAILED if command == UNLOCK and lock > ALL_LOCKS else DONE


def _frame(address: int, lock: int, command: int, answer: int, data: bytes) -> bytes:
    head = bytes([STX, address, lock, command, answer, len(data), ETX])
    return head + bytes([sum(head + data) & 0xFF]) + data
