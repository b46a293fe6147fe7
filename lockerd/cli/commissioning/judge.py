"""What follows from what a walk found: where each lock and sensor hangs, what sensors are, what must be mended. Pure.

Only a door that opened at one channel's pulse, and whose input went closed-open-closed, is proven.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lockerd.cli.commissioning.crossed import crossed_in_words
from lockerd.cli.commissioning.found import Bit, Channel, Ending, Tried
from lockerd.cli.commissioning.inputs import Look
from lockerd.cli.commissioning.sensors import Sensor, judge_boards

WHY_NOT = {
    Ending.NOTHING_OPENED: "{note}: look at lock, cable and plug (F20, F31), then walk it again",
    Ending.NOT_FIRED: "the lock was not fired ({note})",
    Ending.REFUSED: "not fired: {note}",
    Ending.SKIPPED: "skipped",
}


@dataclass
class Judgement:
    """What is known after a walk."""

    places: dict[str, Channel] = field(default_factory=dict)
    """Where the lock and, if it has one, the sensor of a door hang; proven. By painted number."""
    sensors: dict[Channel, Sensor] = field(default_factory=dict)
    """What the inputs of proven doors are; those without one are left out."""
    items: dict[str, bool] = field(default_factory=dict)
    """Whether an item sensor is fitted, where that was tried."""
    item_bits: dict[Channel, Bit] = field(default_factory=dict)
    """The bit that says that something lies there, where an item sensor was tried."""
    renamed: dict[str, str] = field(default_factory=dict)
    """From the configuration's name for a door to the number painted on it."""
    left_out: set[str] = field(default_factory=set)
    """Compartments on whose channel no door hangs."""
    unproven: dict[str, str] = field(default_factory=dict)
    """Why not, by compartment."""
    troubles: list[str] = field(default_factory=list)

    def doubt(self, name: str, why: str) -> None:
        """Prove it no more."""
        if (at := self.places.pop(name, None)) is not None:
            self.sensors.pop(at, None)
        self.unproven[name] = why


def judge(walked: Iterable[Tried], look: Look, wanted: Iterable[str]) -> Judgement:
    """Judge a walk against the wiring as configured."""
    judged, walked = Judgement(), list(walked)
    crossed: dict[str, tuple[Channel, Channel]] = {}
    for tried in walked:
        _judge_door(judged, tried, look, crossed)
    judge_boards(judged, walked, look)
    for name, (lock, sensor) in crossed.items():
        judged.doubt(name, crossed_in_words(lock, sensor, look.channels.get(name), others=crossed))
    for name in judged.places:  # found at another channel than its own
        judged.unproven.pop(name, None)
    judged.left_out -= {*judged.places, *judged.unproven}
    for name in wanted:
        known = judged.renamed.get(name, name)
        if known not in {*judged.places, *judged.unproven, *judged.left_out}:
            judged.unproven[known] = "its door opened at no pulse"
    return judged


def _judge_door(judged: Judgement, tried: Tried, look: Look, crossed: dict[str, tuple[Channel, Channel]]) -> None:
    if tried.ending is Ending.NO_DOOR:
        judged.left_out.add(tried.compartment)
        return
    if tried.ending is not Ending.SEEN:
        judged.unproven[tried.compartment] = WHY_NOT[tried.ending].format(note=tried.note)
        return
    if len(tried.opened) > 1:
        doors = " and ".join(tried.opened)
        for name in tried.opened:
            judged.doubt(name, f"{doors} opened together at channel {tried.at} (F27): find out which cable does that")
        return
    (name,) = tried.opened
    if name in judged.places or name in crossed:
        judged.doubt(name, f"it opened at channel {tried.at} and at another one: its lock is wired twice")
        return
    if name not in look.channels:
        judged.renamed[tried.compartment] = name
    places = [each.at for each in tried.doors]
    stuck = [each.at for each in tried.doors if not each.came_back]
    if stuck:
        judged.unproven[name] = (
            f"input {_list(stuck)} did not go back when the door was shut: look at switch and magnet"
        )
    elif len(places) > 1:
        judged.unproven[name] = (
            f"several inputs moved ({_list(places)}): let nobody touch other doors, and walk it again"
        )
    elif places and places != [tried.at]:
        crossed[name] = (tried.at, places[0])
    else:
        judged.places[name] = tried.at
        _judge_item(judged, tried, name, look)


def _judge_item(judged: Judgement, tried: Tried, name: str, look: Look) -> None:
    if not tried.items_tried:
        return
    if not tried.items:
        judged.items[name] = False
        return
    moved = tried.items[0]
    if len(tried.items) > 1 or moved.at != tried.at or not moved.came_back:
        places = _list(each.at for each in tried.items)
        judged.troubles.append(f"{name}: its item sensor is not clear: input {places} moved, expected {tried.at}")
    elif moved.shut == 1 and not look.per_channel(tried.at.board):
        judged.troubles.append(f"{name}: its item sensor says that something is there while it is empty: turn it round")
    else:
        judged.items[name] = True
        judged.item_bits[tried.at] = 0 if moved.shut else 1


def _list(places: Iterable[Channel]) -> str:
    return ", ".join(map(str, places))
