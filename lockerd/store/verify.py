"""Verify the custody log of a database file, also while a daemon writes to it."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lockerd.store import custody, cutting, tree
from lockerd.store.connection import connect_reader
from lockerd.store.cutting import CutRow
from lockerd.store.errors import StoreDamagedError, explain
from lockerd.store.headcopy import read_copy
from lockerd.store.records import ZERO_HASH, CustodyRow, Head
from lockerd.store.rows.table import to_json

_PAGE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """The first row that is not as it was written, and what is wrong with it."""

    epoch: int
    number: int
    what: str


@dataclass(frozen=True, slots=True)
class Verified:
    """Outcome: ``rows`` were found good, in order, before ``fault`` or the end."""

    rows: int
    head: Head
    fault: Fault | None
    cut: int = 0
    """Of how many of these the content was cut: their hashes are those of chain and tree."""


def verify(path: Path) -> Verified:
    """Check every row's hash and the chain from the first row to the head.

    Reads page by page through a connection of its own, so that a long check keeps no old pages alive. Raises
    StoreDamagedError when the file cannot be read as a database, StoreUnusableError when it cannot be opened.
    """
    copied = read_copy(path.with_name("head"))
    try:
        with closing(connect_reader(path)) as db:
            return _verify(db, copied)
    except sqlite3.Error as error:
        raise explain(error, path) from error


def read_file(path: Path) -> Iterator[CustodyRow | CutRow]:
    """All rows of a database file in order, also of one whose chain is broken: page by page, as `verify` does.

    Raises StoreDamagedError when the file cannot be read as a database or a row is not JSON, StoreUnusableError when
    it cannot be opened.
    """
    last = 0
    try:
        with closing(connect_reader(path)) as db:
            while page := _page(db, last):
                for values in page:
                    yield values if isinstance(values, CutRow) else custody.row_from(values)
                last = page[-1][0]
    except sqlite3.Error as error:
        raise explain(error, path) from error
    except ValueError:
        raise StoreDamagedError(f"custody log: row {last} or one after it is not JSON; see custody verify") from None


def _page(db: sqlite3.Connection, after: int) -> list[tuple[Any, ...] | CutRow]:
    return cutting.among(db, custody.select(db, after=after, limit=_PAGE), after=after, limit=_PAGE)


def check_end(db: sqlite3.Connection, head: Head) -> None:
    """Refuse to go on numbering from a log whose end is not the recorded head; raises StoreDamagedError."""
    end = db.execute("SELECT epoch, number, hash FROM custody ORDER BY position DESC LIMIT 1").fetchone()
    fault = _end_fault(head, Head(*end) if end else None)
    if fault is not None:
        raise StoreDamagedError(
            f"custody log: {fault.what} (epoch {fault.epoch}, number {fault.number}); see custody verify"
        )


def _verify(db: sqlite3.Connection, copied: tuple[int, int] | None) -> Verified:
    older = tree.missing(db)
    *stored, edge, end = db.execute(
        f"SELECT epoch, number, hash, {'NULL' if older else 'edge'},"  # noqa: S608 constants
        " (SELECT coalesce(max(position), 0) FROM custody) FROM head"
    ).fetchone()
    head = Head(*stored)
    regrown = None if older else tree.Regrown(db)
    decided = (0, 0)
    last: CustodyRow | CutRow | None = None
    cut = 0
    while (last.position if last else 0) < end:
        for values in _page(db, last.position if last else 0):
            row: CustodyRow | CutRow
            if isinstance(values, CutRow):
                if (values.epoch, values.number) > decided:
                    decided = cutting.decided(db)
                row, what = values, _cut_fault(values, last, decided)
                cut += 1
            else:
                row, what = _checked(values, last)
            if what is None and regrown is not None and not regrown.fits(row.epoch, row.number, row.hash):
                what = tree.DIFFERS
            if what is not None:
                return Verified(last.position if last else 0, head, _named(row, last, what), cut)
            last = row
            if row.position == end:
                break
    fault = _end_fault(head, Head(last.epoch, last.number, last.hash) if last else None)
    if fault is None and cutting.known(db) and (twice := cutting.both_ways(db)) is not None:
        fault = Fault(*twice, "it stands there whole and cut")
    if fault is None and copied is not None and copied > (head.epoch, head.number):
        fault = Fault(*copied, "written once, but gone: the copy of the head is ahead of the database")
    if fault is None and regrown is not None and head.number and not regrown.ends_with(edge):
        fault = Fault(head.epoch, head.number, tree.DIFFERS)
    return Verified(last.position if last else 0, head, fault, cut)


def _checked(values: Sequence[Any], last: CustodyRow | CutRow | None) -> tuple[CustodyRow, str | None]:
    row, what = _read(values)
    return row, what or _fault(row, last)


def _read(values: Sequence[Any]) -> tuple[CustodyRow, str | None]:
    try:
        row = custody.row_from(values)
    except ValueError:
        return custody.row_from([*values[:11], "{}", *values[12:]]), "its data is not JSON"
    return row, None if to_json(row.data) == values[11] else "its data is not as it was written"


def _misplaced(row: CustodyRow | CutRow, last: CustodyRow | CutRow | None) -> str | None:
    if row.position != (last.position if last else 0) + 1:
        return "missing"
    if (row.epoch, row.number) != _following(last) and not (_later_epoch(row, last) and row.number == 1):
        return f"out of sequence: epoch {row.epoch}, number {row.number} stands here"
    return None


def _cut_fault(row: CutRow, last: CustodyRow | CutRow | None, decided: tuple[int, int]) -> str | None:
    """Its hash has to be that of the tree; the row behind it, where that is whole, says so too."""
    if (row.epoch, row.number) > decided:
        return "its content is gone, and nobody decided to cut it"
    return _misplaced(row, last)


def _fault(row: CustodyRow, last: CustodyRow | CutRow | None) -> str | None:
    if (what := _misplaced(row, last)) is not None:
        return what
    if row.prev != (last.hash if last else ZERO_HASH):
        return "it does not continue the row before"
    if row.hash != custody.hash_of(row):
        return "its content does not fit its hash"
    return None


def _named(row: CustodyRow | CutRow, last: CustodyRow | CutRow | None, what: str) -> Fault:
    """Name the place by what belongs there, not by what the altered row says, except where a new epoch begins."""
    epoch, number = (row.epoch, 1) if _later_epoch(row, last) and row.number == 1 else _following(last)
    return Fault(epoch, number, what)


def _following(last: CustodyRow | CutRow | None) -> tuple[int, int]:
    return (last.epoch, last.number + 1) if last else (1, 1)


def _later_epoch(row: CustodyRow | CutRow, last: CustodyRow | CutRow | None) -> bool:
    return row.epoch > (last.epoch if last else 0)


def _end_fault(head: Head, end: Head | None) -> Fault | None:
    if end is None:
        end = Head(head.epoch, 0, ZERO_HASH)
    begun = head.number == 0 and end.epoch < head.epoch
    if (end.epoch, end.number) < (head.epoch, head.number) and not begun:
        return Fault(end.epoch, end.number + 1, "missing: the log is cut short")
    if (end.epoch, end.number) > (head.epoch, head.number):
        return Fault(end.epoch, end.number, "written past the recorded head")
    return None if end.hash == head.hash else Fault(end.epoch, end.number, "it is not the recorded head")
