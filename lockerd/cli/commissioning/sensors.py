"""What the inputs of each board are, judged over all its doors together: one setting speaks for all of them. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from lockerd.cli.commissioning.found import Bit, Board, Channel, Tried
from lockerd.cli.commissioning.inputs import Look
from lockerd.domain.model.readings import DoorSensor
from lockerd.said import Said


@dataclass(frozen=True, slots=True)
class Sensor:
    """What the input of one channel is."""

    kind: DoorSensor
    closed_bit: Bit
    leaf_closed_bit: Bit | None = None
    """The bit of a shut leaf on the input for an item sensor, where both are sensed."""


class Verdicts(Protocol):
    """What has been judged so far."""

    places: dict[str, Channel]
    sensors: dict[Channel, Sensor]

    def doubt(self, name: str, why: Said) -> None:
        """Prove it no more."""
        ...


@dataclass
class _Seen:
    """What was seen of the proven doors of one board, by painted number."""

    shut: dict[str, Bit] = field(default_factory=dict)
    """The bit of the shut door."""
    leaves: dict[str, Bit] = field(default_factory=dict)
    silent: list[str] = field(default_factory=list)
    kinds: set[DoorSensor] = field(default_factory=set)


def judge_boards(judged: Verdicts, walked: Iterable[Tried], look: Look) -> None:
    """Say of each proven door what its input is, or doubt it."""
    seen: dict[Board, _Seen] = {}
    for tried in walked:
        if len(tried.opened) != 1:
            continue
        if tried.kind is not None and tried.own is not None:
            seen.setdefault(tried.own.at.board, _Seen()).kinds.add(tried.kind)
        if judged.places.get(tried.opened[0]) == tried.at:
            _see(seen.setdefault(tried.at.board, _Seen()), tried)
    for board, known in seen.items():
        if look.has("door", board):
            _judge_silent(judged, known, look)
            _judge_sensed(judged, board, known, look)


def _see(seen: _Seen, tried: Tried) -> None:
    (name,) = tried.opened
    beside = next((each for each in tried.doors if each.at == tried.at), None)
    if beside is None:
        seen.silent.append(name)
        return
    shut = beside.shut
    assert shut is not None, "it came back"
    seen.shut[name] = shut
    leaf = next((each.shut for each in tried.leaves if each.at == tried.at), None)
    if leaf is not None:
        seen.leaves[name] = leaf


def _judge_silent(judged: Verdicts, seen: _Seen, look: Look) -> None:
    for name in seen.silent:
        if seen.shut or look.wired[judged.places[name]].sensor is not DoorSensor.NONE:
            judged.doubt(name, Said("it opened, but its input never moved: look at switch, magnet and cable"))


def _judge_sensed(judged: Verdicts, board: Board, seen: _Seen, look: Look) -> None:
    configured = {name: look.wired[judged.places[name]] for name in seen.shut}
    kinds = seen.kinds or {wired.sensor for wired in configured.values()} - {DoorSensor.NONE}
    if seen.shut and len(kinds) != 1:
        for name in seen.shut:
            why = Said(
                "whether its sensor is in the lock or on the door was not found out: walk one door of the board again"
            )
            judged.doubt(name, why)
        return
    # A door that is walked again alone is held against the others of its board, which the configuration speaks for.
    others = [w for at, w in look.wired.items() if at.board == board and w.compartment not in {None, *seen.shut}]
    said = Counter(wired.closed_bit for wired in others if wired.sensor is not DoorSensor.NONE)
    usual = _usual(seen.shut, said)
    for name, bit in seen.shut.items():
        if bit == usual or look.per_channel(board):
            (kind,) = kinds
            judged.sensors[judged.places[name]] = Sensor(kind, bit)
        else:
            why = Said(
                "its switch is wired the other way round than those of board {board}: turn it round", board=board
            )
            judged.doubt(name, why)
    if kinds == {DoorSensor.HOOK}:
        _judge_leaves(judged, board, seen)


def _judge_leaves(judged: Verdicts, board: Board, seen: _Seen) -> None:
    """Contacts on the leaves beside the hooks; one hand in a light barrier makes no contact, so half of them count."""
    if 2 * len(seen.leaves) <= len(seen.shut):
        return
    usual = _usual(seen.leaves)
    for name in seen.shut:
        at = judged.places.get(name)
        if at is None:
            continue
        if name not in seen.leaves:
            judged.doubt(name, Said("the contact on its leaf never moved: look at magnet and cable"))
        elif seen.leaves[name] != usual:
            why = Said("the contact on its leaf is wired the other way round than those of board {board}", board=board)
            judged.doubt(name, why)
        else:
            judged.sensors[at] = replace(judged.sensors[at], kind=DoorSensor.BOTH, leaf_closed_bit=usual)


def _usual(bits: Mapping[str, Bit], others: Mapping[Bit, int] | None = None) -> Bit:
    votes = Counter(bits.values())
    votes.update(others or {})
    return votes.most_common(1)[0][0] if votes else 1
