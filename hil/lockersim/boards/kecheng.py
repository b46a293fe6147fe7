"""Kecheng board (CM06-24-396), device side: the BCC frames with words of its own.

Source: notes on the maker's protocol of 2025 in github.com/PredditaTi/Locker-Preddita. 9600 8N1. The manual and the
board in the field contradict each other on what levels mean; this is the board in the field: 11 and packed bit 1 are
closed, and a channel without a switch reads closed. Of the commands only those are obeyed whose bytes are known.
"""

from typing import ClassVar

from lockersim.boards.bcc import ALL_LOCKS, FEEDBACK_HEADERS, HOLD_OFF, HOLD_ON, QUERY, UNLOCK, BccBoard
from lockersim.boards.replies import Reply
from lockersim.boards.seals import xored

OPEN_ALL, OPEN_ALL_REPLY = 0x9D, 0x9E
ABOUT, ABOUT_FIRMWARE, FIRMWARE = 0x82, 0x22, 0xAB
AUTO_UPLOAD = 0x8D


class KechengBoard(BccBoard):
    """A Kecheng board: as BCC, but unlocked by the word 33; it can be told to speak unasked."""

    family: ClassVar[str] = "kecheng"
    models: ClassVar[dict[str, int]] = {"24": 24}
    options: ClassVar[frozenset[str]] = frozenset({"unasked"})
    unwired_bit: ClassVar[bool] = True
    unlock_word: ClassVar[int] = 0x33
    headers: ClassVar[frozenset[int]] = frozenset({UNLOCK, QUERY, HOLD_ON, HOLD_OFF, OPEN_ALL, ABOUT, AUTO_UPLOAD})

    def _obey(self, frame: bytes, at_ms: float) -> None:
        header, address, lock, word = frame[:4]
        if address != self.address:
            return
        if header == OPEN_ALL and word == self.unlock_word:
            end_ms = self._deaf_until_ms = self._open_all(at_ms=at_ms)
            self._after(end_ms, lambda: self._report_all(at_ms=end_ms))
        elif header == ABOUT and (lock, word) == (ALL_LOCKS, ABOUT_FIRMWARE):
            reply = xored(bytes([ABOUT, address, ALL_LOCKS, FIRMWARE]))
            self._answer(reply, Reply.STATUS, at_ms=at_ms + self.latency_ms)
        elif header == AUTO_UPLOAD and lock == 1:
            self.speak_unasked(FEEDBACK_HEADERS[0] if word else None)
        elif header in {UNLOCK, QUERY, HOLD_ON, HOLD_OFF}:
            super()._obey(frame, at_ms)

    def _report_all(self, *, at_ms: float) -> None:
        groups = self._packed(self._bit, size_bytes=self._status_bytes)[::-1]
        self._answer(
            xored(bytes([OPEN_ALL_REPLY, self.calls_itself, *groups])), Reply.UNLOCK, at_ms=at_ms + self.latency_ms
        )
