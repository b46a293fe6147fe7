"""Orders of several parts: whose each thing is, which doors its code may open, and what is left behind."""

from pathlib import Path

import pytest

from lockercentral.events import NO_HASH, Event
from lockercentral.keys import CentralKeys
from lockercentral.office import Central
from lockercentral.orders import OrderView, PartWish, Wish
from lockersim.errors import SimError
from lockersim.people.papers import Document, Papers
from lockersim.people.watcher import Right, Watcher
from lockersim.scenario import checks
from lockersim.scenario.fetched import left_behind
from lockersim.scenario.verbs import Announce
from lockersim.wall.demo import demo_wall
from lockersim.wall.wall import Wall
from lockersim.world.clock import ManualClock
from lockersim.world.model import ChannelRef

THINGS = ("papers.1", "papers.2", "papers.3")
DOORS = ("A01", "A02", "A03")


class Play:
    """Three things of one order behind three doors, moved by hand."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock()
        self.wall = Wall(demo_wall(), self.clock, folder=folder)
        self.watcher = Watcher(self.wall)
        keys = CentralKeys.make()
        self.papers = Papers(Central("musterstadt-1", keys.badge.public_key(), keys, 1))
        self.papers.documents["papers"] = Document("papers", "o1", "stadt", "passport", parts=3)
        self.view = self.papers.central.orders["o1"] = OrderView("o1")
        self.view.announce(Wish("o1", parts=(PartWish(),) * 3))
        for thing, door in zip(THINGS, DOORS, strict=True):
            self.wall.hands.force(door)
            self.wall.hands.put_in(door, thing)
            self.wall.hands.push_shut(door)
        self.clock.advance(1)

    def comes(self) -> Right:
        """Somebody shows the code."""
        return self.watcher.collection("papers", THINGS)

    def open(self, number: int) -> None:
        """The lock of this part's door is fired, and the door opens."""
        channel = ChannelRef("bus0", 0, number)
        self.wall.world.energise(channel, "psu1")
        self.clock.advance(500)
        self.wall.world.de_energise(channel)
        self.clock.advance(500)

    def take(self, right: Right, number: int) -> None:
        """Door, thing, door."""
        self.open(number)
        self.watcher.take(DOORS[number - 1], THINGS[number - 1], by=right)
        self.wall.hands.push_shut(DOORS[number - 1])

    def told(self, number: int) -> None:
        """Central is told that this part is with its person."""
        data = {"part": number, "observed": "opened", "claim": "taken_out"}
        event = Event(1, number, "part.collected", "", 0, DOORS[number - 1], "o1", data, NO_HASH, NO_HASH)
        self.view.learn(event)

    def left(self, condition: str) -> list[str]:
        """What is found left behind, if lockerd believes this of all doors."""
        return list(left_behind(self.papers, self.wall.world, {door: {"condition": condition} for door in DOORS}))


@pytest.fixture
def play(tmp_path: Path) -> Play:
    return Play(tmp_path)


def test_one_visit_or_several_empty_three_doors_with_one_code(play: Play) -> None:
    right = play.comes()
    assert right.doors == set(DOORS)
    play.take(right, 1)
    play.watcher.end(right)
    play.clock.advance(1)
    again = play.comes()
    assert again.doors == {"A02", "A03"}
    play.take(again, 2)
    play.take(again, 3)
    assert checks.physical(play.watcher) == []


def test_a_door_that_was_emptied_is_not_opened_by_the_same_code_again(play: Play) -> None:
    right = play.comes()
    play.take(right, 1)
    play.watcher.end(right)
    play.clock.advance(1)
    play.comes()
    play.open(1)
    assert checks.physical(play.watcher) == ["A01 was fired and nobody had a right to it"]


def test_a_door_whose_thing_was_left_inside_opens_in_one_visit_only(play: Play) -> None:
    for _ in range(2):
        right = play.comes()
        play.open(2)
        play.wall.hands.push_shut("A02")
        play.watcher.end(right)
        play.clock.advance(1)
    assert checks.physical(play.watcher) == ["the code for papers opened A02 in 2 visits"]


def test_pulses_are_counted_for_each_door(play: Play) -> None:
    play.comes()
    for number in (1, 1, 1, 2, 2, 2, 3, 3, 3):
        play.open(number)
        play.wall.hands.push_shut(DOORS[number - 1])
    assert checks.physical(play.watcher) == []


def test_what_is_said_to_be_collected_lies_behind_no_free_door(play: Play) -> None:
    right = play.comes()
    play.take(right, 1)
    play.told(1)
    assert play.left("free") == []
    play.told(2)
    assert play.left("free") == ["papers.2 is said to be collected and lies in A02, which lockerd takes for free"]
    assert play.left("reserved") == play.left("free")
    assert play.left("to_check") == play.left("quarantined") == [], "an untrue word is found there"


def test_a_thing_is_named_by_its_order_and_the_number_of_its_part(play: Play) -> None:
    document = play.papers.documents["papers"]
    assert document.things == THINGS
    assert play.papers.of_thing("papers.2") == (document, 2)
    for strange in ("papers", "papers.4", "card.1", "papers.x"):
        with pytest.raises(SimError):
            play.papers.of_thing(strange)


def test_each_part_is_announced_with_needs_of_its_own() -> None:
    step = Announce.model_validate({"documents": "papers", "parts": [{"size": "A4", "lowest_cm": 120}, {}]})
    assert [part.model_dump(exclude_none=True) for part in step.parts] == [{"size": "A4", "lowest_cm": 120}, {}]
