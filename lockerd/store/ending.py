"""The end of a site: what lies in the wall is asked first, then everything secret is overwritten and deleted."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import ClassVar, Final

from lockerd.domain.model.compartments import Condition
from lockerd.errors import CallerError
from lockerd.store.backup import ASIDE
from lockerd.store.connection import connect_reader
from lockerd.store.lockfile import held
from lockerd.store.records import Head

_DATABASE: Final = ("lockerd.db", "lockerd.db-wal", "lockerd.db-shm")
OURS: Final = (
    *_DATABASE,
    *(f"{folder}/{name}" for folder in (ASIDE, "before-update") for name in _DATABASE),
    *("head", "starts", "reserve", "codes", ".begun.db", "film", "film.before"),
)
"""Everything that the daemon, an update or a restore writes into its folder, or the daemon onto a second medium."""
NOTHING_INSIDE: Final = frozenset({Condition.FREE, Condition.TO_CHECK})
_CHUNK: Final = 1 << 20


class NotEmptyError(CallerError):
    """Something lies in the wall, or is on its way; the text names doors and numbers."""

    code: ClassVar[str] = "wall_not_empty"


class NotGoneError(CallerError):
    """A file could not be deleted; the text names it."""

    code: ClassVar[str] = "not_gone"


def last_head(database: Path, *, central: bool) -> Head | None:
    """Where the log ends, once nothing lies in the wall; None where there is no database.

    Raises `NotEmptyError`, StoreInUseError where a daemon runs, and StoreUnusableError.
    """
    if not database.exists():
        return None
    with held(database.with_suffix(".lock")), closing(connect_reader(database)) as db:
        marks = ",".join("?" * len(NOTHING_INSIDE))
        doors = db.execute(
            f"SELECT id FROM compartments WHERE condition NOT IN ({marks}) OR part IS NOT NULL ORDER BY id",  # noqa: S608
            sorted(NOTHING_INSIDE),
        ).fetchall()
        if doors:
            names = ", ".join(row[0] for row in doors)
            raise NotEmptyError(f"something lies behind, or is meant for: {names}; empty the wall first")
        unsent = db.execute("SELECT count(*) FROM outbox").fetchone()[0]
        if unsent and central:
            raise NotEmptyError(f"central does not have {unsent} events yet; let lockerd run with a network first")
        try:
            return Head(*db.execute("SELECT epoch, number, hash FROM head").fetchone())
        except sqlite3.Error as error:
            raise NotEmptyError(f"{database}: {error}; what lies in the wall is not known") from error


def wipe(files: Iterable[Path]) -> list[Path]:
    """Overwrite with random bytes, sync, delete, and look whether they are gone; gives those that were there.

    A card keeps what it wrote in cells that nobody reaches: that is for whoever destroys the card. Raises
    `NotGoneError`.
    """
    done = list(_wiped(files))
    left = [path for path in done if path.exists()]
    if left:
        raise NotGoneError(f"{left[0]} is still there")
    return done


def _wiped(files: Iterable[Path]) -> Iterator[Path]:
    for path in files:
        if not path.is_file() or path.is_symlink():
            continue
        try:
            _overwrite(path)
            path.unlink()
            folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise NotGoneError(f"{path}: {error.strerror}; once more as root") from error
        yield path


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(os.urandom(min(left, _CHUNK)))
        file.flush()
        os.fsync(file.fileno())
