"""What the database holds of one order: told to whom it is about, and forgotten when they ask (GDPR, 15 and 17)."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic_core import from_json

from lockerd.domain.model.fact_words import CENTRALS_OWN
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import OrderId
from lockerd.store import custody
from lockerd.store.names import PREFIX
from lockerd.store.records import CustodyRow

ROWS_MAX: Final = 5_000
"""Of the log; an order has some dozens."""
NOT_TOLD: Final = frozenset({"salt", "keyed_hash", "second_salt", "second_hash", "holder", "second", "reissued_by"})
"""Columns by which a code could be found out, or that are about somebody else: staff."""
_TABLES: Final[Mapping[str, str]] = {
    "orders": "SELECT * FROM orders WHERE id = ?",
    "parts": "SELECT * FROM parts WHERE order_id = ? ORDER BY id",
    "grants": "SELECT * FROM grants WHERE order_id = ? ORDER BY made",
    "receipts": "SELECT receipts.* FROM receipts JOIN parts ON parts.id = part WHERE order_id = ? ORDER BY receipts.id",
    "attempts": "SELECT attempts.* FROM attempts JOIN parts ON parts.id = part WHERE order_id = ? ORDER BY attempts.id",
}
_OF: Final = "(SELECT commitment FROM identities WHERE order_id = ?)"
_UNDELIVERED: Final = f"SELECT count(*) FROM outbox JOIN custody USING (position) WHERE commitment = {_OF}"  # noqa: S608
_ROWS: Final = f"SELECT type, data FROM custody WHERE commitment = {_OF}"  # noqa: S608 constants
_FORGET: Final = "DELETE FROM names WHERE commitment IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Held:
    """Everything of one order."""

    tables: Mapping[str, Sequence[Mapping[str, Any]]]
    """Rows by table, without `NOT_TOLD`."""
    log: Sequence[CustodyRow]


def held(db: sqlite3.Connection, *, order: OrderId) -> Held | None:
    """All that is held of it; None where nothing is. Raises ValueError where a row of the log cannot be read."""
    tables = {name: _rows(db, query, order) for name, query in _TABLES.items()}
    if not tables["orders"]:
        return None
    log = custody.read(db, after=0, limit=ROWS_MAX, wanted=custody.Wanted(order=order), newest=True)
    return Held(tables, log)


def _rows(db: sqlite3.Connection, query: str, order: OrderId) -> list[dict[str, Any]]:
    found = db.execute(query, (order,))
    names = [column[0] for column in found.description]
    return [
        {name: value for name, value in zip(names, row, strict=True) if name not in NOT_TOLD}
        for row in found.fetchall()
    ]


def undelivered(db: sqlite3.Connection, *, order: OrderId) -> int:
    """How many events of it central does not have."""
    count: int = db.execute(_UNDELIVERED, (order,)).fetchone()[0]
    return count


def forget_words(db: sqlite3.Connection, order: OrderId) -> None:
    """Forget what people wrote about it, of which the log keeps commitments; who did something stays for its time.

    The same text on the same day, written about another order, goes with it. Inside the caller's transaction, before
    the order is erased; why it is erased stays.
    """
    fields = CENTRALS_OWN | {"reason"}
    written = {
        value
        for kind, data in db.execute(_ROWS, (order,)).fetchall()
        if kind != FactType.ORDER_ERASED
        for field, value in from_json(data).items()
        if field in fields and isinstance(value, str) and value.startswith(PREFIX)
    }
    db.execute(_FORGET, (json.dumps(sorted(written)),))
