"""One question to one address, and everything that comes back, heard out."""

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lockerd.boards.probing.dialect import Question
from lockerd.bus.link.link import Link

PAUSE_MS: Final = 60.0
"""The silence that must follow whatever was heard before we speak again: longer than a board remembers half a frame
(seen: 5 to 20 ms), so that an answer and our next question are never one frame to anybody."""
_BITS_PER_BYTE = 10
LONGEST_BYTES: Final = 128
"""Who says more without a pause does not answer a question: it is not heard out."""
_MORE_THAN_AN_ANSWER = 255


class Outcome(StrEnum):
    """What became of a question."""

    SILENT = "silent"
    SOUND = "sound"
    GARBLED = "garbled"
    """Something came, and no sound answer."""
    SEVERAL = "several"
    """More than one sound answer: more than one board."""


@dataclass(frozen=True, slots=True)
class Manner:
    """What a line does by itself whenever we speak."""

    echo: bool = False
    stray: bytes = b""
    """Bytes that come after everything we send."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back; ``unasked`` was there before we spoke."""

    answers: tuple[bytes, ...]
    rest: bytes
    """Bytes outside the answers, the line's own manner aside."""
    reply_ms: float
    """From the end of the question to the last byte."""
    unasked: bytes = b""

    @property
    def outcome(self) -> Outcome:
        """In a word."""
        if len(self.answers) > 1:
            return Outcome.SEVERAL
        if self.answers:
            return Outcome.SOUND
        return Outcome.GARBLED if self.rest else Outcome.SILENT


class Asker:
    """Speaks on one open link; every method raises `LinkGoneError` when it is lost."""

    def __init__(self, link: Link, *, speed_baud: int, manner: Manner = Manner()) -> None:
        self.link: Final = link
        self.manner = manner
        self._speed_baud: Final = speed_baud

    async def ask(self, question: Question, *, patience_ms: float) -> Heard:
        """Ask and hear it out; ``patience_ms`` is the longest silence before an answer."""
        unasked = self.link.take()
        size, expected_bytes = len(question.request), len(self.manner.stray) + question.answer_bytes
        raw, last_s, sent_s = await self.send(question.request, expected_bytes=expected_bytes, patience_ms=patience_ms)
        answers, rest = _sorted(self._beyond_manner(question.request, raw), question)
        return Heard(answers, rest, (last_s - sent_s) * 1000 - self._wire_ms(size), unasked)

    async def send(self, data: bytes, *, expected_bytes: int, patience_ms: float) -> tuple[bytes, float, float]:
        """Send and give all that comes, when the last of it came, and when we began; a pause is kept behind it."""
        loop = asyncio.get_running_loop()
        began_s = last_s = loop.time()
        self.link.write(data)
        echo_bytes = len(data) if self.manner.echo else 0
        until_s = began_s + (self._wire_ms(len(data) + expected_bytes) + patience_ms) / 1000
        heard = await self.link.read(echo_bytes + expected_bytes, until_s)
        if len(heard) > echo_bytes + len(self.manner.stray):
            more = heard
            while more and len(heard) < LONGEST_BYTES:
                last_s = loop.time()
                more = await self.link.read(_MORE_THAN_AN_ANSWER, last_s + PAUSE_MS / 1000)
                heard += more
        return heard, last_s, began_s

    def _beyond_manner(self, request: bytes, raw: bytes) -> bytes:
        """By count, not by content: an echo can look like an answer (F38)."""
        own = (request if self.manner.echo else b"") + self.manner.stray
        if raw.startswith(own):
            return raw[len(own) :]
        return raw.removeprefix(request) if self.manner.echo else raw

    def _wire_ms(self, size_bytes: int) -> float:
        return size_bytes * _BITS_PER_BYTE * 1000 / self._speed_baud


def _sorted(data: bytes, question: Question) -> tuple[tuple[bytes, ...], bytes]:
    """The sound answers in these bytes, and what is left."""
    answers, rest, at = [], bytearray(), 0
    sizes = sorted({len(shape) for shape in question.answers}, reverse=True)
    while at < len(data):
        frame = next((data[at : at + size] for size in sizes if question.is_answer(data[at : at + size])), b"")
        if frame:
            answers.append(frame)
        else:
            rest.append(data[at])
        at += len(frame) or 1
    return tuple(answers), bytes(rest)
