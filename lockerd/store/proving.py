"""What proofs of the custody log are made of: a row, opened, and its way to the root of a tree that was signed."""

import sqlite3
from typing import Final, NamedTuple

from pydantic_core import from_json

from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import OrderId
from lockerd.store import custody, names
from lockerd.store.outbox import newest_number
from lockerd.store.records import CustodyRow
from lockerd.store.tree import Tree

LOOK_BACK: Final = 1_000
"""Rows among which the newest checkpoint is looked for; there is one every hundred."""
HANDED_OVER: Final = (FactType.PART_COLLECTED, FactType.PART_HANDED_IN, FactType.ORDER_COLLECTED)
"""Rows that say that something changed hands, the one of a part before the one of its order."""

_ROW: Final = (
    f"SELECT {custody.COLUMNS}, salt FROM custody LEFT JOIN identities USING (commitment)"  # noqa: S608 constants
    " WHERE epoch = ? AND number = ?"
)
_OF_ORDER: Final = """
SELECT epoch, number FROM custody
WHERE commitment = (SELECT commitment FROM identities WHERE order_id = ?) AND type = ?
ORDER BY position DESC LIMIT 1
"""
_CHECKPOINT: Final = """
SELECT data FROM custody WHERE epoch = ? AND number > ? AND type = ? ORDER BY number DESC LIMIT 1
"""


class ProvenRow(NamedTuple):
    """A row and its way to the root of the first ``size`` rows of its epoch."""

    row: CustodyRow
    salt: bytes | None
    """Opens the commitment to its order; None where there is none, or the order was erased."""
    size: int
    root: bytes
    path: list[bytes]


class ProvenGrowth(NamedTuple):
    """The roots of the first ``old`` and of the first ``size`` rows of an epoch, and the way between."""

    old_root: bytes
    size: int
    root: bytes
    path: list[bytes]


def prove_row(db: sqlite3.Connection, *, epoch: int, number: int) -> ProvenRow | None:
    """None where there is no such row. The tree is that of the newest checkpoint, which central has as well; of a row
    that none covers yet, that of all rows. Raises ValueError where rows are missing."""
    found = db.execute(_ROW, (epoch, number)).fetchone()
    if found is None:
        return None
    *values, salt = found
    [row] = names.opened(db, [custody.row_from(values)])
    size = _signed_size(db, epoch)
    if size < number:
        size = _newest(db, epoch)
    tree = Tree(db, epoch)
    return ProvenRow(row, salt, size, tree.root(size), tree.inclusion(number, size))


def prove_growth(db: sqlite3.Connection, *, epoch: int, old: int) -> ProvenGrowth | None:
    """From ``old`` rows to the newest checkpoint, or to all rows where none is as new; None where there never were so
    many. Raises ValueError where rows are missing."""
    newest = _newest(db, epoch)
    if not 0 < old <= newest:
        return None
    signed = _signed_size(db, epoch)
    size = signed if signed > old else newest
    tree = Tree(db, epoch)
    return ProvenGrowth(tree.root(old), size, tree.root(size), tree.consistency(old, size))


def hand_over_of(db: sqlite3.Connection, order: OrderId) -> tuple[int, int] | None:
    """Epoch and number of the newest row that says that something of the order changed hands; None: none does."""
    for kind in HANDED_OVER:
        if (found := db.execute(_OF_ORDER, (order, kind)).fetchone()) is not None:
            return found[0], found[1]
    return None


def _newest(db: sqlite3.Connection, epoch: int) -> int:
    return newest_number(db, epoch=epoch)


def _signed_size(db: sqlite3.Connection, epoch: int) -> int:
    """How many rows the newest checkpoint speaks of; 0 where there was none lately."""
    begin = _newest(db, epoch) - LOOK_BACK
    found = db.execute(_CHECKPOINT, (epoch, begin, FactType.CUSTODY_CHECKPOINT)).fetchone()
    return 0 if found is None else int(from_json(found[0])["head"])
