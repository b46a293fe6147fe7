"""What a played scenario says at its end, for people and for programs."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class StepReport:
    """One step: how long it took and what it said; ``error`` is empty when it went as it must."""

    number: int
    verb: str
    seconds: float
    said: str
    error: str = ""


@dataclass(slots=True)
class Report:
    """A whole run."""

    title: str
    steps: list[StepReport] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)
    """Physical rules broken, and differences between central's copy and the site's log."""
    measures: dict[str, int | float] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether everything went as it must."""
        return not self.breaches and not any(step.error for step in self.steps)

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {"passed": self.passed} | asdict(self)

    def lines(self) -> list[str]:
        """Return the summary for people."""
        verdict = "passed" if self.passed else "FAILED"
        errors = [f"  step {step.number} ({step.verb}): {step.error}" for step in self.steps if step.error]
        breaches = [f"  {breach}" for breach in self.breaches]
        measures = [f"  {name.replace('_', ' ')}: {value:g}" for name, value in self.measures.items()]
        return [f"{self.title}: {verdict}", *errors, *breaches, *measures]
