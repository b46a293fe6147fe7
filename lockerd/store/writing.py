"""One commit as SQL, inside one transaction."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from typing import Final, assert_never

from lockerd.domain.model.attempts import Attempt
from lockerd.domain.model.compartments import Compartment
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.orders import Order
from lockerd.domain.model.parts import Part
from lockerd.domain.model.receipts import Receipt
from lockerd.domain.model.state import Row, Site
from lockerd.store import case, custody, outbox, usage
from lockerd.store.connection import transaction
from lockerd.store.memos import prune_memos
from lockerd.store.names import Keep, forget
from lockerd.store.records import MEMO_KEPT_S, MEMO_TEXT_CHARS, Commit, Head, Recorded
from lockerd.store.rows.doors import ATTEMPTS, COMPARTMENTS
from lockerd.store.rows.grants import GRANTS
from lockerd.store.rows.orders import ORDERS, PARTS
from lockerd.store.rows.receipts import RECEIPTS
from lockerd.store.rows.site import SITE

_MEMO = """
INSERT INTO memos (scope, key, fingerprint, answer, lo_s) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (scope, key)
DO UPDATE SET fingerprint = excluded.fingerprint, answer = excluded.answer, lo_s = excluded.lo_s
"""

_OF_ORDER: Final = "part IN (SELECT id FROM parts WHERE order_id = ?)"
_NAMED: Final = "EXISTS (SELECT 1 FROM compartments WHERE attempts.id IN (pulse, attempt))"
"""An attempt that is open, or to which a late opening would belong."""

_PRUNE: Final = f"DELETE FROM attempts WHERE outcome IS NOT NULL AND part IS NULL AND NOT {_NAMED}"  # noqa: S608 constants
_ERASE: Final = (
    f"UPDATE attempts SET part = NULL WHERE {_OF_ORDER} AND (outcome IS NULL OR {_NAMED})",  # noqa: S608 constants
    f"DELETE FROM attempts WHERE {_OF_ORDER}",  # noqa: S608 constants
    "DELETE FROM orders WHERE id = ?",
)

_DROP: Final = {
    "grant": "DELETE FROM grants WHERE id = ?",
    "compartment": "DELETE FROM compartments WHERE id = ?",
    "receipt": "DELETE FROM receipts WHERE id = ?",
}


def write(
    db: sqlite3.Connection, commit: Commit, *, head: Head, new_salt: Callable[[], bytes], replies_bytes: int
) -> Head:
    """Make ``commit`` durable and return the new head; whatever is raised, nothing of it was kept."""
    with transaction(db):
        for kind, row in commit.dropped:
            db.execute(_DROP[kind], (row,))
        _upsert(db, commit.rows)
        positions, head = custody.append(db, commit.facts, stamp=commit.stamp, head=head, new_salt=new_salt)
        outbox.put(db, positions, commit.replies, replies_bytes=replies_bytes)
        usage.count(db, commit.usage, lo_s=commit.stamp.lo_s)
        db.executemany(_MEMO, [_memo_values(memo) for memo in commit.recorded])
        asked = {fact.order for fact in commit.facts if fact.type == FactType.ORDER_ERASED}
        for order in commit.erased:
            if order in asked:
                case.forget_words(db, order)
            _erase(db, order)
        db.execute(
            "UPDATE head SET number = ?, hash = ?, powered_ms = ?, lo_s = ?",
            (head.number, head.hash, commit.stamp.powered_ms, commit.stamp.lo_s),
        )
    return head


def prune(db: sqlite3.Connection, *, lo_s: int, keep: Keep) -> int:
    """Delete memos, names and counts past their time, and closed attempts that belong to no part and no late opening.

    Returns how many.

    Then empty the write-ahead log, so that what was erased is gone from it as well; while a reader is at work that
    waits for the next time.
    """
    gone = prune_memos(db, lo_s=lo_s)
    with transaction(db):
        gone += db.execute(_PRUNE).rowcount + forget(db, keep) + usage.forget(db, keep.usage_lo_s)
    empty_log(db)
    return gone


def empty_log(db: sqlite3.Connection) -> bool:
    """Empty the write-ahead log, with what was erased; False where a reader is at work: then the next time."""
    timeout_ms = db.execute("PRAGMA busy_timeout").fetchone()[0]
    db.execute("PRAGMA busy_timeout = 0")
    try:
        busy: int = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        db.execute(f"PRAGMA busy_timeout = {timeout_ms}")
    return not busy


def _upsert(db: sqlite3.Connection, rows: tuple[Row, ...]) -> None:
    compartments: list[Compartment] = []
    orders: list[Order] = []
    parts: list[Part] = []
    grants: list[Grant] = []
    attempts: list[Attempt] = []
    receipts: list[Receipt] = []
    for row in rows:
        match row:
            case Site():
                db.execute(SITE.upsert, SITE.values(row))
            case Order():
                orders.append(row)
            case Part():
                parts.append(row)
            case Grant():
                grants.append(row)
            case Attempt():
                attempts.append(row)
            case Receipt():
                receipts.append(row)
            case Compartment():
                compartments.append(row)
            case _:
                assert_never(row)
    # one that closes makes room for one that opens at the same compartment (unique index)
    attempts.sort(key=lambda attempt: attempt.outcome is None)
    db.executemany(ORDERS.upsert, map(ORDERS.values, orders))
    db.executemany(PARTS.upsert, map(PARTS.values, parts))
    db.executemany(RECEIPTS.upsert, map(RECEIPTS.values, receipts))
    db.executemany(GRANTS.upsert, map(GRANTS.values, grants))
    db.executemany(ATTEMPTS.upsert, [ATTEMPTS.values(_without_erased(db, attempt)) for attempt in attempts])
    db.executemany(COMPARTMENTS.upsert, map(COMPARTMENTS.values, compartments))


def _without_erased(db: sqlite3.Connection, attempt: Attempt) -> Attempt:
    """A ``pulse`` kept in memory may outlive its order: what was erased does not come back."""
    if attempt.part is None or db.execute("SELECT 1 FROM parts WHERE id = ?", (str(attempt.part),)).fetchone():
        return attempt
    return replace(attempt, part=None)


def _erase(db: sqlite3.Connection, order: OrderId) -> None:
    """Forget an order: parts, grants and salt go with its row, its attempts lose its name or go as well.

    The custody rows keep the commitment, so the chain still verifies.
    """
    for statement in _ERASE:
        db.execute(statement, (order,))


def _memo_values(memo: Recorded) -> tuple[str | int, ...]:
    if memo.scope not in MEMO_KEPT_S:
        raise ValueError(f"unknown memo scope {memo.scope!r}")
    if len(memo.answer) > MEMO_TEXT_CHARS:
        raise ValueError(f"a memo of {len(memo.answer)} characters; {MEMO_TEXT_CHARS} are agreed")
    return (memo.scope, memo.key, memo.fingerprint, memo.answer, memo.lo_s)
