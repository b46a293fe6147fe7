"""Bringing a database up to date once it was looked at: migrate, settle the epoch, in one transaction."""

import logging
import sqlite3
from collections.abc import Container, Mapping
from pathlib import Path

from lockerd.domain.model.compartments import Place
from lockerd.domain.model.ids import CompartmentId, GrantId
from lockerd.store import tree
from lockerd.store.connection import connect_writer, transaction
from lockerd.store.errors import explain
from lockerd.store.headcopy import read_copy
from lockerd.store.loading import load, look_for_strangers
from lockerd.store.migrations import migrate
from lockerd.store.records import Head
from lockerd.store.second import SecondMedium

_log = logging.getLogger(__name__)


def connect(path: Path) -> sqlite3.Connection:
    """Open ``path``, which was looked at, for writing; raises StoreDamagedError and StoreUnusableError."""
    try:
        return connect_writer(path)
    except sqlite3.Error as error:
        raise explain(error, path) from error


def begin(
    db: sqlite3.Connection,
    *,
    path: Path,
    places: Mapping[CompartmentId, Place] | None,
    authorities: Container[str] | None,
    second: SecondMedium | None = None,
) -> tuple[Head, tuple[GrantId, ...], bool]:
    """The head to go on from, everything migrated, the codes that a second medium knows to be fired under since, and
    whether the copy of its head alone says that the database was put back: nobody knows what happened since (F70).

    Whatever is raised, nothing of it was kept. A database that is older than the copy of its head, or than the second
    medium, begins a new epoch (design rule 8). Raises like `load` and `look_for_strangers`.
    """
    copied = read_copy(path.with_name("head"))
    codes: tuple[GrantId, ...] = ()
    restored = False
    try:
        with transaction(db):
            without = tree.missing(db)
            migrate(db)
            if without:
                tree.build(db)
            head = Head(*db.execute("SELECT epoch, number, hash FROM head").fetchone())
            if second is not None:
                newest, codes = second.after(_judged(db))
                copied = max(copied or (0, 0), newest) if codes else copied
            head = _next(head, copied)
            restored = head.epoch > max(1, _judged(db)[0]) and not codes
            # written even when nothing changed: a file that takes no writes is refused now and not at the first commit
            db.execute("UPDATE head SET epoch = ?, number = ?", (head.epoch, head.number))
            tree.settle(db, epoch=head.epoch, number=head.number)
            if places is not None:
                loaded = load(db, places, head)
                if authorities is not None:
                    look_for_strangers(loaded.state, authorities)
    except sqlite3.Error as error:
        raise explain(error, path) from error
    return head, codes, restored


def _judged(db: sqlite3.Connection) -> tuple[int, int]:
    """Epoch and number of the newest row: until the start of a new epoch is written down, nothing was judged in it."""
    row = db.execute("SELECT epoch, number FROM custody ORDER BY position DESC LIMIT 1").fetchone()
    return (0, 0) if row is None else (row[0], row[1])


def _next(head: Head, copied: tuple[int, int] | None) -> Head:
    known = (head.epoch, head.number)
    if (copied is None and known == (1, 0)) or (copied is not None and copied <= known):
        return head
    epoch = max(head.epoch, copied[0] if copied else 0) + 1
    _log.warning(
        "the database ends at %s, the copy of its head says %s: restored? epoch %d begins", known, copied, epoch
    )
    return Head(epoch=epoch, number=0, hash=head.hash)
