"""The raw inputs of all boards, and what moved between two looks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lockerd.boards.patience import advised_ms, is_short
from lockerd.cli.commissioning.found import Bit, Board, Channel, Kind, Moved
from lockerd.cli.reading import wall
from lockerd.domain.model.readings import DoorSensor, Sensor

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
class Hung:
    """What the configuration says that hangs on an input."""

    compartment: str
    sensor: Sensor


@dataclass(frozen=True, slots=True)
class Look:
    """All inputs and the whole wiring as configured, in one look."""

    inputs: Mapping[Kind, Mapping[Channel, Input]]
    wired: Mapping[Channel, Wired]
    hung: Mapping[Kind, Mapping[Channel, Hung]]
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

    @property
    def modules(self) -> bool:
        """Whether there are inputs that belong to no lock channel: an input module, or lines of pins."""
        return any(at not in self.wired for at in self.inputs["door"])

    def sensed_at(self, compartment: str, sensor: Sensor) -> Channel | None:
        """Where a sensor of a compartment is configured to hang, whatever row its input is in."""
        for row in self.hung.values():
            for at, hung in row.items():
                if hung == Hung(compartment, sensor):
                    return at
        return None

    def stands_apart(self, moved: Moved, compartment: str) -> bool:
        """Whether an input may carry a sensor of a compartment although the lock hangs elsewhere."""
        said = self.hung[moved.kind].get(moved.at)
        named = said is not None and said.compartment == compartment and self.channels.get(compartment) != moved.at
        return moved.at not in self.wired or named

    def has(self, kind: Kind, board: Board) -> bool:
        """Whether a board has such inputs."""
        return any(at.board == board for at in self.inputs[kind])


def look_from(boards: Iterable[wall.Board]) -> Look:
    """A look from the answer of ``GET /v1/boards``."""
    inputs: dict[Kind, dict[Channel, Input]] = {"door": {}, "item": {}}
    wired: dict[Channel, Wired] = {}
    hung: dict[Kind, dict[Channel, Hung]] = {"door": {}, "item": {}}
    alive: dict[Board, bool] = {}
    names: dict[Board, str] = {}
    advised: dict[Board, int] = {}
    for board in boards:
        here = Board(bus=board.bus, address=board.address)
        alive[here], names[here] = board.alive, board.name
        if board.patience_ms and is_short(board.reply_ms, board.patience_ms):
            advised[here] = advised_ms(board.reply_ms)
        beside = _columns(board.doors)
        for channel, compartment in zip(board.channels, board.compartments, strict=True):
            sensor, closed_bit = beside.get((channel, compartment), (None, 1))
            wired[_at(here, channel)] = Wired(compartment, _SENSES.get(sensor, DoorSensor.NONE), closed_bit)
        for kind, found in inputs.items():
            known = board.doors if kind == "door" else board.items
            for channel, bit, moves in zip(known.channels, known.bits, known.changes, strict=True):
                found[_at(here, channel)] = Input(bit, moves)
            for (channel, whose), (sense, _) in _columns(known).items():
                if whose is not None and sense is not None:
                    hung[kind][_at(here, channel)] = Hung(whose, Sensor(sense))
    return Look(inputs=inputs, wired=wired, hung=hung, alive=alive, names=names, advised_ms=advised)


def _columns(known: wall.Inputs) -> dict[tuple[int, str | None], tuple[str | None, Bit]]:
    """What the configuration says of each input: by its channel and whose it is, what it senses and its true bit."""
    columns = zip(known.channels, known.compartments, known.sensors, known.true_bits, strict=True)
    return {(channel, whose): (sensor, bit) for channel, whose, sensor, bit in columns}


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
            found.append(Moved(at=at, kind=kind, shut=first.bit, open=middle.bit, again=last.bit, moves=moves))
    return tuple(found)
