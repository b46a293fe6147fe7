"""What a played scenario says at its end, for people and for programs."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self


class Verdict(StrEnum):
    """How a story went."""

    PASSED = "passed"
    FAILED = "FAILED"
    SKIPPED = "skipped"
    """This rig cannot play it."""


@dataclass(frozen=True, slots=True)
class StepReport:
    """One step: how long it took, when it was over and what it said; ``error`` is empty when it went as it must."""

    number: int
    verb: str
    seconds: float
    over_at_s: float
    said: str
    error: str = ""

    def __str__(self) -> str:
        return f"{self.over_at_s:6.1f} s  {self.verb} {self.error or self.said}".rstrip()


@dataclass(slots=True)
class Report:
    """A whole run."""

    title: str
    steps: list[StepReport] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)
    """Physical rules broken, and differences between central's copy and the site's log."""
    measures: dict[str, int | float] = field(default_factory=dict)
    failure: str = ""
    """Why the story could not be played; empty when it was."""
    not_on_rig: list[str] = field(default_factory=list)
    """What the rig cannot do that the story wants; it was then not played."""

    @property
    def verdict(self) -> Verdict:
        """How it went, in a word."""
        if self.not_on_rig:
            return Verdict.SKIPPED
        return Verdict.FAILED if self.why else Verdict.PASSED

    @property
    def why(self) -> list[str]:
        """What did not go as it must, or could not."""
        errors = [f"step {step.number} ({step.verb}): {step.error}" for step in self.steps if step.error]
        return [*self.not_on_rig, *([self.failure] if self.failure else []), *errors, *self.breaches]

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {"verdict": self.verdict.lower()} | asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Read what `as_json` told."""
        fields = {name: value for name, value in told.items() if name in cls.__dataclass_fields__}
        return cls(**fields | {"steps": [StepReport(**step) for step in told["steps"]]})

    def lines(self) -> list[str]:
        """Return the summary for people."""
        measures = [f"  {name.replace('_', ' ')}: {value:g}" for name, value in self.measures.items()]
        return [f"{self.title}: {self.verdict}", *(f"  {reason}" for reason in self.why), *measures]


def table(reports: Mapping[str, Report]) -> list[str]:
    """Return one line for each story, by its name."""
    width = max(map(len, reports))
    lines = []
    for name, report in reports.items():
        took_s = report.measures.get("seconds", 0)
        why = "; ".join(reason.splitlines()[-1] for reason in report.why)
        lines.append(f"{name:{width}}  {report.verdict:8}{took_s:6.1f} s  {why}".rstrip())
    verdicts = Counter(report.verdict for report in reports.values())
    return [*lines, ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items())]
