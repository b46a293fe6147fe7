"""Schema versions: ``PRAGMA user_version`` counts the scripts that were applied.

A new version is one more script. It must leave every table readable for the release before it, which may come back
after a failed update (F19).
"""

import sqlite3
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Final

from lockerd.store.connection import transaction

APPLICATION_ID: Final = 0x4C4B5244
"""Marks the file as lockerd's (``LKRD``); set by the first script."""

SCRIPTS: Final[tuple[str, ...]] = tuple(
    files("lockerd.store").joinpath(name).read_text("utf-8") for name in ("schema.sql", "schema_2.sql")
)


def version_of(db: sqlite3.Connection) -> int:
    """How many scripts were applied to this file."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def migrate(db: sqlite3.Connection, scripts: Sequence[str] = SCRIPTS) -> None:
    """Apply the scripts that are missing, each in a transaction of its own; raises sqlite3.Error."""
    for version in range(version_of(db) + 1, len(scripts) + 1):
        with transaction(db):
            for statement in _statements(scripts[version - 1]):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {version}")


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
