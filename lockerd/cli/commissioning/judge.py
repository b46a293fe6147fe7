"""What follows from what a walk found: where each lock and sensor hangs, what sensors are, what must be mended. Pure.

Only a door that opened at one channel's pulse, and whose input went closed-open-closed, is proven.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lockerd.cli.commissioning.crossed import crossed_in_words
from lockerd.cli.commissioning.found import SILENT, Bit, Channel, Ending, Moved, Tried
from lockerd.cli.commissioning.inputs import Hung, Look
from lockerd.cli.commissioning.sensors import Sensor, judge_boards
from lockerd.domain.model.readings import Sensor as SensorName
from lockerd.said import Said, all_of


@dataclass
class Judgement:
    """What is known after a walk."""

    places: dict[str, Channel] = field(default_factory=dict)
    """Where the lock and, if it has one, the sensor of a door hang; proven. By painted number."""
    sensors: dict[Channel, Sensor] = field(default_factory=dict)
    """What the inputs of proven doors are; those without one are left out."""
    apart: dict[tuple[str, SensorName], Moved] = field(default_factory=dict)
    """Contacts on leaves and item sensors that hang elsewhere than beside their locks, by the door's painted number."""
    items: dict[str, bool] = field(default_factory=dict)
    """Whether an item sensor is fitted, where that was tried."""
    item_bits: dict[Channel, Bit] = field(default_factory=dict)
    """The bit that says that something lies there, where an item sensor was tried."""
    renamed: dict[str, str] = field(default_factory=dict)
    """From the configuration's name for a door to the number painted on it."""
    left_out: set[str] = field(default_factory=set)
    """Compartments on whose channel no door hangs."""
    unproven: dict[str, Said] = field(default_factory=dict)
    """Why not, by compartment."""
    troubles: list[Said] = field(default_factory=list)

    def doubt(self, name: str, why: Said) -> None:
        """Prove it no more."""
        if (at := self.places.pop(name, None)) is not None:
            self.sensors.pop(at, None)
        self.apart.pop((name, SensorName.DOOR), None)
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
            judged.unproven[known] = Said("its door opened at no pulse")
    return judged


def _judge_door(judged: Judgement, tried: Tried, look: Look, crossed: dict[str, tuple[Channel, Channel]]) -> None:
    if tried.ending is Ending.NO_DOOR:
        judged.left_out.add(tried.compartment)
        return
    if tried.ending is not Ending.SEEN:
        judged.unproven[tried.compartment] = _why_not(tried)
        return
    if len(tried.opened) > 1:
        why = Said(
            "{doors} opened together at channel {at} (F27): find out which cable does that",
            doors=all_of(tried.opened),
            at=tried.at,
        )
        for name in tried.opened:
            judged.doubt(name, why)
        return
    (name,) = tried.opened
    if name in judged.places or name in crossed:
        judged.doubt(name, Said("it opened at channel {at} and at another one: its lock is wired twice", at=tried.at))
        return
    if name not in look.channels:
        judged.renamed[tried.compartment] = name
    item = Hung(name, SensorName.ITEM)
    heard = [each for each in tried.doors if look.hung[each.kind].get(each.at) != item or each.at == tried.at]
    apart = [each for each in heard if each.at != tried.at]
    beside = [each for each in heard if each.at == tried.at]
    if len(apart) == 1 and look.stands_apart(apart[0], name) and apart[0].came_back:
        judged.apart[name, SensorName.DOOR] = apart[0]
        heard = beside
    places = [each.at for each in heard]
    stuck = [each.at for each in heard if not each.came_back]
    if stuck:
        judged.unproven[name] = Said(
            "input {places} did not go back when the door was shut: look at switch and magnet", places=_list(stuck)
        )
    elif len(places) > 1:
        judged.unproven[name] = Said(
            "several inputs moved ({places}): let nobody touch other doors, and walk it again", places=_list(places)
        )
    elif places and places != [tried.at]:
        crossed[name] = (tried.at, places[0])
    elif (leaf := _silent_apart(judged, name, tried, look)) is not None:
        judged.unproven[name] = Said(
            "the contact on its leaf, at {leaf}, never moved: look at switch, magnet and cable", leaf=leaf
        )
    else:
        judged.places[name] = tried.at
        _judge_item(judged, tried, name, look)


def _why_not(tried: Tried) -> Said:
    """Why a channel whose door was not seen to open is not proven."""
    match tried.ending:
        case Ending.NOTHING_OPENED if tried.doors:
            return Said(
                "no door opened, but these inputs moved: {places}: look at lock, cable and plug (F20, F31),"
                " then walk it again",
                places=_list(each.at for each in tried.doors),
            )
        case Ending.NOTHING_OPENED:
            return Said(
                "no door opened, and no input moved: look at lock, cable and plug (F20, F31), then walk it again"
            )
        case Ending.NOT_FIRED:
            return Said("the lock was not fired ({reason})", reason=tried.note)
        case Ending.REFUSED if tried.note == SILENT:
            return Said("not fired: board {board} does not answer", board=tried.at.board)
        case Ending.REFUSED:
            return Said("not fired: {why}", why=tried.note)
        case _:
            return Said("skipped")


def _silent_apart(judged: Judgement, name: str, tried: Tried, look: Look) -> Channel | None:
    """Where a contact on the leaf is configured to hang that said nothing of the door."""
    leaf = look.sensed_at(name, SensorName.DOOR)
    silent = leaf is not None and leaf != tried.at and (name, SensorName.DOOR) not in judged.apart
    return leaf if silent else None


def _judge_item(judged: Judgement, tried: Tried, name: str, look: Look) -> None:
    if not tried.items_tried:
        return
    if not tried.items:
        judged.items[name] = False
        return
    moved = tried.items[0]
    if len(tried.items) > 1 or not moved.came_back or _is_anothers(moved, tried, name, look):
        unclear = Said(
            "{id}: its item sensor is not clear: input {places} moved, expected {expected}",
            id=name,
            places=_list(each.at for each in tried.items),
            expected=look.sensed_at(name, SensorName.ITEM) or tried.at,
        )
        judged.troubles.append(unclear)
    elif (moved.at, moved.kind) != (tried.at, "item"):
        judged.apart[name, SensorName.ITEM] = moved
    elif moved.shut == 1 and not look.per_channel(tried.at.board):
        inverted = Said("{id}: its item sensor says that something is there while it is empty: turn it round", id=name)
        judged.troubles.append(inverted)
    else:
        judged.items[name] = True
        judged.item_bits[tried.at] = 0 if moved.shut else 1


def _is_anothers(moved: Moved, tried: Tried, name: str, look: Look) -> bool:
    """Whether an input belongs to another door: beside its lock, or as the configuration says."""
    said, wired = look.hung[moved.kind].get(moved.at), look.wired.get(moved.at)
    claims = {None if each is None else each.compartment for each in (said, wired)}
    if moved.at == tried.at:
        claims -= {tried.compartment}  # by its lock, which has just turned out to be this door's
    return not claims <= {None, name}


def _list(places: Iterable[Channel]) -> str:
    return ", ".join(map(str, places))
