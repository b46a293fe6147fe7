"""Migrations: a version-1 file becomes the next version, whole or not at all."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from store_samples import CASE, ORDER, STAMP, counting_salts, facts, order, places

from lockerd.store import Commit, Store, verify
from lockerd.store.connection import connect_writer
from lockerd.store.migrations import SCRIPTS, migrate, version_of

NEXT = """
-- what a later release might add; semicolons ; in comments and 'strings;' do not end a statement
ALTER TABLE orders ADD COLUMN note TEXT NOT NULL DEFAULT 'none;';
CREATE TRIGGER noted AFTER UPDATE ON orders
BEGIN
    UPDATE orders SET note = 'changed' WHERE id = new.id;
END;
"""


@pytest.fixture
async def version_1(store: Store, path: Path, tmp_path: Path) -> Path:
    await store.commit(Commit(stamp=STAMP, rows=(order(),), facts=facts(5)))
    copy = tmp_path / "copy" / "lockerd.db"
    copy.parent.mkdir()
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


@pytest.fixture
def db(version_1: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect_writer(version_1)) as opened:
        yield opened


def test_a_migration_applies_to_a_version_1_file(db: sqlite3.Connection) -> None:
    assert version_of(db) == len(SCRIPTS)
    migrate(db, (*SCRIPTS, NEXT))
    assert version_of(db) == len(SCRIPTS) + 1
    assert db.execute("SELECT id, case_reference, note FROM orders").fetchall() == [(ORDER, CASE, "none;")]
    migrate(db, (*SCRIPTS, NEXT))
    assert version_of(db) == len(SCRIPTS) + 1, "nothing is applied twice"


def test_the_previous_release_still_reads_what_was_migrated(version_1: Path) -> None:
    with closing(connect_writer(version_1)) as db:
        migrate(db, (*SCRIPTS, NEXT))
        db.execute(f"PRAGMA user_version = {len(SCRIPTS)}")
    store = Store.open(version_1, new_salt=counting_salts())
    assert store.load(places()).state.orders[ORDER] == order()
    store.close()
    assert verify(version_1).rows == 5


@pytest.mark.parametrize("bad", ["SELECT nothing FROM nowhere;", "CREATE TABLE half ("], ids=["fails", "unfinished"])
def test_a_migration_that_fails_leaves_the_old_version_whole(db: sqlite3.Connection, bad: str) -> None:
    with pytest.raises((sqlite3.OperationalError, ValueError)):
        migrate(db, (*SCRIPTS, NEXT + bad))
    assert version_of(db) == len(SCRIPTS)
    assert "note" not in [column[1] for column in db.execute("PRAGMA table_info(orders)")]
    assert db.execute("SELECT count(*) FROM custody").fetchone() == (5,)
