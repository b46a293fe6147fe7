"""Recorded answers on the disk: pruned before any is loaded, so that no number of them keeps a site from starting."""

import logging
import sqlite3
from typing import Final

from lockerd.store.connection import transaction
from lockerd.store.records import MEMO_KEPT_S, MEMO_LIMITS, Recorded

CHUNK: Final = 10_000
"""Rows deleted in one transaction: no commit waits long, and a start that is broken off has got somewhere."""

_REFUSED_0_1_0: Final = '{"accepted": false'
"""How what release 0.1.0 remembered of a refusal begins; of no other text anything is known here."""

_log = logging.getLogger(__name__)


def prune_memos(db: sqlite3.Connection, *, lo_s: int) -> int:
    """Delete what is past its time, and what is more than is ever loaded; returns how many rows.

    Answers that were dated ahead, before the time was corrected, are kept as long from now on. More than its limit a
    scope holds only in a database that release 0.1.0 wrote, which remembered every refusal: those go first, then the
    oldest. A refusal that is forgotten is decided anew.
    """
    with transaction(db):
        db.execute("UPDATE memos SET lo_s = ? WHERE lo_s > ?", (lo_s, lo_s))
    gone = 0
    for scope, kept_s in MEMO_KEPT_S.items():
        gone += _delete(db, "scope = ? AND lo_s < ?", (scope, lo_s - kept_s))
        limit = MEMO_LIMITS[scope].count
        if _count(db, scope) <= limit:
            continue
        crowd = _delete(db, "scope = ? AND substr(answer, 1, ?) = ?", (scope, len(_REFUSED_0_1_0), _REFUSED_0_1_0))
        if (over := _count(db, scope) - limit) > 0:
            oldest = "rowid IN (SELECT rowid FROM memos WHERE scope = ? ORDER BY lo_s, rowid LIMIT ?)"
            with transaction(db):
                crowd += db.execute(f"DELETE FROM memos WHERE {oldest}", (scope, over)).rowcount  # noqa: S608 constant
        _log.warning("%d recorded answers were more than are kept and are forgotten", crowd)
        gone += crowd
    return gone


def load_memos(db: sqlite3.Connection) -> tuple[Recorded, ...]:
    """What is remembered: never more than the limits."""
    found: list[Recorded] = []
    for scope, limit in MEMO_LIMITS.items():
        rows = db.execute(
            "SELECT scope, key, fingerprint, answer, lo_s FROM memos WHERE scope = ? LIMIT ?", (scope, limit.count)
        )
        found.extend(Recorded(*row) for row in rows)
    return tuple(found)


def _delete(db: sqlite3.Connection, where: str, values: tuple[object, ...]) -> int:
    gone = 0
    while True:
        with transaction(db):
            count = db.execute(
                f"DELETE FROM memos WHERE rowid IN (SELECT rowid FROM memos WHERE {where} LIMIT {CHUNK})",  # noqa: S608 constants
                values,
            ).rowcount
        gone += count
        if count < CHUNK:
            return gone


def _count(db: sqlite3.Connection, scope: str) -> int:
    count: int = db.execute("SELECT count(*) FROM memos WHERE scope = ?", (scope,)).fetchone()[0]
    return count
