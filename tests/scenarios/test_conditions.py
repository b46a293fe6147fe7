"""What a story may ask of the events that central has had."""

from types import SimpleNamespace
from typing import Any

import pytest

from lockersim.central.events import Event
from lockersim.scenario.conditions import Marked, event_problems
from lockersim.scenario.verbs import Expect


def event(number: int, kind: str, compartment: str | None, **data: Any) -> Event:
    return Event(1, number, kind, "", 0, compartment, None, data, "", "")


EVENTS = [
    event(1, "door.forced", "A01", observed="opened"),
    event(2, "grant.jammed", "A02", reason="held", attempts=3),
    event(3, "door.forced", "A02", observed="opened"),
]


def bench(events: list[Event]) -> Any:
    """As much of a bench as conditions on events look at: A01 and A02 exist, the passport lies in A02."""
    world = SimpleNamespace(compartments={"A01": None, "A02": None}, where=lambda _name: "A02", pulses=[])
    copy = SimpleNamespace(events={(each.epoch, each.number): each for each in events})
    papers = SimpleNamespace(view=lambda _name: None)
    return SimpleNamespace(wall=SimpleNamespace(world=world), central=SimpleNamespace(copy=copy), papers=papers)


@pytest.mark.parametrize(
    ("expect", "missing"),
    [
        ({"events": "door.forced"}, 0),
        ({"events": ["door.forced@A01", "door.forced@@passport"]}, 0),
        ({"events": "grant.jammed@@passport reason=held attempts=3"}, 0),
        ({"events": "grant.jammed reason=not_released"}, 1),
        ({"events": "grant.jammed@A01 reason=held"}, 1),
        ({"events": "grant.jammed cause=held"}, 1),
        ({"no_events": "door.forced@A01"}, 1),
        ({"no_events": "door.forced observed=unlatched"}, 0),
        ({"at_most": {"door.forced": 2, "any": 3}}, 0),
        ({"at_most": {"door.forced": 1, "any": 2}}, 2),
        ({"at_most": {"door.forced@A02": 0}}, 1),
    ],
)
def test_events_are_asked_for_by_type_place_and_fields(expect: dict[str, Any], missing: int) -> None:
    before = Marked(bench([]))
    assert len(list(event_problems(Expect.model_validate(expect), bench(EVENTS), before))) == missing


def test_what_was_before_the_mark_does_not_count() -> None:
    mark = Marked(bench(EVENTS[:2]))
    problems = list(event_problems(Expect(events=("door.forced@A01",), at_most={"any": 1}), bench(EVENTS), mark))
    assert problems == ["central has had no door.forced@A01"]
