"""What a check says, and how several are put together."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """From the best to the worst."""

    OK = "ok"
    WARNING = "warning"
    """The station serves; somebody should look, before it does not."""
    FAULT = "fault"
    """Something does not work, or must not go on like this."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    verdict: Verdict
    found: str
    next_step: str = ""


def ok(name: str, found: str) -> Check:
    """All is well."""
    return Check(name, Verdict.OK, found)


def warning(name: str, found: str, next_step: str) -> Check:
    """Somebody should look."""
    return Check(name, Verdict.WARNING, found, next_step)


def fault(name: str, found: str, next_step: str) -> Check:
    """Something has to be mended."""
    return Check(name, Verdict.FAULT, found, next_step)


def worst(checks: Iterable[Check]) -> Verdict:
    """The worst verdict of all."""
    return max((check.verdict for check in checks), key=list(Verdict).index, default=Verdict.OK)
