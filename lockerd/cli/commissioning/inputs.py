"""The raw inputs of all boards, and what moved between two looks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from lockerd.boards.patience import advised_ms, is_short
from lockerd.cli.commissioning.found import Bit, Board, Channel, Moved
from lockerd.domain.readings import DoorSensor, Sensor

Kind = Literal["door", "item"]
_SENSES: Final[Mapping[str | None, DoorSensor]] = {Sensor.DOOR: DoorSensor.CONTACT, Sensor.LATCH: DoorSensor.HOOK}


@dataclass(frozen=True, slots=True)
class Input:
    """One input at one moment."""

    bit: Bit | None
    moves: int


@dataclass(frozen=True, slots=True)
class Wired:
    """What the configuration says of a channel."""

    compartment: str | None
    sensor: DoorSensor
    closed_bit: Bit


@dataclass(frozen=True, slots=True)
class Look:
    """All inputs and the whole wiring as configured, in one look."""

    inputs: Mapping[Kind, Mapping[Channel, Input]]
    wired: Mapping[Channel, Wired]
    alive: Mapping[Board, bool]
    names: Mapping[Board, str]
    """Family and model."""
    advised_ms: Mapping[Board, int]
    """What ``reply_ms`` has to be for boards that are given too little time for their answers."""

    @property
    def channels(self) -> dict[str, Channel]:
        """Where each compartment is configured to hang."""
        return {wired.compartment: at for at, wired in self.wired.items() if wired.compartment is not None}

    def per_channel(self, board: Board) -> bool:
        """Whether the configuration says for each channel, and not for the board, what its inputs mean."""
        return self.names[board] == "GPIO"

    def has(self, kind: Kind, board: Board) -> bool:
        """Whether a board has such inputs."""
        return any(at.board == board for at in self.inputs[kind])


def look_from(boards: Iterable[Mapping[str, Any]]) -> Look:
    """A look from the answer of ``GET /v1/boards``."""
    inputs: dict[Kind, dict[Channel, Input]] = {"door": {}, "item": {}}
    wired: dict[Channel, Wired] = {}
    alive: dict[Board, bool] = {}
    names: dict[Board, str] = {}
    advised: dict[Board, int] = {}
    for board in boards:
        here = Board(bus=board["bus"], address=board["address"])
        alive[here], names[here] = board["alive"], board["name"]
        if board["patience_ms"] and is_short(board["reply_ms"], board["patience_ms"]):
            advised[here] = advised_ms(board["reply_ms"])
        beside = _columns(board["doors"])
        for channel, compartment in zip(board["channels"], board["compartments"], strict=True):
            sensor, closed_bit = beside.get((channel, compartment), (None, 1))
            wired[_at(here, channel)] = Wired(compartment, _SENSES.get(sensor, DoorSensor.NONE), closed_bit)
        for kind, found in inputs.items():
            known = board[f"{kind}s"]
            for channel, bit, moves in zip(known["channels"], known["bits"], known["changes"], strict=True):
                found[_at(here, channel)] = Input(bit, moves)
    return Look(inputs=inputs, wired=wired, alive=alive, names=names, advised_ms=advised)


def _columns(known: Mapping[str, Any]) -> dict[tuple[int, str | None], tuple[str | None, Bit]]:
    """What the configuration says of each input: by its channel and whose it is, what it senses and its true bit."""
    columns = (known[name] for name in ("channels", "compartments", "sensors", "true_bits"))
    return {(channel, whose): (sensor, bit) for channel, whose, sensor, bit in zip(*columns, strict=True)}


def _at(board: Board, channel: int) -> Channel:
    return Channel(bus=board.bus, address=board.address, channel=channel)


def moved(kind: Kind, before: Look, *, then: Look, again: Look) -> tuple[Moved, ...]:
    """The inputs that moved from one look to a second and a third."""
    found = []
    for at, first in before.inputs[kind].items():
        middle, last = then.inputs[kind][at], again.inputs[kind][at]
        moves = last.moves - first.moves
        bits = {each.bit for each in (first, middle, last) if each.bit is not None}
        if moves > 0 or len(bits) > 1:
            found.append(Moved(at=at, shut=first.bit, open=middle.bit, again=last.bit, moves=moves))
    return tuple(found)
