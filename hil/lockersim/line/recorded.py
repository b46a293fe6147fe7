"""A line that was written down, as a line again: whatever was answered then is answered now.

Time goes as it went, but never past an act: bytes that the host sent seldom (an unlock) hold the film until they are
sent again. So the same doings give the same log, however long somebody takes for them.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lockersim.errors import SimError
from lockersim.line.port import Port

FIRST: Final = "# lockerd line 1"
SELDOM: Final = 3
"""What was sent no more often is an act, and no question that is asked all the time."""
GAP_S: Final = 0.002
"""Bytes that come closer together are one question."""
_LINE: Final = re.compile(r"([0-9]+\.[0-9]+) ([<>]) ((?:[0-9A-F]{2} ?)+)")


@dataclass(slots=True)
class Asked:
    """One question and what came back, each with how long after it."""

    at_s: float
    question: bytes
    answers: list[tuple[float, bytes]] = field(default_factory=list)


def read_line(path: Path) -> list[Asked]:
    """Raises ``SimError``: no such file, no recording, or one without a single question."""
    try:
        first, about, *lines = path.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise SimError(f"{path}: {error}") from None
    if first != FIRST:
        raise SimError(f"{path} is no recording of a line")
    if not about.startswith("{"):
        raise SimError(f"{path}, line 2: what it is about is missing")
    asked: list[Asked] = []
    for number, line in enumerate(lines, 3):
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            raise SimError(f"{path}, line {number}: {line[:40]!r} is no chunk")
        at_s, data = float(found[1]) / 1000, bytes.fromhex(found[3])
        if found[2] == ">":
            asked.append(Asked(at_s, data))
        elif asked:
            asked[-1].answers.append((at_s - asked[-1].at_s, data))
    if not asked:
        raise SimError(f"{path}: nobody asks in it; of a line that was only listened to, nobody knows who spoke")
    return asked


class Film:
    """What is answered when; pure: the time is handed in."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self._by: dict[bytes, list[Asked]] = {}
        for each in asked:
            self._by.setdefault(each.question, []).append(each)
        counts = Counter(each.question for each in asked)
        often = any(count > SELDOM for count in counts.values())
        self._acts = [each for each in asked if often and counts[each.question] <= SELDOM]
        self._at_s = asked[0].at_s
        self._last_s: float | None = None
        self.unknown = 0
        """Questions that nobody asked when it was recorded."""

    def answers(self, question: bytes, now_s: float) -> list[tuple[float, bytes]]:
        """What comes back now, and how long after the question."""
        self._go_on(now_s)
        known = self._by.get(question)
        if known is None:
            self.unknown += 1
            return []
        if self._acts and self._acts[0].question == question:
            act = self._acts.pop(0)
            self._at_s = act.at_s
            return act.answers
        before = [each for each in known if each.at_s <= self._at_s]
        return (before[-1] if before else known[0]).answers

    def _go_on(self, now_s: float) -> None:
        passed_s = 0.0 if self._last_s is None else now_s - self._last_s
        self._last_s = now_s
        ahead_s = self._acts[0].at_s if self._acts else float("inf")
        self._at_s = min(self._at_s + passed_s, max(self._at_s, ahead_s - 0.001))


class Player:
    """Plays a film at a port."""

    def __init__(self, port: Port, film: Film) -> None:
        self._port, self._film = port, film
        self._heard = bytearray()
        self._ends: asyncio.TimerHandle | None = None
        port.on_bytes = self._hear

    def _hear(self, data: bytes) -> None:
        self._heard += data
        if self._ends is not None:
            self._ends.cancel()
        self._ends = asyncio.get_running_loop().call_later(GAP_S, self._ask)

    def _ask(self) -> None:
        loop, question = asyncio.get_running_loop(), bytes(self._heard)
        self._heard.clear()
        for after_s, data in self._film.answers(question, loop.time()):
            loop.call_later(max(0.0, after_s - GAP_S), self._port.write, data)
