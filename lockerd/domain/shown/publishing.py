"""What of the counts of a day may be published: small ones not, and no total that would tell of one.

A count below ``SMALL`` is hidden, 0 included, so that a hidden one may be any of five. Each count is judged by itself
alone: which are hidden says nothing about any other. A total is rounded, and told only where it would read the same
whatever the hidden counts are: so all that is published together, of all figures and all days, leaves each hidden count
all five values. Whether a total is told follows from what is published anyway. Of a day only the day itself is read:
published again, or with other days, it reads the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from lockerd.domain.shown.usage import ITEMS, OF_SERVICES, Figure

SMALL: Final = 5
ROUNDED_TO: Final = 10
TOTAL: Final = "total"
DayCount = tuple[int, str, str, int]
"""Day, figure, item, count."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One published count."""

    day: int
    """Whole days of UTC since 1970."""
    figure: Figure
    item: str
    """Document class, way or phase; ``TOTAL``: of all of them."""
    count: int | None
    """None: hidden."""


def published(rows: Iterable[DayCount]) -> list[Cell]:
    """The cells of the days that are among these rows, which hold each day whole."""
    cells: list[Cell] = []
    for day, of_day in groupby(sorted(rows), key=lambda row: row[0]):
        counts = {(figure, item): count for _, figure, item, count in of_day}
        services = sorted({item for figure, item in counts if figure in OF_SERVICES})
        for figure in Figure:
            items = services if figure in OF_SERVICES else ITEMS[figure]
            values = [counts.get((figure.value, item), 0) for item in items]
            told = [None if value < SMALL else value for value in values]
            cells += [Cell(day, figure, item, value) for item, value in zip(items, told, strict=True)]
            cells.append(Cell(day, figure, TOTAL, total(told)))
    return cells


def total(told: Sequence[int | None]) -> int | None:
    """The rounded sum, where the hidden counts make no difference to it."""
    known = sum(value for value in told if value is not None)
    most = known + (SMALL - 1) * sum(value is None for value in told)
    return rounded(known) if rounded(known) == rounded(most) else None


def rounded(count: int) -> int:
    """To the nearest ten, halves up."""
    return (count + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO
