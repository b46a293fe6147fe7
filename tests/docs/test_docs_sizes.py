"""The limits of house style that no other tool holds: how long a file may be, and what an order is not taken for."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docs_kit import ROOT

LONGEST = {"lockerd": 300, "hil": 300, "scripts": 300, "tests": 400}
KNOW_ORDERS = ("lockerd", "hil/lockersim", "hil/lockercentral", "hil/search", "hil/virtual")
ONE_OF_MANY = re.compile(r"\b(?:lines|compartments)\[0\]|\bis (?:not )?VisitKind\b")
"""An order has parts, each behind a door of its own, and what a visit may do stands in a table (``business``)."""


def sources(folder: Path) -> Iterator[Path]:
    """Its Python files and scripts of pages."""
    return (path for path in sorted(folder.rglob("*")) if path.suffix in {".py", ".js"})


def too_long(folder: Path, most: int) -> dict[str, int]:
    """Its files of more lines than that."""
    lines = {path: path.read_text("utf-8").count("\n") for path in sources(folder)}
    return {path.name: count for path, count in lines.items() if count > most}


def takes_one_for_all(folder: Path) -> list[str]:
    """Where the first of many is taken for all there is, or a kind is asked for by itself."""
    return [f"{path.name}: {found[0]}" for path in sources(folder) for found in ONE_OF_MANY.finditer(path.read_text())]


@pytest.mark.parametrize("folder", LONGEST)
def test_no_file_is_longer_than_can_be_read_at_once(folder: str) -> None:
    assert too_long(ROOT / folder, LONGEST[folder]) == {}


@pytest.mark.parametrize("folder", KNOW_ORDERS)
def test_nobody_takes_the_first_part_of_an_order_for_the_order(folder: str) -> None:
    assert takes_one_for_all(ROOT / folder) == []


def test_what_is_too_long_or_too_narrow_is_found(tmp_path: Path) -> None:
    (tmp_path / "page.js").write_text("\n" * 301)
    (tmp_path / "fits.py").write_text("\n" * 300)
    (tmp_path / "narrow.py").write_text("first = wall.compartments[0]\nif kind is VisitKind.LOADING: pass\n")
    assert too_long(tmp_path, 300) == {"page.js": 301}
    assert takes_one_for_all(tmp_path) == ["narrow.py: compartments[0]", "narrow.py: is VisitKind"]
