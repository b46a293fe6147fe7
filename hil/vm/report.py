"""What came out: read from the guests' reports, told in one table."""

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Result:
    """One check."""

    stage: str
    name: str
    outcome: str
    """``passed``, ``failed`` or ``skipped``."""
    words: str = ""
    """Figures of what passed, the reason of what did not."""


def results_of(stage: str, report: Path) -> list[Result]:
    """The tests of one guest; a missing report is one failed result."""
    if not report.exists():
        return [Result(stage, "tests", "failed", "the guest ended without a report; see its console.log")]
    found = []
    for case in ET.parse(report).iter("testcase"):
        bad = next((child for child in case if child.tag in {"failure", "error"}), None)
        skipped = case.find("skipped")
        outcome = "failed" if bad is not None else "skipped" if skipped is not None else "passed"
        told = bad if bad is not None else skipped
        figures = [each.get("value", "") for each in case.iterfind("properties/property[@name='figure']")]
        words = "; ".join(figures) if told is None else (told.text or told.get("message") or "")
        found.append(Result(stage, case.get("name", "?"), outcome, words))
    return found or [Result(stage, "tests", "failed", "the guest ran no test")]


def summary(results: Sequence[Result], seconds: dict[str, float]) -> str:
    """Figures, whatever did not pass with its words, and a table."""
    lines = [f"{each.stage}: {each.name}: {each.words}" for each in results if each.outcome == "passed" and each.words]
    for result in results:
        if result.outcome == "failed":
            lines += [f"FAILED {result.stage}: {result.name}", *(f"    {line}" for line in result.words.splitlines())]
    for result in results:
        if result.outcome == "skipped":
            lines.append(f"skipped {result.stage}: {result.name}: {result.words.splitlines()[-1]}")
    lines.append(f"{'stage':10}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}")
    for stage, took in seconds.items():
        count = Counter(result.outcome for result in results if result.stage == stage)
        lines.append(f"{stage:10}{count['passed']:>8}{count['failed']:>8}{count['skipped']:>9}{took:>9.1f}")
    return "\n".join(lines)
