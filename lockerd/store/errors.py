"""What can go wrong with the database, told apart by whose fault it is."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from lockerd.errors import CallerError, LockerdError, OurError


class StoreInUseError(CallerError):
    """Another daemon holds the lock file (F17)."""

    code: ClassVar[str] = "store_in_use"


class StoreUnusableError(CallerError):
    """The path cannot serve as the database: no directory, read-only, another program's file, a newer release's, or
    another database's log beside it."""

    code: ClassVar[str] = "store_unusable"


class CompartmentsMissingError(CallerError):
    """The configuration leaves out compartments that the database says are in use."""

    code: ClassVar[str] = "compartments_missing"

    def __init__(self, missing: Sequence[str]) -> None:
        """``missing`` has one reason for each compartment, which says what is in it and what to do."""
        self.missing = tuple(missing)
        super().__init__("the configuration leaves out compartments that are in use: " + "; ".join(self.missing))


class AuthoritiesMissingError(CallerError):
    """The configuration leaves out authorities whose things lie, or may lie, in the wall."""

    code: ClassVar[str] = "authorities_missing"

    def __init__(self, missing: Sequence[str]) -> None:
        """``missing`` has one reason for each authority, which says behind which doors and what to do."""
        self.missing = tuple(missing)
        super().__init__("the configuration leaves out authorities that use the wall: " + "; ".join(self.missing))


class StoreDamagedError(OurError):
    """The database is broken, cut short or gone; nothing was changed and nothing is made anew in its place (F16)."""


class StoreFailedError(OurError):
    """A read or write failed; nothing of it was kept."""


class CommitFailed(StoreFailedError):  # noqa: N818 - the word of the other layers
    """A commit failed and was rolled back whole: nothing of it may be acted upon."""


class HeadCopyFailedError(OurError):
    """The commit is durable, but the copy of the head beside the database could not be written."""


_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT")


def explain(error: sqlite3.Error, path: Path) -> LockerdError:
    """Turn an error met while opening ``path`` into one that names the file and the next step."""
    if getattr(error, "sqlite_errorname", "").startswith(_DAMAGE):
        return StoreDamagedError(f"{path} is damaged ({error}); restore a backup, nothing was changed")
    return StoreUnusableError(f"{path} cannot be used as the database: {error}")
