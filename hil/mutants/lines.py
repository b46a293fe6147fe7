"""Which test runs which lines of the rules, so that a mutant meets only tests that can notice it."""

import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Final

from mutants.mutant import ROOT, RULES

ENOUGH: Final = 2_000
"""A test that called a function so often without running all its lines is not watched in it any longer."""
ENOUGH_IN_ALL: Final = 300_000
"""Nor is one at all that called so many: it plays everything there is again and again."""


@dataclass(slots=True)
class Seen:
    """What one test did."""

    cpu_s: float = 0.0
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


@contextmanager
def watched(seen: Seen) -> Iterator[None]:
    """Collect what is run inside."""
    found: dict[CodeType, set[int]] = {}
    calls: Counter[CodeType] = Counter()
    in_all = count()
    wanted: dict[CodeType, int] = {}

    def line(frame: FrameType, event: str, _: object) -> Any:
        if event == "line":
            found[frame.f_code].add(frame.f_lineno)
        return line

    def call(frame: FrameType, _event: str, _: object) -> Any:
        code = frame.f_code
        if code not in wanted:
            ours = code.co_filename.startswith(str(RULES)) and code.co_name != "<module>"
            wanted[code] = len({at for *_, at in code.co_lines() if at is not None}) if ours else 0
            found[code] = {code.co_firstlineno} if ours else set()
        calls[code] += 1
        if next(in_all) > ENOUGH_IN_ALL:
            sys.settrace(None)
        return line if len(found[code]) < wanted[code] and calls[code] <= ENOUGH else None

    began_s = time.process_time()
    sys.settrace(call)
    try:
        yield
    finally:
        sys.settrace(None)
        seen.cpu_s = round(time.process_time() - began_s, 4)
        for code, lines in found.items():
            if lines:
                name = str(Path(code.co_filename).relative_to(ROOT))
                seen.lines[name] = sorted({*seen.lines.get(name, ()), *lines})


def save(path: Path, of: str, seen: dict[str, Seen]) -> None:
    """Keep it for the next run."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"of": of, "tests": {name: asdict(each) for name, each in seen.items()}}))


def load(path: Path, of: str) -> dict[str, Seen]:
    """What is known of these rules, without tests whose file changed since."""
    kept = json.loads(path.read_text()) if path.exists() else {}
    if kept.get("of") != of:
        return {}
    known = {name: Seen(**row) for name, row in kept["tests"].items()}
    now = {file: digest(Path(file)) for file in {seen.file for seen in known.values()}}
    return {name: seen for name, seen in known.items() if seen.digest == now[seen.file]}


def digest(file: Path) -> str:
    """Of its content; empty where there is none."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else ""
