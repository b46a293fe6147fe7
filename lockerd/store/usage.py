"""How the station is used: counts of whole days, with no order among them (`lockerd.domain.shown.usage`)."""

import sqlite3
from collections.abc import Iterable
from typing import Final, NamedTuple

from lockerd.domain.shown.usage import OF_SERVICES, Counted

DAY_S: Final = 86_400
SERVICES_MAX: Final = 64
"""Document classes that are told apart in a day; what comes beyond them is ``OTHER``."""
OTHER: Final = "other"

_COUNT: Final = """
INSERT INTO usage (day, figure, item, count) VALUES (?, ?, ?, ?)
ON CONFLICT (day, figure, item) DO UPDATE SET count = count + excluded.count
"""
_KNOWN: Final = "SELECT 1 FROM usage WHERE day = ? AND figure = ? AND item = ?"
_ITEMS: Final = "SELECT count(*) FROM usage WHERE day = ? AND figure = ?"
_READ: Final = "SELECT day, figure, item, count FROM usage WHERE day BETWEEN ? AND ? ORDER BY day, figure, item"
_FIRST: Final = "SELECT min(day) FROM usage"
_FORGET: Final = "DELETE FROM usage WHERE day < ?"


class UsageRow(NamedTuple):
    """One count of one day, exact: it leaves the store for `lockerd.domain.shown.publishing` only."""

    day: int
    """Whole days of UTC since 1970."""
    figure: str
    item: str
    often: int


def count(db: sqlite3.Connection, counted: Iterable[tuple[Counted, int]], *, lo_s: int) -> None:
    """Add to the counts of the day; inside the caller's transaction."""
    day = lo_s // DAY_S
    for (figure, item), often in counted:
        full = (
            figure in OF_SERVICES
            and db.execute(_KNOWN, (day, figure, item)).fetchone() is None
            and db.execute(_ITEMS, (day, figure)).fetchone()[0] >= SERVICES_MAX
        )
        db.execute(_COUNT, (day, figure, OTHER if full else item, often))


def read(db: sqlite3.Connection, *, first: int, last: int) -> tuple[int | None, list[UsageRow]]:
    """The first day of which there are counts at all, and the counts of these days."""
    return db.execute(_FIRST).fetchone()[0], [UsageRow(*row) for row in db.execute(_READ, (first, last))]


def forget(db: sqlite3.Connection, lo_s: int) -> int:
    """Forget the days before; inside the caller's transaction."""
    return db.execute(_FORGET, (lo_s // DAY_S,)).rowcount
