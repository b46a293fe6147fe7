"""At a terminal of 80 columns: no line is longer, and the painted number stands first and whole."""

from pathlib import Path

import pytest
from admin_fake import Wall, compartment, order
from pty_kit import at_terminal

LONG = "HAUS-B.ETAGE-2/7"
"""The longest number that can be painted."""


@pytest.fixture
def worst(wall: Wall, socket: Path) -> Wall:
    """Every column as wide as it can be."""
    row = compartment(LONG, 12, condition="handing_over", reason="", door="not_observed", item="unknown")
    jammed = compartment("A07", 3, condition="quarantined", reason="no_reading_after_crash", door="not_observed")
    behind = {"order": order()["id"], "part": 1, "parts": 1}
    wall.compartments = {LONG: {**row, **behind, "size": "number_plate"}, "A07": jammed}
    wall.visits = [
        {
            "compartment": LONG,
            "kind": "collection",
            "phase": "door_shut",
            "trouble": "loading_not_finished",
            "order": order()["id"],
            "badge": "b" * 64,
            "since_ms": 123_456,
        }
    ]
    wall.parts["buses"]["left"]["notes"] = ["the adapter holds every reply back " * 9]
    for number in range(9):
        wall.happened("grant.issued", compartment="A07", grant="0" * 32, sealed_code="s" * 700, replaces=str(number))
    return wall


@pytest.mark.usefixtures("worst")
@pytest.mark.parametrize(
    ("command", "first"),
    [
        (("compartments",), (LONG, "A07")),
        (("compartments", "--orders"), (LONG, "A07")),
        (("orders",), (order()["id"],)),
        (("visits",), (LONG,)),
        (("status",), ("in service",)),
        (("show", "A07"), ("id", "condition")),
        (("show", order()["id"]), ("id",)),
        (("custody", "tail"), ()),
        (("time",), ("trusted",)),
    ],
    ids=" ".join,
)
def test_nothing_is_wider_than_the_terminal_and_what_counts_stands_first(
    command: tuple[str, ...], first: tuple[str, ...]
) -> None:
    shown = at_terminal(*command)
    assert shown.code == 0, shown.screen
    assert [line for line in shown.lines if len(line) > 80] == []
    for each in first:
        assert any(line.startswith(each) for line in shown.lines), (each, shown.screen)


@pytest.mark.usefixtures("worst")
def test_order_ids_stand_only_where_they_are_asked_for() -> None:
    assert order()["id"] not in at_terminal("compartments").screen
    assert order()["id"] in at_terminal("compartments", "--orders").screen


@pytest.mark.usefixtures("worst")
def test_an_ordinary_wall_has_one_line_for_each_door(wall: Wall) -> None:
    wall.compartments = {
        name: compartment(name, number, condition="occupied", door="not_observed", item="present")
        for number, name in enumerate(("A01", "A02", "B10"), start=1)
    }
    assert [line.split()[0] for line in at_terminal("compartments").lines] == ["id", "A01", "A02", "B10"]
