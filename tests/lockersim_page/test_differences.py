"""Where lockerd is mistaken, and what is no mistake."""

from typing import Any

import pytest

from lockersim.server.differences import SETTLE_S, Settled, differences
from lockersim.world.compartment import Compartment, Item
from lockersim.world.model import Door, Feedback, Latch, Lock


def compartment(**more: Any) -> Compartment:
    return Compartment("A01", 1, 1, "A4", 140, Lock.HOOK, Feedback.HOOK, **more)


def test_not_knowing_is_no_mistake() -> None:
    belief = {"condition": "to_check", "door": "unknown", "latch": "unknown", "item": "unknown"}
    assert list(differences(compartment(door=Door.OPEN, latch=Latch.UNLATCHED), belief)) == []


@pytest.mark.parametrize(
    ("truth", "belief", "what"),
    [
        ({"door": Door.OPEN}, {"door": "closed"}, "door"),
        ({"latch": Latch.UNLATCHED}, {"latch": "latched"}, "latch"),
        ({"items": [Item("d1")]}, {"item": "absent"}, "item"),
        ({"items": [Item("d1")]}, {"condition": "free"}, "contents"),
        ({}, {"condition": "occupied"}, "contents"),
    ],
)
def test_each_kind_of_mistake_is_found(truth: dict[str, Any], belief: dict[str, str], what: str) -> None:
    assert [difference.what for difference in differences(compartment(**truth), belief)] == [what]


def test_a_difference_is_said_once_it_has_lasted() -> None:
    settled = Settled()
    [found] = differences(compartment(door=Door.OPEN), {"door": "closed"})
    assert settled.update([found], 10.0) == []
    assert settled.update([found], 10.0 + SETTLE_S) == [found]
    assert settled.update([], 12.0) == []
    assert settled.update([found], 12.1) == []
