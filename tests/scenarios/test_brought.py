"""The checks on what people brought find every receipt that is not true."""

from pathlib import Path

import pytest

from lockercentral.events import NO_HASH, Event
from lockercentral.keys import CentralKeys
from lockercentral.office import Central
from lockercentral.orders import OrderView, Wish
from lockersim.people.papers import Document, Papers
from lockersim.scenario.brought import Custody, custodies, unfounded
from lockersim.wall.demo import demo_wall
from lockersim.wall.wall import Wall
from lockersim.world.clock import ManualClock
from lockersim.world.model import Cause


class Play:
    """A wall whose doors are moved by hand."""

    def __init__(self, folder: Path) -> None:
        self.wall = Wall(demo_wall(), ManualClock(), folder=folder)
        self.hands = self.wall.hands

    def open(self, compartment: str) -> None:
        """As its lock would."""
        world = self.wall.world
        world.open_door(world.compartments[compartment], Cause.COIL)

    def put_in(self, compartment: str, document: str = "passport") -> None:
        self.open(compartment)
        self.hands.put_in(compartment, document)
        self.hands.push_shut(compartment)

    def take_out(self, compartment: str) -> None:
        self.open(compartment)
        self.hands.take_out(compartment)
        self.hands.push_shut(compartment)

    def found(self, grade: str, *, taken_out: bool = False) -> list[str]:
        return list(unfounded([Custody("passport", "B01", grade, taken_out=taken_out)], self.wall.world))


@pytest.fixture
def play(tmp_path: Path) -> Play:
    return Play(tmp_path)


def test_what_lies_where_the_receipt_says_breaks_nothing(play: Play) -> None:
    play.put_in("B01")
    assert play.found("sensor") == []
    play.take_out("B01")
    assert play.found("sensor", taken_out=True) == play.found("found", taken_out=True) == []


@pytest.mark.parametrize("grade", ["sensor", "found"])
def test_a_receipt_for_nothing_is_found(play: Play, grade: str) -> None:
    play.put_in("B02")
    [said] = play.found(grade)
    assert said == f"the receipt for passport says {grade}, and it never lay in B01"


def test_a_claim_proves_nothing(play: Play) -> None:
    assert play.found("claim") == []


def test_what_has_gone_out_of_custody_is_found_unless_the_door_was_broken(play: Play) -> None:
    play.put_in("B01")
    play.take_out("B01")
    assert play.found("sensor") == ["the office has passport in B01, and it is not there"]
    play.hands.force("B01")
    assert play.found("sensor") == []


def test_custody_is_what_central_was_told_of_what_people_bring() -> None:
    keys = CentralKeys.make()
    central = Central("musterstadt-1", keys.badge.public_key(), keys, 1)
    papers = Papers(central)
    for name, kind in (("passport", "hand_in"), ("licence", "hand_in"), ("card", "collection")):
        papers.documents[name] = Document(name, name, "stadt", "passport", kind)
        view = central.orders[name] = OrderView(name)
        view.announce(Wish(name, kind=kind))
    data = {"part": 1, "receipt": 1, "grade": "sensor", "item_seen": "present", "outage": "none"}
    central.orders["passport"].learn(Event(1, 1, "part.handed_in", "", 0, "B01", "passport", data, NO_HASH, NO_HASH))
    assert custodies(papers) == [Custody("passport", "B01", "sensor", taken_out=False)]
