"""What is said about a configuration that cannot be used."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from lockerd.errors import CallerError


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where it stands (``bus[0].board[1].address``; empty for the file as a whole) and why it is one."""

    key: str
    reason: str


class ConfigError(CallerError):
    """The configuration is refused (design rule 14); the text has one line ``file: key: reason`` for each mistake."""

    code: ClassVar[str] = "bad_config"

    def __init__(self, path: Path, problems: Iterable[Problem]) -> None:
        self.path = path
        self.problems = tuple(problems)
        super().__init__("\n".join(": ".join(filter(None, (str(path), p.key, p.reason))) for p in self.problems))
