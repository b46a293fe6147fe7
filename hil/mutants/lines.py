"""Which test runs which lines of the rules, so that a mutant meets only tests that can notice it."""

import hashlib
import json
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from mutants.mutant import ROOT, RULES


@dataclass(slots=True)
class Seen:
    """What one test did."""

    cpu_s: float = 0.0
    """At most a little more than ``LONGEST_S``: then it is broken off."""
    file: str = ""
    digest: str = ""
    """Of that file as it was."""
    failed: bool = False
    """Without any mutant: it says nothing."""
    lines: dict[str, list[int]] = field(default_factory=dict)
    """By file, relative to the repository."""

    def runs(self, name: str, first: int, last: int) -> bool:
        """Whether it runs any of these lines."""
        return any(first <= line <= last for line in self.lines.get(name, ()))

    def ran(self, name: str) -> frozenset[int]:
        """The lines of that file that it runs."""
        return frozenset(self.lines.get(name, ()))


def save(path: Path, seen: dict[str, Seen]) -> None:
    """Keep it for the next run, with the rules as they are."""
    path.parent.mkdir(exist_ok=True)
    rules = {str(file.relative_to(ROOT)): file.read_text() for file in sorted(RULES.rglob("*.py"))}
    path.write_text(json.dumps({"rules": rules, "tests": {name: asdict(each) for name, each in seen.items()}}))


def load(path: Path) -> dict[str, Seen]:
    """What is known, without tests whose file changed; where the rules changed, as far as can be told.

    Whoever ran a line, or the one before, is taken to run what stands there now.
    """
    kept = json.loads(path.read_text()) if path.exists() else {"rules": {}, "tests": {}}
    known = {name: Seen(**row) for name, row in kept["tests"].items()}
    now = {file: digest(Path(file)) for file in {seen.file for seen in known.values()}}
    known = {name: seen for name, seen in known.items() if seen.digest == now[seen.file]}
    for file, before in kept["rules"].items():
        after = (ROOT / file).read_text() if (ROOT / file).is_file() else ""
        if after != before:
            places = _places(before.splitlines(), after.splitlines())
            for seen in known.values():
                ran = seen.lines.pop(file, ())
                if lines := {place for line in ran for place in places.get(line, ())}:
                    seen.lines[file] = sorted(lines)
    return known


def _places(before: list[str], after: list[str]) -> dict[int, set[int]]:
    """Which lines stand now where one stood."""
    places = defaultdict(set)
    for what, first, end, now_first, now_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            for line in range(first, end):
                places[line + 1].add(line - first + now_first + 1)
        else:
            for line in range(max(first - 1, 0), end):
                places[line + 1].update(range(now_first + 1, now_end + 1))
    return places


def digest(file: Path) -> str:
    """Of its content; empty where there is none."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else ""
