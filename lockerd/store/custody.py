"""The custody log: rows chained by SHA-256, orders and people named only through salted commitments.

A row's hash covers the canonical JSON (UTF-8) of the keys ``epoch number boot mono_ms lo_s hi_s type compartment order
data prev``; ``order`` is the commitment, as in ``data`` those of names and reasons, ``prev`` the hash of the row
before, over epochs too.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic_core import from_json

from lockerd.domain.model.facts import Fact
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.store import names, tree
from lockerd.store.records import NOTHING_TOLD, CustodyRow, Head, Stamp
from lockerd.store.rows.table import to_json

SALT_BYTES: Final = 16

COLUMNS: Final = (
    "custody.position, epoch, number, boot, mono_ms, lo_s, hi_s, type, compartment, order_id,"
    " commitment, data, prev, hash"
)
"""What ``row_from`` reads, of custody joined with identities."""

_SELECT: Final = f"SELECT {COLUMNS} FROM custody LEFT JOIN identities USING (commitment)"  # noqa: S608 constants
_INSERT: Final = (
    "INSERT INTO custody"
    " (position, epoch, number, boot, mono_ms, lo_s, hi_s, type, compartment, commitment, data, prev, hash)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def commitment_of(salt: bytes, order: OrderId) -> str:
    """What stands for ``order`` in the log: without the salt nobody can tell which order it is, or guess it."""
    return hashlib.sha256(salt + order.encode()).hexdigest()


def covered(row: CustodyRow) -> dict[str, object]:
    """What the hash of ``row`` covers; ``hash``, ``position`` and ``order`` are left out. It names nobody."""
    return {
        "epoch": row.epoch,
        "number": row.number,
        "boot": row.boot,
        "mono_ms": row.mono_ms,
        "lo_s": row.lo_s,
        "hi_s": row.hi_s,
        "type": row.type,
        "compartment": row.compartment,
        "order": row.commitment,
        "data": names.closed(row),
        "prev": row.prev,
    }


def hash_of(row: CustodyRow) -> str:
    """The hash of ``row``, over what is ``covered``."""
    return _digest(covered(row))


def row_from(values: Sequence[Any]) -> CustodyRow:
    """Read COLUMNS; raises ValueError when the data is not JSON."""
    *before, data, prev, digest = values
    return CustodyRow._make((*before, from_json(data), prev, digest, NOTHING_TOLD))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows of the log; None: all."""

    compartment: CompartmentId | None = None
    order: OrderId | None = None
    """One that was erased finds nothing: that is what erasing is for."""
    since_s: int | None = None
    """Unix seconds of trusted time: rows that may have been written at or after it."""
    until_s: int | None = None

    def where(self) -> tuple[str, list[str | int]]:
        """The condition in SQL with its values."""
        terms: list[tuple[str, str | int | None]] = [
            ("compartment = ?", self.compartment),
            ("commitment = (SELECT commitment FROM identities WHERE order_id = ?)", self.order),
            ("coalesce(hi_s, lo_s) >= ?", self.since_s),
            ("lo_s <= ?", self.until_s),
        ]
        given = [(text, value) for text, value in terms if value is not None]
        return "".join(f" AND {text}" for text, _ in given), [value for _, value in given]


ALL: Final = Wanted()


def select(db: sqlite3.Connection, *, after: int, limit: int) -> list[Any]:
    """Values of COLUMNS of up to ``limit`` rows whose position is above ``after``, in order."""
    return db.execute(f"{_SELECT} WHERE position > ? ORDER BY position LIMIT ?", (after, limit)).fetchall()


def read(
    db: sqlite3.Connection, *, after: int, limit: int, wanted: Wanted = ALL, newest: bool = False
) -> list[CustodyRow]:
    """The wanted ones of these as rows, in order; with ``newest`` the last ``limit`` of them instead of the first.

    Looks at all rows behind ``after`` where few are wanted. Raises ValueError when one's data is not JSON.
    """
    condition, values = wanted.where()
    direction = "DESC" if newest else "ASC"
    text = f"{_SELECT} WHERE position > ?{condition} ORDER BY position {direction} LIMIT ?"
    rows = [row_from(found) for found in db.execute(text, (after, *values, limit)).fetchall()]
    return names.opened(db, rows[::-1] if newest else rows)


def newest(db: sqlite3.Connection, *, kind: str) -> CustodyRow | None:
    """The newest row of one type; looks at all rows behind it. Raises ValueError when its data is not JSON."""
    found = db.execute(f"{_SELECT} WHERE type = ? ORDER BY position DESC LIMIT 1", (kind,)).fetchone()
    return None if found is None else names.opened(db, [row_from(found)])[0]


def append(
    db: sqlite3.Connection, facts: Sequence[Fact], *, stamp: Stamp, head: Head, new_salt: Callable[[], bytes]
) -> tuple[range, Head]:
    """Write ``facts`` after ``head``, inside the caller's transaction; returns their positions and the new head."""
    last = int(db.execute("SELECT coalesce(max(position), 0) FROM custody").fetchone()[0])
    size = head.number
    rows: list[tuple[Any, ...]] = []
    for fact in facts:
        # in the order of the columns
        chained = {
            "epoch": head.epoch,
            "number": head.number + 1,
            "boot": stamp.boot,
            "mono_ms": stamp.mono_ms,
            "lo_s": stamp.lo_s,
            "hi_s": stamp.hi_s,
            "type": fact.type,
            "compartment": fact.compartment,
            "order": None if fact.order is None else _commit_to(db, fact.order, new_salt),
            "data": names.hidden(db, fact, stamp.lo_s, new_salt),
            "prev": head.hash,
        }
        head = Head(epoch=head.epoch, number=head.number + 1, hash=_digest(chained))
        columns = chained | {"data": to_json(chained["data"])}
        rows.append((last + len(rows) + 1, *columns.values(), head.hash))
    db.executemany(_INSERT, rows)
    tree.append(db, epoch=head.epoch, size=size, hashes=[row[-1] for row in rows])
    return range(last + 1, last + len(rows) + 1), head


def _digest(chained: Mapping[str, object]) -> str:
    return hashlib.sha256(to_json(chained).encode()).hexdigest()


def _commit_to(db: sqlite3.Connection, order: OrderId, new_salt: Callable[[], bytes]) -> str | None:
    """The order's commitment, made on its first fact.

    None when no such order is stored (a refused command can name any): its id could never be erased again.
    """
    found = db.execute("SELECT commitment FROM identities WHERE order_id = ?", (order,)).fetchone()
    if found is not None:
        return str(found[0])
    if db.execute("SELECT 1 FROM orders WHERE id = ?", (order,)).fetchone() is None:
        return None
    salt = new_salt()
    assert len(salt) == SALT_BYTES
    commitment = commitment_of(salt, order)
    db.execute("INSERT INTO identities (commitment, order_id, salt) VALUES (?, ?, ?)", (commitment, order, salt))
    return commitment
