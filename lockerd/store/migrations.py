"""Versions of the schema, and from which release on a file can be read.

A new version is one more `Script`. It says from which version on a release can still read and write what it leaves
behind: that release may come back after a failed update (F19). Adding a table, or a column with a default, keeps the
number of the script before; a value or a column that an older release would misread sets its own.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

APPLICATION_ID: Final = 0x4C4B5244
"""Marks the file as lockerd's (``LKRD``); set by the first script."""
SAYS_FROM: Final = 2
"""The first version that says in a table what it is; ``PRAGMA user_version`` of the one before is its version."""


@dataclass(frozen=True, slots=True)
class Script:
    """The step to one version."""

    sql: str
    release: str
    """The first release with this version, for people."""
    readable_from: int
    """The lowest version whose releases can read and write the result."""


def _sql(name: str) -> str:
    return files("lockerd.store").joinpath(name).read_text("utf-8")


SCRIPTS: Final[tuple[Script, ...]] = (
    Script(_sql("schema.sql"), release="0.1.0", readable_from=1),
    Script(_sql("schema_2.sql"), release="0.2.0", readable_from=2),
)


@dataclass(frozen=True, slots=True)
class Version:
    """What a file says about itself."""

    version: int
    """How many scripts were applied; 0: a new file."""
    readable_from: int
    """Releases that know fewer scripts than this must leave it alone."""
    release: str
    readable_from_release: str


def version_of(db: sqlite3.Connection) -> Version:
    """Read it; raises sqlite3.Error."""
    readable_from = int(db.execute("PRAGMA user_version").fetchone()[0])
    known = "SELECT version, release, readable_from FROM schema_version"
    said = db.execute(known).fetchone() if _says(db) else None
    if said is not None:
        return Version(said[0], readable_from, said[1], said[2])
    release = SCRIPTS[readable_from - 1].release if 0 < readable_from <= len(SCRIPTS) else "unknown"
    return Version(readable_from, readable_from, release, release)


def migrate(db: sqlite3.Connection, scripts: Sequence[Script] = SCRIPTS) -> None:
    """Apply the scripts that are missing, inside the caller's transaction; raises sqlite3.Error."""
    first = version_of(db).version + 1
    for version, script in enumerate(scripts[first - 1 :], start=first):
        for statement in _statements(script.sql):
            db.execute(statement)
        if version >= SAYS_FROM:
            db.execute(
                "UPDATE schema_version SET version = ?, release = ?, readable_from = ?",
                (version, script.release, scripts[script.readable_from - 1].release),
            )
        db.execute(f"PRAGMA user_version = {script.readable_from}")


def _says(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'").fetchone() is not None


def _statements(script: str) -> Iterator[str]:
    """Split a script; ``executescript`` would end our transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        raise ValueError("a migration ends in the middle of a statement")
