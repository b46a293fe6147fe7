"""What is known of mutants: what a campaign found so far, and the list of those that change nothing."""

import hashlib
import json
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
OUT: Final = HERE / "out" / "mutants.jsonl"
EQUIVALENT: Final = HERE / "equivalent.toml"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one mutant."""

    id: str
    of: str
    """The rules and the tests it was tried with."""
    killed: str | None
    """By which test; ``time`` or ``crash`` where it ended the tests themselves; None: it survived."""
    cpu_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A mutant that no test can notice, as it changes nothing that people or doors could tell."""

    id: str
    where: str
    change: str
    why: str


class Kept:
    """Results, one a line. A kill holds while its function is the same, a survival while the tests are, too."""

    def __init__(self, of: str, path: Path = OUT) -> None:
        self._of, self._path = of, path
        lines = path.read_text().splitlines() if path.exists() else []
        self._known = {row["id"]: Result(**row) for row in map(json.loads, lines)}

    def known(self, name: str) -> Result | None:
        """What became of it, as far as that still holds."""
        row = self._known.get(name)
        return row if row is not None and (row.killed is not None or row.of == self._of) else None

    def killers(self) -> dict[str, int]:
        """How often each test noticed something."""
        counts: dict[str, int] = {}
        for row in self._known.values():
            if row.killed is not None:
                counts[row.killed] = counts.get(row.killed, 0) + 1
        return counts

    def add(self, name: str, killed: str | None, cpu_s: float) -> Result:
        """Keep one more, at once."""
        row = Result(name, self._of, killed, round(cpu_s, 3))
        self._known[name] = row
        self._path.parent.mkdir(exist_ok=True)
        with self._path.open("a") as file:
            file.write(json.dumps(asdict(row)) + "\n")
        return row


def equivalents(path: Path = EQUIVALENT) -> dict[str, Equivalent]:
    """Those that change nothing, by their names."""
    listed = [Equivalent(**row) for row in tomllib.loads(path.read_text()).get("mutant", [])]
    return {each.id: each for each in listed}


def fingerprint(folders: Iterable[Path]) -> str:
    """Of every source in them, hex."""
    sources = sorted(path for folder in folders for path in folder.rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
