"""A second medium: where the log stood, and which codes were fired under, kept apart from a card that may forget (F6).

A card can confirm a commit and lose it. Before a lock is fired, the code it is fired under is written here as well,
with the number of the log. At the start, what stands here and not in the database tells that something was lost.
"""

import logging
import os
import re
from pathlib import Path
from typing import Final

from lockerd.domain.model.attempts import Attempt, RightKind
from lockerd.domain.model.ids import GrantId
from lockerd.store.records import Commit, Head

KEPT: Final = 512
"""Lines; when there are twice as many, the older half is dropped."""
_LINE: Final = re.compile(r"([0-9]{10}) ([0-9]{20}) ([!-~]{1,64})")

_log: Final = logging.getLogger(__name__)


class SecondMedium:
    """The file ``codes`` in a folder on another medium. One that cannot be had stops nothing; it is told once."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "codes"
        self._lines = 0
        self._told = False

    def after(self, judged: tuple[int, int]) -> tuple[tuple[int, int], tuple[GrantId, ...]]:
        """The newest epoch and number that stand here, and the codes that are newer than ``judged``, each once."""
        newest, codes = (0, 0), dict[GrantId, None]()
        for epoch, number, code in self._read():
            newest = max(newest, (epoch, number))
            if (epoch, number) > judged:
                codes[GrantId(code)] = None
        return newest, tuple(codes)

    def keep(self, commit: Commit, head: Head) -> None:
        """Write down, and sync, the codes that this commit fires under; anything else costs nothing."""
        codes = [row.right.holder for row in commit.rows if isinstance(row, Attempt) and _fires(row)]
        if not codes:
            return
        try:
            self._append([f"{head.epoch:010d} {head.number:020d} {code}\n" for code in codes])
        except OSError as error:
            if not self._told:
                _log.error(
                    "%s cannot be written: %s; what a card forgets is not known (F6)", self._file, error.strerror
                )
            self._told = True
        else:
            self._told = False

    def _append(self, lines: list[str]) -> None:
        self._lines += len(lines)
        if self._lines >= 2 * KEPT:
            kept = [f"{epoch:010d} {number:020d} {code}\n" for epoch, number, code in self._read()[-KEPT:]]
            fresh = self._file.with_suffix(".new")
            _write(fresh, "".join(kept + lines), os.O_TRUNC)
            fresh.replace(self._file)
            self._lines = len(kept) + len(lines)
        else:
            _write(self._file, "".join(lines), os.O_APPEND)

    def _read(self) -> list[tuple[int, int, str]]:
        try:
            text = self._file.read_text("ascii", errors="replace")
        except OSError:
            return []
        found = [(int(line[1]), int(line[2]), line[3]) for each in text.split("\n") if (line := _LINE.fullmatch(each))]
        self._lines = len(found)
        return found


def _fires(attempt: Attempt) -> bool:
    return attempt.outcome is None and attempt.began_ms is None and attempt.right.kind is RightKind.GRANT


def _write(path: Path, text: str, how: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | how, 0o600)
    try:
        os.write(descriptor, text.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
