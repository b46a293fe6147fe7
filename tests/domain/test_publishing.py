"""Whoever has all published files, and knows how they are made, has three values at least for each hidden count."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from lockerd.domain.shown.publishing import ROUNDED_TO, SMALL, TOTAL, Cell, DayCount, published, total
from lockerd.domain.shown.usage import ITEMS, OF_SERVICES, Figure

LEFT_MIN = 3
CELL = tuple[int, Figure, str]

counts = st.one_of(st.integers(0, 8), st.integers(0, 60))
rows = st.dictionaries(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from([Figure.OFFERED, Figure.LOADED, Figure.COLLECTED]),
        st.sampled_from(["passport", "plates", "licence", "keys"]),
    ),
    counts,
    max_size=30,
).map(lambda found: [(day, figure.value, item, often) for (day, figure, item), often in found.items()])


def solved(cells: Iterable[Cell], *, most: int) -> dict[CELL, set[int]]:
    """The values each hidden count can have: all ways to fill the hidden ones of a sum from 0 to ``most`` are looked at
    (their sums by reachability), and each that reads as it was published is possible."""
    found: dict[CELL, set[int]] = {}
    groups: Mapping[tuple[int, Figure], list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[cell.day, cell.figure].append(cell)
    for (day, figure), group in groups.items():
        (told,) = [cell.count for cell in group if cell.item == TOTAL]
        parts = [cell for cell in group if cell.item != TOTAL]
        known = sum(cell.count for cell in parts if cell.count is not None)
        hidden = [cell.item for cell in parts if cell.count is None]
        others = {0}
        for _ in hidden[1:]:
            others = {sum_ + value for sum_ in others for value in range(most + 1)}
        for item in hidden:
            found[day, figure, item] = {
                value
                for value in range(most + 1)
                if told is None or any(reads(known + value + other, told) for other in others)
            }
    return found


def reads(exact: int, told: int) -> bool:
    """Written apart from the rounding that is tried."""
    low = told - ROUNDED_TO // 2
    return low <= exact < low + ROUNDED_TO


def naive(rows: Sequence[DayCount]) -> list[Cell]:
    """As somebody would do it who hides small counts and rounds sums, and no more."""
    cells = published(rows)
    exact: Mapping[tuple[int, str], int] = defaultdict(int)
    for day, figure, _, often in rows:
        exact[day, figure] += often  # type: ignore[index]
    return [
        Cell(c.day, c.figure, c.item, (exact[c.day, c.figure] + 5) // 10 * 10) if c.item == TOTAL else c for c in cells
    ]


@given(rows)
def test_each_hidden_count_keeps_three_values(rows: list[DayCount]) -> None:
    """Also for whoever knows that it is below five, and for whoever does not."""
    for most in (SMALL - 1, 100):
        for cell, values in solved(published(rows), most=most).items():
            assert len(values) >= LEFT_MIN, cell
            assert set(range(SMALL)) <= values, "the totals say nothing about it at all"


def test_the_solver_finds_what_a_naive_publication_gives_away() -> None:
    table = [(0, "offered", "passport", 20), (0, "offered", "plates", 16), (0, "offered", "keys", 4)]
    found = solved(naive(table), most=SMALL - 1)
    assert found[0, Figure.OFFERED, "keys"] == set(range(5))  # 36 to 40 read as 40
    table[0] = (0, "offered", "passport", 15)
    assert solved(naive(table), most=SMALL - 1)[0, Figure.OFFERED, "keys"] == {4}
    assert solved(published(table), most=SMALL - 1)[0, Figure.OFFERED, "keys"] == set(range(5))


def test_turning_the_publication_round_finds_no_more() -> None:
    """All tables of three counts up to 11 that read alike: in them each hidden count has all its five values."""
    alike: Mapping[tuple[int | None, ...], list[tuple[int, ...]]] = defaultdict(list)
    for table in product(range(12), repeat=3):
        told = [None if value < SMALL else value for value in table]
        alike[(*told, total(told))].append(table)
    for told_, tables in alike.items():
        for place, value in enumerate(told_[:-1]):
            if value is None:
                assert {table[place] for table in tables} == set(range(SMALL))


@given(rows, st.sets(st.integers(0, 3)))
def test_a_day_reads_the_same_whatever_else_is_published_and_however_often(
    rows: list[DayCount], days: set[int]
) -> None:
    """So nothing comes of the difference of two publications."""
    whole = {(c.day, c.figure, c.item): c.count for c in published(rows)}
    some = {(c.day, c.figure, c.item): c.count for c in published([row for row in rows if row[0] in days])}
    assert some == {name: count for name, count in whole.items() if name[0] in days}


@given(rows)
def test_what_is_told_is_true_and_what_is_small_is_not_told(rows: list[DayCount]) -> None:
    exact = {(day, figure, item): often for day, figure, item, often in rows}
    for cell in published(rows):
        if cell.item != TOTAL:
            often = exact.get((cell.day, cell.figure.value, cell.item), 0)
            assert cell.count == (None if often < SMALL else often)
        elif cell.count is not None:
            sum_ = sum(o for (d, f, _), o in exact.items() if (d, f) == (cell.day, cell.figure.value))
            assert cell.count % ROUNDED_TO == 0
            assert abs(cell.count - sum_) <= ROUNDED_TO // 2


def test_a_day_names_all_its_services_in_every_figure_and_all_ways_and_phases() -> None:
    """A row that is there only where something was counted would tell it."""
    cells = published([(7, "offered", "passport", 1), (7, "expired", "plates", 1)])
    for figure in Figure:
        items = [cell.item for cell in cells if cell.figure is figure]
        assert items == [*(("passport", "plates") if figure in OF_SERVICES else ITEMS[figure]), TOTAL]
    assert published([]) == []
