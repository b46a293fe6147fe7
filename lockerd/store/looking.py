"""Looking at a database before anything is written: what is refused stays byte for byte as it was."""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from lockerd import __version__
from lockerd.store.connection import connect_alone, connect_reader
from lockerd.store.errors import StoreDamagedError, StoreUnusableError, explain
from lockerd.store.headcopy import read_copy
from lockerd.store.migrations import APPLICATION_ID, SCRIPTS, Version, version_of
from lockerd.store.records import Head
from lockerd.store.verify import check_end

_log = logging.getLogger(__name__)

_LOG_HEADER_BYTES: Final = 32
_FRAME_HEADER_BYTES: Final = 24
_PAGE_BYTES: Final = frozenset(512 << n for n in range(8))


@contextmanager
def looked(path: Path) -> Iterator[None]:
    """Refuse what cannot be gone on from, by a connection that cannot write; it stays open for the length of the block.

    SQLite moves its log into the file when the last connection is closed. While this one is open that is no other's:
    whoever gives up inside the block has moved nothing. Raises StoreDamagedError and StoreUnusableError.
    """
    _look_at_copy(path.with_name("head"))
    if not path.exists() or path.stat().st_size == 0:
        _must_be_new(path)
        yield
        return
    if not os.access(path, os.W_OK, effective_ids=True):
        raise StoreUnusableError(f"{path} is read-only; it must be writable for lockerd's user")
    try:
        db = connect_reader(path)
    except sqlite3.Error as error:
        raise explain(error, path) from error
    with closing(db):
        _look(db, path)
        yield


def _look(db: sqlite3.Connection, path: Path) -> None:
    try:
        judge(db, path)
    except StoreDamagedError as damage:
        log = _log_of(path)
        if not _has_content(log) or not _whole_alone(path):
            raise
        raise StoreUnusableError(
            f"{log} does not belong to {path}: together they are not whole, the database alone is. Was a backup put"
            f" back beside the log of what was there before? Move {log} away and start again; nothing was changed"
        ) from damage


def judge(db: sqlite3.Connection, path: Path) -> None:
    """Refuse what cannot be gone on from; raises StoreDamagedError and StoreUnusableError."""
    try:
        found = version_of(db)
        if found.version == 0 and db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0:
            _must_be_new(path)
            return
        if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise StoreUnusableError(f"{path} is a database of another program")
        if not 1 <= found.readable_from <= found.version:
            reason = f"schema version {found.version}, readable from {found.readable_from}"
            raise StoreDamagedError(f"{path} is damaged ({reason}); restore a backup, nothing was changed")
        _judge_version(found, path)
        problem = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if problem != "ok":
            raise StoreDamagedError(f"{path} is damaged ({problem}); restore a backup, nothing was changed")
        check_end(db, Head(*db.execute("SELECT epoch, number, hash FROM head").fetchone()))
    except sqlite3.Error as error:
        raise explain(error, path) from error


def _judge_version(found: Version, path: Path) -> None:
    known = len(SCRIPTS)
    if found.readable_from > known:
        raise StoreUnusableError(
            f"{path} has schema version {found.version} and can be read from version {found.readable_from} on (lockerd"
            f" {found.readable_from_release}); this is lockerd {__version__} and knows {known}. Install that release or"
            " a newer one; nothing was changed"
        )
    if found.version <= known and found.readable_from != SCRIPTS[found.version - 1].readable_from:
        release = SCRIPTS[found.version - 1].release
        raise StoreUnusableError(
            f"{path} was written on the way to lockerd {release}, whose schema {found.version} became another one;"
            " restore a backup that a release has written, nothing was changed"
        )
    if found.version > known:
        _log.warning("%s was last written by lockerd %s; this older release can read it", path, found.release)


def _whole_alone(path: Path) -> bool:
    """Whether the database without its log could be gone on from."""
    try:
        with closing(connect_alone(path)) as db:
            judge(db, path)
    except (StoreDamagedError, StoreUnusableError):
        return False
    return True


def _look_at_copy(copy: Path) -> None:
    """A copy that is there but cannot be used would begin a new epoch at every start, and then be refused."""
    if copy.exists() and not (copy.is_file() and os.access(copy, os.R_OK | os.W_OK, effective_ids=True)):
        raise StoreUnusableError(f"{copy} is no file that lockerd's user can read and write; nothing was changed")


def _must_be_new(path: Path) -> None:
    copied = read_copy(path.with_name("head"))
    if copied is not None and copied > (1, 0):
        raise StoreDamagedError(
            f"{path} is gone or empty, but its head was at epoch {copied[0]} number {copied[1]}; restore a backup,"
            f" or remove {path.with_name('head')} to begin a new site"
        )
    log = _log_of(path)
    if _has_content(log) and holds_commit(log):
        raise StoreDamagedError(f"{path} is gone or empty, but {log} is there; restore a backup")


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def holds_commit(log: Path) -> bool:
    """Whether a write-ahead log holds the end of any transaction, valid or spoilt.

    A first start that was cut off, or had no room, leaves one without: nothing was ever kept there. Source: the SQLite
    file format, 4.1 and 4.2: a header of 32 bytes, frames of 24 bytes and a page; a frame that ends a transaction names
    the size of the database, another one 0.
    """
    with log.open("rb") as file:
        page_bytes = int.from_bytes(file.read(_LOG_HEADER_BYTES)[8:12], "big")
        if page_bytes not in _PAGE_BYTES:
            return True  # no log of ours, or its beginning is spoilt
        frame_bytes = _FRAME_HEADER_BYTES + page_bytes
        whole = (log.stat().st_size - _LOG_HEADER_BYTES) // frame_bytes  # the last one may have been cut off
        for at in range(_LOG_HEADER_BYTES, _LOG_HEADER_BYTES + whole * frame_bytes, frame_bytes):
            file.seek(at + 4)
            if any(file.read(4)):
                return True
    return False


def _has_content(log: Path) -> bool:
    return log.exists() and log.stat().st_size > 0
