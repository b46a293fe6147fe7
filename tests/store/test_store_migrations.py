"""Migrations: a version-1 file becomes the next version, whole or not at all, and says what it is."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from lockerd.store.connection import connect_writer, transaction
from lockerd.store.migrations import SCRIPTS, Script, Version, migrate, version_of

NOTE = """
-- what a later release might add; semicolons ; in comments and 'strings;' do not end a statement
ALTER TABLE orders ADD COLUMN note TEXT NOT NULL DEFAULT 'none;';
CREATE TRIGGER noted AFTER UPDATE ON orders
BEGIN
    UPDATE orders SET note = 'changed' WHERE id = new.id;
END;
"""
NEXT = Script(NOTE, release="9.0.0", readable_from=2)
COUNT = len(SCRIPTS)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A version-1 file."""
    with closing(connect_writer(tmp_path / "lockerd.db")) as opened:
        with transaction(opened):
            migrate(opened, SCRIPTS[:1])
        yield opened


def test_version_1_did_not_say_what_it_is(db: sqlite3.Connection) -> None:
    assert version_of(db) == Version(1, 1, "0.1.0", "0.1.0")


def test_each_script_is_applied_once_and_the_file_says_so(db: sqlite3.Connection) -> None:
    for _ in range(2):
        with transaction(db):
            migrate(db, (*SCRIPTS, NEXT))
        assert version_of(db) == Version(COUNT + 1, 2, "9.0.0", "0.2.0")
        assert "note" in [column[1] for column in db.execute("PRAGMA table_info(orders)")]


def test_a_new_file_is_of_the_newest_version(tmp_path: Path) -> None:
    with closing(connect_writer(tmp_path / "new.db")) as db:
        assert version_of(db).version == 0
        with transaction(db):
            migrate(db)
        assert version_of(db).version == COUNT


@pytest.mark.parametrize("bad", ["SELECT nothing FROM nowhere;", "CREATE TABLE half ("], ids=["fails", "unfinished"])
def test_a_migration_that_fails_leaves_the_old_version_whole(db: sqlite3.Connection, bad: str) -> None:
    with pytest.raises((sqlite3.OperationalError, ValueError)), transaction(db):
        migrate(db, (*SCRIPTS, Script(NOTE + bad, release="9.0.0", readable_from=2)))
    assert version_of(db).version == 1
    assert "note" not in [column[1] for column in db.execute("PRAGMA table_info(orders)")]
    assert db.execute("SELECT name FROM sqlite_schema WHERE name = 'schema_version'").fetchone() is None


def test_no_script_claims_what_cannot_be() -> None:
    """A file is readable from its own version at the latest, and that never goes down again."""
    floors = [script.readable_from for script in SCRIPTS]
    assert all(1 <= floor <= version for version, floor in enumerate(floors, start=1))
    assert floors == sorted(floors)
