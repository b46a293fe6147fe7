"""The physical checks find every breach they are there for."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_site import FakeLog
from virtual_loop import virtual_time

from lockercentral.copy import Copy
from lockercentral.events import parse
from lockersim.people.watcher import Right, Watcher
from lockersim.scenario import checks
from lockersim.scenario.play import differences
from lockersim.site.site import SITE_ID
from lockersim.wall.demo import demo_wall
from lockersim.wall.wall import Wall
from lockersim.world.clock import ManualClock
from lockersim.world.model import ChannelRef

A01 = ChannelRef("bus0", 0, 1)
A02 = ChannelRef("bus0", 0, 2)
POWER = "psu1"


class Play:
    """A wall moved by hand, without wires."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock()
        self.wall = Wall(demo_wall(), self.clock, folder=folder)
        self.watcher = Watcher(self.wall)

    def fire(self, channel: ChannelRef) -> None:
        self.wall.world.energise(channel, POWER)
        self.clock.advance(500)
        self.wall.world.de_energise(channel)
        self.clock.advance(500)

    def collection(self, document: str = "d1") -> Right:
        """Somebody comes for an order with one thing."""
        return self.watcher.collection(document, [document])

    def loading(self, document: str, *doors: str) -> Right:
        """Staff come with it, and these doors are chosen."""
        right = self.watcher.loading(document, [document])
        right.doors.update(doors)
        return right

    def hand_in(self, document: str, *doors: str) -> Right:
        """Somebody brings it, and these doors are chosen."""
        right = self.watcher.hand_in(document, [document])
        right.doors.update(doors)
        return right

    def put(self, compartment: str, document: str) -> None:
        """Lay something in, with the door as if staff had just loaded it."""
        self.wall.hands.force(compartment)
        self.wall.hands.put_in(compartment, document)
        self.wall.hands.push_shut(compartment)
        self.clock.advance(1)

    @property
    def found(self) -> list[str]:
        return checks.physical(self.watcher)


@pytest.fixture
def play(tmp_path: Path) -> Play:
    return Play(tmp_path)


def test_a_proper_collection_breaks_nothing(play: Play) -> None:
    play.put("A01", "d1")
    right = play.collection()
    play.fire(A01)
    play.watcher.take("A01", "d1", by=right)
    play.wall.hands.push_shut("A01")
    play.watcher.end(right)
    assert play.found == []


def unasked(play: Play) -> None:
    play.fire(A01)


def too_late(play: Play) -> None:
    play.put("A01", "d1")
    play.watcher.end(play.collection())
    play.clock.advance(1)
    play.fire(A01)


def two_coils(play: Play) -> None:
    play.watcher.technician("A01")
    play.watcher.technician("A02")
    play.wall.world.energise(A01, POWER)
    play.fire(A02)
    play.wall.world.de_energise(A01)


def stays_on(play: Play) -> None:
    play.watcher.technician("A01")
    play.wall.world.energise(A01, POWER)
    play.clock.advance(1200)


def into_the_full(play: Play) -> None:
    play.put("A01", "d1")
    play.loading("d2", "A01")


def shown_to_another(play: Play) -> None:
    play.put("A01", "d1")
    play.put("A01", "d2")
    play.collection()
    play.fire(A01)


def handed_in_where_something_lies(play: Play) -> None:
    play.put("A01", "d1")
    play.hand_in("d2", "A01")


def shown_to_one_who_brings(play: Play) -> None:
    play.hand_in("d2", "A01")
    play.put("A01", "d1")
    play.fire(A01)


def brought_and_fired_often(play: Play) -> None:
    play.hand_in("d1", "A01")
    for _ in range(10):
        play.fire(A01)


def taken_by_another(play: Play) -> None:
    play.put("A01", "d1")
    play.wall.hands.force("A01")
    play.watcher.take("A01", "d1", by=play.collection("d2"))


def opened_twice(play: Play) -> None:
    play.put("A01", "d1")
    for _ in range(2):
        right = play.collection()
        play.fire(A01)
        play.wall.hands.push_shut("A01")
        play.watcher.end(right)
        play.clock.advance(1)


def fired_often(play: Play) -> None:
    play.put("A01", "d1")
    play.collection()
    for _ in range(6):
        play.fire(A01)


def open_all(play: Play) -> None:
    board = play.wall.boards["bus0/0"]
    for byte in bytes.fromhex("02 00 30 51 03 86"):
        board.hear(bytes([byte]), play.clock.now_ms())


@pytest.mark.parametrize(
    ("breach", "said"),
    [
        (unasked, "A01 was fired and nobody had a right to it"),
        (too_late, "A01 was fired and nobody had a right to it"),
        (two_coils, "two coils of psu1 at once"),
        (stays_on, "the coil of bus0/0/1 was on for 1200 ms"),
        (into_the_full, "d2 was to be loaded into A01, which was not empty"),
        (shown_to_another, "A01 opened for d1 and showed d2"),
        (handed_in_where_something_lies, "d2 was to be handed in at A01, which was not empty"),
        (shown_to_one_who_brings, "A01 opened for d2 and showed d1"),
        (brought_and_fired_often, "the code for d1 fired A01 10 times"),
        (taken_by_another, "d1 was taken from A01 with the code for d2"),
        (opened_twice, "the code for d1 opened A01 in 2 visits"),
        (fired_often, "the code for d1 fired A01 6 times"),
        (open_all, "a board was told to open everything"),
    ],
)
def test_every_breach_is_found(play: Play, breach: Callable[[Play], None], said: str) -> None:
    breach(play)
    assert any(text.startswith(said) for text in play.found), play.found


def test_who_brings_something_may_come_again_to_the_own_thing(play: Play) -> None:
    for _ in range(2):
        right = play.hand_in("d1", "A01")
        play.fire(A01)
        if play.wall.world.where("d1") is None:
            play.wall.hands.put_in("A01", "d1")
        play.wall.hands.push_shut("A01")
        play.watcher.end(right)
        play.clock.advance(1)
    assert play.found == []


def test_a_pulse_whose_answer_never_came_had_a_right_to_any_empty_door(play: Play) -> None:
    play.put("A01", "d1")
    play.hand_in("d2")
    play.fire(A02)
    assert play.found == []
    play.fire(A01)
    assert play.found == ["A01 was fired and nobody had a right to it"]


def test_a_swapped_cable_is_judged_by_what_was_meant(play: Play) -> None:
    play.put("A01", "d1")
    play.wall.world.swap_coils("A01", "A02")
    play.collection()
    play.fire(A01)
    assert play.wall.world.compartments["A02"].door == "open"
    assert play.found == []


def rows_of(log: FakeLog) -> list[dict[str, Any]]:
    return [{name: event["data"][name] for name in ("epoch", "number", "hash")} for event in log.events]


def test_copy_and_log_are_compared_row_by_row() -> None:
    log, copy = FakeLog(), Copy()
    for kind in ("site.started", "order.announced", "order.reserved"):
        copy.add(parse(json.dumps(log.add(kind)).encode(), site=SITE_ID))
    rows = rows_of(log)
    assert checks.in_step(copy, rows) == []
    assert checks.in_step(copy, rows[:2]) == ["row 3 is only at central"]
    assert checks.in_step(copy, [*rows, {"epoch": 1, "number": 4, "hash": "x"}]) == ["row 4 is only at the site"]
    assert checks.in_step(copy, [*rows[:2], rows[2] | {"hash": "x"}]) == ["row 3 differs"]


@pytest.mark.parametrize(("after_s", "differ"), [(3, []), (8, ["row 1 is only at the site"])])
@virtual_time
async def test_central_may_catch_up_with_what_is_written_meanwhile(after_s: float, differ: list[str]) -> None:
    log, copy = FakeLog(), Copy()
    written = json.dumps(log.add("site.started")).encode()
    asyncio.get_running_loop().call_later(after_s, lambda: copy.add(parse(written, site=SITE_ID)))

    async def custody() -> list[dict[str, Any]]:
        return rows_of(log)

    assert await differences(copy, custody, within_s=5) == differ
