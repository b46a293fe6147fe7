"""A copy of the database while the daemon writes to it, and the way back (F6, F70, ADR 59)."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from lockerd.store import keeping
from lockerd.store.connection import connect_alone, connect_reader
from lockerd.store.errors import StoreUnusableError, explain
from lockerd.store.keeping import CopyError
from lockerd.store.lockfile import held
from lockerd.store.looking import judge
from lockerd.store.records import Head
from lockerd.store.room import LAST_BYTES, room

ASIDE: Final = "before-restore"
"""A folder beside the database: what was there before a backup was put back."""


def back_up(database: Path, folder: Path, keep: int) -> tuple[Path, Head]:
    """Copy it as it is at one moment, look at the copy, keep it; gives its path and where its log ends.

    Reads beside the daemon and holds up none of its commits. Raises `CopyError`, StoreDamagedError (the copy is not
    kept) and StoreUnusableError; the copies of before are untouched then.
    """
    if not database.is_file():
        raise StoreUnusableError(f"{database} is not a file; it is called lockerd.db and lies in paths.state")
    with keeping.begun(folder, keeping.DATABASE, keep) as begun:
        _leave_room(database, folder)
        _copy(database, begun.part)
        head = whole(begun.part)
        return begun.finish(head.epoch, head.number), head


def _copy(database: Path, part: Path) -> None:
    with closing(_opened(database)) as source, closing(sqlite3.connect(part, isolation_level=None)) as target:
        try:
            target.execute("PRAGMA synchronous = OFF")  # synced as a whole, before it gets its name
            source.backup(target)  # all pages under one read: what is written meanwhile is not in it
            target.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
        except sqlite3.Error as error:
            raise CopyError(f"{part.parent}: {error}; the copies of before are as they were") from error


def _opened(database: Path) -> sqlite3.Connection:
    db = connect_reader(database)
    try:
        db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error as error:
        db.close()
        raise explain(error, database) from error
    return db


def _leave_room(database: Path, folder: Path) -> None:
    """On the disk of the database a copy must not take what people who fetch need (F14)."""
    state = database.parent
    found = room(state)
    if folder.stat().st_dev == state.stat().st_dev and found.free_bytes - found.database_bytes < LAST_BYTES:
        raise CopyError(f"{folder}: no room on the disk of the database; another medium, or fewer copies (--keep)")


def whole(file: Path) -> Head:
    """Where the log of a copy ends; raises StoreDamagedError and StoreUnusableError where none can go on from it."""
    try:
        with closing(connect_alone(file)) as db:
            judge(db, file)
            return Head(*db.execute("SELECT epoch, number, hash FROM head").fetchone())
    except sqlite3.Error as error:
        raise explain(error, file) from error


def restore(file: Path, database: Path) -> Head:
    """Put a copy in the place of the database, which is moved aside with its log; gives where the copy's log ends.

    Killed anywhere in between there is no database, which no daemon takes for a new site, and it is done once more.
    Raises StoreInUseError (a daemon runs), StoreUnusableError and StoreDamagedError (no copy one can go on from),
    `CopyError` where something is set aside already.
    """
    if not file.is_file():
        raise StoreUnusableError(f"{file} is not a file")
    if any(file.with_name(f"{file.name}{end}").exists() for end in ("-wal", "-journal")):
        raise StoreUnusableError(f"{file} has a log beside it: it is not as lockerctl backup wrote it")
    state = database.parent
    with held(database.with_suffix(".lock")):
        head = whole(file)
        aside = state / ASIDE
        if database.exists() and (aside / database.name).exists():
            raise CopyError(f"{aside}: a database was set aside here already; look at it, then move it away")
        with keeping.begun(state, keeping.DATABASE, 1) as begun:
            shutil.copyfile(file, begun.part)
            whole(begun.part)
            aside.mkdir(mode=0o700, exist_ok=True)
            os.chown(aside, state.stat().st_uid, state.stat().st_gid)
            for name in (database.name, f"{database.name}-wal", f"{database.name}-shm"):
                if (state / name).exists():
                    (state / name).rename(aside / name)
            begun.place(database)
    return head
