"""Opening the database: look before touching, then set up, migrate, and settle the epoch."""

import logging
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from lockerd.store.connection import connect_reader, connect_writer, transaction
from lockerd.store.errors import StoreDamagedError, StoreUnusableError, explain
from lockerd.store.headcopy import read_copy
from lockerd.store.migrations import APPLICATION_ID, SCRIPTS, migrate, version_of
from lockerd.store.records import Head
from lockerd.store.verify import check_end

_log = logging.getLogger(__name__)


def connect(path: Path) -> sqlite3.Connection:
    """Open ``path`` for writing, made anew only when there never was one.

    Raises StoreDamagedError and StoreUnusableError.
    """
    try:
        _inspect(path)
        db = connect_writer(path)
        try:
            migrate(db)
        except BaseException:
            db.close()
            raise
    except sqlite3.Error as error:
        raise explain(error, path) from error
    return db


def settle(db: sqlite3.Connection, path: Path) -> Head:
    """The head to go on from. A database that is older than the copy of its head begins a new epoch (design rule 8)."""
    copied = read_copy(path.with_name("head"))
    try:
        with transaction(db):
            head = Head(*db.execute("SELECT epoch, number, hash FROM head").fetchone())
            check_end(db, head)
            head = _next(head, copied)
            # written even when nothing changed: a file that takes no writes is refused now and not at the first commit
            db.execute("UPDATE head SET epoch = ?, number = ?", (head.epoch, head.number))
    except sqlite3.Error as error:
        raise explain(error, path) from error
    return head


def _next(head: Head, copied: tuple[int, int] | None) -> Head:
    known = (head.epoch, head.number)
    if (copied is None and known == (1, 0)) or (copied is not None and copied <= known):
        return head
    epoch = max(head.epoch, copied[0] if copied else 0) + 1
    _log.warning(
        "the database ends at %s, the copy of its head says %s: restored? epoch %d begins", known, copied, epoch
    )
    return Head(epoch=epoch, number=0, hash=head.hash)


def _inspect(path: Path) -> None:
    """Refuse what must not be written to, through a connection that cannot write."""
    if not path.exists() or path.stat().st_size == 0:
        _must_be_new(path)
        return
    if not os.access(path, os.W_OK, effective_ids=True):
        raise StoreUnusableError(f"{path} is read-only; it must be writable for lockerd's user")
    with closing(connect_reader(path)) as db:
        version = version_of(db)
        if version == 0 and db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0:
            _must_be_new(path)
            return
        if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise StoreUnusableError(f"{path} is a database of another program")
        if version < 1:
            raise StoreDamagedError(
                f"{path} is damaged (schema version {version}); restore a backup, nothing was changed"
            )
        if version > len(SCRIPTS):
            raise StoreUnusableError(
                f"{path} has schema version {version}, this release knows up to {len(SCRIPTS)};"
                " install the newer release"
            )
        found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise StoreDamagedError(f"{path} is damaged ({found}); restore a backup, nothing was changed")


def _must_be_new(path: Path) -> None:
    copied = read_copy(path.with_name("head"))
    if copied is not None and copied > (1, 0):
        raise StoreDamagedError(
            f"{path} is gone or empty, but its head was at epoch {copied[0]} number {copied[1]}; restore a backup,"
            f" or remove {path.with_name('head')} to begin a new site"
        )
    log = path.with_name(f"{path.name}-wal")
    if not path.exists() and log.exists() and log.stat().st_size > 0:
        raise StoreDamagedError(f"{path} is gone, but {log} is there; restore a backup")
