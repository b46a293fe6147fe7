"""The Merkle tree over the rows of each epoch: its edge lies with the head, every 256th node of each kind in a table.

What is between follows from the rows themselves: a proof reads a few runs of 256 hashes, however long the log is, and a
commit writes no page that it did not write before. The row with ``number`` is the leaf ``number - 1`` of its epoch.
"""

import sqlite3
from collections.abc import Sequence
from itertools import count
from typing import Final

from lockerd.codes.tree import HASH_BYTES, consistency_path, grow, inclusion_path, leaf_hash, node_hash, root_of
from lockerd.codes.tree import subtrees as complete_subtrees
from lockerd.store.errors import StoreDamagedError

STEP: Final = 8
"""Every how many storeys the nodes are kept."""
WIDTH: Final = 1 << STEP
DIFFERS: Final = "the tree over the log is not that of its rows"

_PAGE: Final = 16 * WIDTH
_HASHES: Final = """
SELECT number, hash FROM custody WHERE epoch = ?1 AND number > ?2 AND number <= ?3
UNION ALL SELECT number, lower(hex(hash)) FROM cut WHERE epoch = ?1 AND number > ?2 AND number <= ?3
ORDER BY number
"""
"""Of rows whose content was cut as well."""
_NODES: Final = "SELECT hash FROM tree WHERE epoch = ? AND storey = ? AND place >= ? AND place < ? ORDER BY place"


def append(db: sqlite3.Connection, *, epoch: int, size: int, hashes: Sequence[str]) -> None:
    """Put the hashes of new rows into the tree of ``size`` rows, inside the transaction that writes the rows."""
    if hashes:
        edge = _keep(db, epoch, size, _edge_of(db), [bytes.fromhex(each) for each in hashes])
        db.execute("UPDATE head SET edge = ?", (b"".join(edge),))


def missing(db: sqlite3.Connection) -> bool:
    """Whether this database was written before there was a tree."""
    return db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'tree'").fetchone() is None


def build(db: sqlite3.Connection) -> None:
    """Make the trees of a database that was written before there were any, inside the caller's transaction."""
    newest, number = db.execute("SELECT epoch, number FROM head").fetchone()
    for (epoch,) in db.execute("SELECT DISTINCT epoch FROM custody ORDER BY epoch").fetchall():
        edge: list[bytes] = []
        for size in count(0, _PAGE):
            page = db.execute(_HASHES, (epoch, size, size + _PAGE)).fetchall()
            edge = _keep(db, epoch, size, edge, [bytes.fromhex(digest) for _, digest in page])
            if len(page) < _PAGE:
                break
        if epoch == newest and number:
            db.execute("UPDATE head SET edge = ?", (b"".join(edge),))


def settle(db: sqlite3.Connection, *, epoch: int, number: int) -> None:
    """At a start, in the caller's transaction: a new epoch begins with an empty tree.

    Raises StoreDamagedError where the edge is not that of the rows: what is kept of the tree and the last rows say so.
    """
    if number == 0:
        db.execute("UPDATE head SET edge = x''")
        return
    edge = _edge_of(db)
    try:
        fits = len(edge) == number.bit_count() and Tree(db, epoch).root(number) == root_of(edge)
    except ValueError:
        fits = False
    if not fits:
        raise StoreDamagedError(f"{DIFFERS} (epoch {epoch}, number {number}); see custody verify")


def _edge_of(db: sqlite3.Connection) -> list[bytes]:
    raw: bytes = db.execute("SELECT edge FROM head").fetchone()[0]
    return [raw[at : at + HASH_BYTES] for at in range(0, len(raw), HASH_BYTES)]


def _keep(
    db: sqlite3.Connection, epoch: int, size: int, edge: Sequence[bytes], entries: Sequence[bytes]
) -> list[bytes]:
    grown, finished = grow(edge, size, entries)
    kept = [(epoch, node.height // STEP, node.index, node.hash) for node in finished if node.height % STEP == 0]
    db.executemany("INSERT INTO tree (epoch, storey, place, hash) VALUES (?, ?, ?, ?)", kept)
    return grown


class Regrown:
    """The trees made anew, row after row, beside those that are kept."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._epoch = 0
        self._edge: list[bytes] = []

    def fits(self, epoch: int, number: int, digest: str) -> bool:
        """Take the next row; whether what is kept of the tree it completes is what follows from the rows."""
        if epoch != self._epoch:
            self._epoch, self._edge = epoch, []
        self._edge, finished = grow(self._edge, number - 1, [bytes.fromhex(digest)])
        kept = [node for node in finished if node.height % STEP == 0]
        return all(_node(self._db, epoch, node.height // STEP, node.index) == node.hash for node in kept)

    def ends_with(self, edge: bytes) -> bool:
        """Whether this is the edge now."""
        return b"".join(self._edge) == edge


def _node(db: sqlite3.Connection, epoch: int, storey: int, place: int) -> bytes | None:
    found = db.execute(_NODES, (epoch, storey, place, place + 1)).fetchone()
    return None if found is None else found[0]


class Tree:
    """The tree of one epoch as it was at any size, for one question; raises ValueError where rows are missing."""

    def __init__(self, db: sqlite3.Connection, epoch: int) -> None:
        self._db = db
        self._epoch = epoch
        self._runs: dict[tuple[int, int], list[bytes]] = {}

    def root(self, size: int) -> bytes:
        """The root when there were ``size`` rows."""
        return self._range(0, size)

    def inclusion(self, number: int, size: int) -> list[bytes]:
        """What shows that the row ``number`` is among the first ``size``."""
        return inclusion_path(number - 1, size, self._range)

    def consistency(self, old: int, size: int) -> list[bytes]:
        """What shows that the first ``size`` rows begin with the first ``old``."""
        return consistency_path(old, size, self._range)

    def _range(self, first: int, end: int) -> bytes:
        return root_of([self._subtree(height, index) for height, index in complete_subtrees(first, end)])

    def _subtree(self, height: int, index: int) -> bytes:
        storey, above = divmod(height, STEP)
        first = index << above
        run = self._run(storey, first // WIDTH)[first % WIDTH : first % WIDTH + (1 << above)]
        if len(run) != 1 << above:
            raise ValueError(f"rows of epoch {self._epoch} are missing")
        while len(run) > 1:
            run = [node_hash(*pair) for pair in zip(run[::2], run[1::2], strict=True)]
        return run[0]

    def _run(self, storey: int, place: int) -> list[bytes]:
        """256 nodes of a storey beside each other, fewer at the end."""
        if (storey, place) not in self._runs:
            first, end = place * WIDTH, (place + 1) * WIDTH
            if storey == 0:
                rows = self._db.execute(_HASHES, (self._epoch, first, end))
                run = [leaf_hash(bytes.fromhex(digest)) for _, digest in rows]
            else:
                run = [digest for (digest,) in self._db.execute(_NODES, (self._epoch, storey, first, end))]
            self._runs[storey, place] = run
        return self._runs[storey, place]
