"""A backup put back as docs/technician.md says, and as one forgets: beside the log of what was there before (F70)."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from daemon_process import Folder, lockerd

from lockerd.domain.model.facts import Fact, FactType
from lockerd.store import Commit, Stamp, Store, verify

pytestmark = pytest.mark.station


def lived(database: Path, *, rows: int) -> bytes:
    """Some life; gives what stood in SQLite's log before it was moved into the file at the end."""
    store = Store.open(database, new_salt=lambda: bytes(16))
    stamp = Stamp(boot="b", mono_ms=1, powered_ms=1_000_000, lo_s=1_793_500_000, hi_s=None)
    facts = tuple(Fact(FactType.SITE_HALTED, None, None, {"reason": f"test {number}"}) for number in range(rows))
    try:
        asyncio.run(store.commit(Commit(stamp=stamp, facts=facts)))
        return database.with_name("lockerd.db-wal").read_bytes()
    finally:
        store.close()


def test_a_backup_beside_the_old_log_is_refused_untouched_and_serves_once_the_log_is_away(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    config = folder.config("a")
    with lockerd(config) as daemon:
        assert daemon.said("READY=1")
        status, written = daemon.stop()
        assert status == 0, written
    database = tmp_path / "state" / "lockerd.db"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(tmp_path / "backup.db")) as saved:
        source.backup(saved)
    lived(database, rows=300)
    newest = lived(database, rows=1)

    log = database.with_name("lockerd.db-wal")
    log.write_bytes(newest)
    database.write_bytes((tmp_path / "backup.db").read_bytes())
    before = {each: each.read_bytes() for each in (database, log, database.with_name("head"))}
    for _ in range(2):
        with lockerd(config) as daemon:
            status, written = daemon.end()
        assert status == 1
        assert f"{log} does not belong to {database}" in written
        assert "Traceback" not in written
        assert {each: each.read_bytes() for each in before} == before

    shutil.move(log, tmp_path / "old-wal")
    with lockerd(config) as daemon:
        assert daemon.said("READY=1")
        status, written = daemon.stop()
        assert status == 0, written
    found = verify(database)
    assert (found.fault, found.head.epoch) == (None, 2)
