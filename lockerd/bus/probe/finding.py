"""What a scan found: boards, how well each is heard, what was not asked and why."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from lockerd.boards.probing.dialect import Dialect
from lockerd.boards.probing.identity import Identity
from lockerd.bus.probe.asking import Heard, Outcome
from lockerd.bus.probe.manner import Habits
from lockerd.bus.probe.overheard import Overheard
from lockerd.bus.probe.plan import Step
from lockerd.said import Said

_MOSTLY, _OFTEN = 0.5, 0.1
_MUCH_UNASKED_BYTES, _MANY = 64, 4


class Verdict(StrEnum):
    """How an address is heard."""

    GOOD = "good"
    FLAWED = "flawed"
    """Some answers are spoilt or missing."""
    SPOILT = "spoilt"
    """Most are: two boards that answer at once, or a bad line."""
    SEVERAL = "several"
    """More than one answer to one question: two boards for certain."""
    UNSTEADY = "unsteady"
    """Sound answers that contradict each other."""


@dataclass(slots=True)
class Tally:
    """The same question, asked again and again."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    changes: int = 0
    """How often a sound answer differed from the one before."""
    rest: Counter[bytes] = field(default_factory=Counter)
    """What came beside sound answers."""
    reply_ms: float = 0.0
    """The longest time from question to answer."""
    answer: bytes | None = None
    """The newest sound answer."""
    owed: int = 0
    """Questions that seemed to get no answer, which may have come with the next (F37)."""

    def add(self, heard: Heard) -> None:
        """One more."""
        outcome, answers = heard.outcome, heard.answers
        if outcome is Outcome.SEVERAL and len(answers) <= self.owed + 1:
            self.owed -= len(answers) - 1  # late ones, and its own: one board
            outcome = Outcome.SOUND
        self.owed += outcome is Outcome.SILENT
        self.outcomes[outcome] += 1
        if outcome is Outcome.SOUND:
            answer = answers[-1]
            self.changes += self.answer not in {None, answer}
            self.answer = answer
            self.reply_ms = max(self.reply_ms, heard.reply_ms)
            if heard.rest:
                self.rest[heard.rest] += 1

    @property
    def asked(self) -> int:
        """How many times."""
        return self.outcomes.total()

    @property
    def anything(self) -> bool:
        """Whether anybody said anything at all."""
        return self.outcomes[Outcome.SILENT] < self.asked

    @property
    def error_rate(self) -> float:
        """The part of the questions without a sound answer."""
        return 1 - self.outcomes[Outcome.SOUND] / self.asked

    @property
    def verdict(self) -> Verdict:
        """What to think of it."""
        if self.outcomes[Outcome.SEVERAL] > 1:
            return Verdict.SEVERAL
        if self.error_rate >= _MOSTLY:
            return Verdict.SPOILT
        if self.changes > 2:
            return Verdict.UNSTEADY
        return Verdict.FLAWED if self.error_rate >= _OFTEN else Verdict.GOOD


@dataclass(frozen=True, slots=True)
class FoundBoard:
    """An address at which something answers; who answers nothing sound is of no known identity."""

    dialect: Dialect
    address: int
    speed_baud: int
    tally: Tally
    identity: Identity


@dataclass(frozen=True, slots=True)
class Skipped:
    """A step that was not taken, and why."""

    step: Step
    reason: Said


@dataclass(slots=True)
class Findings:
    """Everything so far; grows while a scan runs."""

    overheard: Overheard | None = None
    habits: Habits | None = None
    boards: list[FoundBoard] = field(default_factory=list)
    asked: list[Step] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    unasked: bytearray = field(default_factory=bytearray)
    """What came between questions, from nobody who was asked."""
    notes: list[str] = field(default_factory=list)
    """About port and line."""
    finished: bool = False

    @property
    def drowned(self) -> bool:
        """Whether so much comes that nobody was asked for, or so little of it is sound, that no more can be found."""
        return len(self.unasked) > _MUCH_UNASKED_BYTES or sum(not each.tally.answer for each in self.boards) > _MANY

    def boards_at(self, step: Step) -> list[FoundBoard]:
        """Those that a step found."""
        return [each for each in self.boards if (each.dialect, each.speed_baud) == (step.dialect, step.speed_baud)]
