"""The custody log: rows chained by SHA-256, orders named only through salted commitments.

A row's hash covers the canonical JSON (UTF-8) of the keys ``epoch number boot mono_ms lo_s hi_s type compartment order
data prev``; ``order`` is the commitment, ``prev`` the hash of the row before, over epochs too.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from lockerd.domain.cabinet import OrderId
from lockerd.domain.facts import Fact
from lockerd.domain.readings import CompartmentId
from lockerd.store.records import ZERO_HASH, CustodyRow, Head, Stamp
from lockerd.store.rows import to_json

SALT_BYTES: Final = 16

COLUMNS: Final = (
    "custody.position, epoch, number, boot, mono_ms, lo_s, hi_s, type, compartment, order_id,"
    " commitment, data, prev, hash"
)
"""What ``row_from`` reads, of custody joined with identities."""

_SELECT: Final = f"SELECT {COLUMNS} FROM custody LEFT JOIN identities USING (commitment)"  # noqa: S608 constants
_INSERT: Final = "INSERT INTO custody VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def commitment_of(salt: bytes, order: OrderId) -> str:
    """What stands for ``order`` in the log: without the salt nobody can tell which order it is, or guess it."""
    return hashlib.sha256(salt + order.encode()).hexdigest()


def hash_of(row: CustodyRow) -> str:
    """The hash of all of ``row`` that is chained; ``row.hash``, ``row.position`` and ``row.order`` are left out."""
    chained = {
        "epoch": row.epoch,
        "number": row.number,
        "boot": row.boot,
        "mono_ms": row.mono_ms,
        "lo_s": row.lo_s,
        "hi_s": row.hi_s,
        "type": row.type,
        "compartment": row.compartment,
        "order": row.commitment,
        "data": dict(row.data),
        "prev": row.prev,
    }
    return hashlib.sha256(to_json(chained).encode()).hexdigest()


def row_from(values: Sequence[Any]) -> CustodyRow:
    """Read COLUMNS; raises ValueError when the data is not JSON."""
    position, epoch, number, boot, mono_ms, lo_s, hi_s, kind, compartment, order, commitment, data, prev, digest = (
        values
    )
    return CustodyRow(
        position=position,
        epoch=epoch,
        number=number,
        boot=boot,
        mono_ms=mono_ms,
        lo_s=lo_s,
        hi_s=hi_s,
        type=kind,
        compartment=None if compartment is None else CompartmentId(compartment),
        order=None if order is None else OrderId(order),
        commitment=commitment,
        data=json.loads(data),
        prev=prev,
        hash=digest,
    )


def select(db: sqlite3.Connection, *, after: int, limit: int) -> list[Any]:
    """Values of COLUMNS of up to ``limit`` rows whose position is above ``after``, in order."""
    return db.execute(f"{_SELECT} WHERE position > ? ORDER BY position LIMIT ?", (after, limit)).fetchall()


def append(
    db: sqlite3.Connection, facts: Sequence[Fact], *, stamp: Stamp, head: Head, new_salt: Callable[[], bytes]
) -> list[CustodyRow]:
    """Write ``facts`` after ``head``, inside the caller's transaction."""
    last = db.execute("SELECT coalesce(max(position), 0) FROM custody").fetchone()[0]
    rows: list[CustodyRow] = []
    prev = head.hash
    for count, fact in enumerate(facts, start=1):
        commitment = None if fact.order is None else _commit_to(db, fact.order, new_salt)
        row = CustodyRow(
            position=last + count,
            epoch=head.epoch,
            number=head.number + count,
            boot=stamp.boot,
            mono_ms=stamp.mono_ms,
            lo_s=stamp.lo_s,
            hi_s=stamp.hi_s,
            type=fact.type,
            compartment=fact.compartment,
            order=fact.order,
            commitment=commitment,
            data=fact.data,
            prev=prev,
            hash=ZERO_HASH,
        )
        row = replace(row, hash=hash_of(row))
        prev = row.hash
        rows.append(row)
    db.executemany(_INSERT, [_values(row) for row in rows])
    return rows


def _values(row: CustodyRow) -> tuple[Any, ...]:
    return (
        row.position,
        row.epoch,
        row.number,
        row.boot,
        row.mono_ms,
        row.lo_s,
        row.hi_s,
        row.type,
        row.compartment,
        row.commitment,
        to_json(dict(row.data)),
        row.prev,
        row.hash,
    )


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
