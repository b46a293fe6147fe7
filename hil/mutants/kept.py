"""What is known of mutants: what a campaign found so far, and the list of those that change nothing."""

import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from campaigns import Campaign

HERE: Final = Path(__file__).parent
OUT: Final = HERE / "out" / "mutants.json"
EQUIVALENT: Final = HERE / "equivalent.toml"


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A mutant that no test can notice, as it changes nothing that people or doors could tell."""

    id: str
    where: str
    change: str
    why: str


class Kept:
    """What became of each. A kill holds while its function is the same, a survival while rules and tests are, too."""

    def __init__(self, file: Path, *, of: str) -> None:
        self._campaign = Campaign(file, of="mutants")
        self._of = of

    def knows(self, name: str) -> bool:
        """Whether it need not be tried again."""
        row = self._campaign.rows.get(name)
        return row is not None and (row["killed"] is not None or row["of"] == self._of)

    def killer(self, name: str) -> str | None:
        """The test that noticed it, or what else ended the tests; None: it survived."""
        killed: str | None = self._campaign.rows[name]["killed"]
        return killed

    def killers(self) -> Counter[str]:
        """How often each test noticed something."""
        return Counter(row["killed"] for row in self._campaign.rows.values() if row["killed"] is not None)

    def add(self, name: str, killed: str | None) -> None:
        """Keep one more, at once."""
        self._campaign.add(name, {"killed": killed, "of": self._of})


def equivalents(path: Path = EQUIVALENT) -> dict[str, Equivalent]:
    """Those that change nothing, by their names."""
    listed = [Equivalent(**row) for row in tomllib.loads(path.read_text()).get("mutant", [])]
    return {each.id: each for each in listed}
