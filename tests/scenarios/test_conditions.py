"""What a story may ask of the events that central has had, and of lights and sounds."""

from types import SimpleNamespace
from typing import Any

import pytest

from lockercentral.events import Event
from lockercentral.keys import CentralKeys
from lockercentral.office import Central
from lockersim.errors import SimError
from lockersim.people.papers import Document, Papers
from lockersim.scenario.conditions import Marked, event_problems, signal_problems
from lockersim.scenario.expect import Expect
from lockersim.world.cabinet import Cabinet
from lockersim.world.clock import ManualClock
from lockersim.world.world import World

KEYS = CentralKeys.make()
CENTRAL = Central("musterstadt-1", KEYS.badge.public_key(), KEYS, 1)


def event(number: int, kind: str, compartment: str | None, **data: Any) -> Event:
    return Event(1, number, kind, "", 0, compartment, None, data, "", "")


EVENTS = [
    event(1, "door.forced", "A01", observed="opened"),
    event(2, "grant.jammed", "A02", reason="held", attempts=3),
    event(3, "door.forced", "A02", observed="opened"),
]


def bench(events: list[Event], cabinet: Cabinet | None = None) -> Any:
    """As much of a bench as these conditions look at: A01 and A02 exist, the passport lies in A02."""
    world = SimpleNamespace(compartments={"A01": None, "A02": None}, where=lambda _name: "A02", pulses=[])
    copy = SimpleNamespace(events={(each.epoch, each.number): each for each in events})
    papers = Papers(CENTRAL)
    papers.documents["passport"] = Document("passport", "o1", "stadt", "passport")
    wall = SimpleNamespace(world=world, cabinet=cabinet)
    return SimpleNamespace(wall=wall, central=SimpleNamespace(copy=copy), papers=papers)


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


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def cabinet(clock: ManualClock) -> Cabinet:
    return Cabinet(World([], clock))


@pytest.mark.parametrize(
    ("expect", "missing"),
    [
        ({"lights": {"@passport": "on", "A01": "off"}}, []),
        ({"lights": {"@passport": "off"}}, ["the light at A02 is not off"]),
        ({"heard": ["opened", "alarm"]}, []),
        ({"heard": "opened"}, ["the beeper said alarm, opened"]),
        ({"heard": []}, ["the beeper said alarm, opened"]),
        ({}, []),
    ],
)
def test_lights_and_sounds_are_asked_for(
    clock: ManualClock, cabinet: Cabinet, expect: dict[str, Any], missing: list[str]
) -> None:
    here = bench([], cabinet)
    cabinet.shine(["A02"], on=True)
    mark = Marked(here)
    assert [*signal_problems(Expect(heard=()), here, mark)] == []
    for lasts_ms in (250, 400):
        cabinet.beep(on=True)
        clock.advance(lasts_ms)
        cabinet.beep(on=False)
    assert [*signal_problems(Expect.model_validate(expect), here, mark)] == missing
    assert [*signal_problems(Expect(heard=()), here, Marked(here))] == []


def test_a_beep_that_lasts_is_no_sound_yet(cabinet: Cabinet) -> None:
    here = bench([], cabinet)
    mark = Marked(here)
    cabinet.beep(on=True)
    assert [*signal_problems(Expect(heard=()), here, mark)] == ["the beeper said something that lasts"]


def test_a_wall_without_such_lines_is_told_so() -> None:
    with pytest.raises(SimError, match="cabinet: true"):
        [*signal_problems(Expect(heard=()), bench([]), Marked(bench([])))]
