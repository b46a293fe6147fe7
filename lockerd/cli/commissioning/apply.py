"""From what a walk has proven to the configuration: which values change, and the new text of the file."""

from collections.abc import Mapping

from lockerd.cli.commissioning.found import Board, Channel, Moved
from lockerd.cli.commissioning.judge import Judgement
from lockerd.cli.commissioning.sensors import Sensor
from lockerd.config import Config
from lockerd.config.edit import Edit, TablePath, Value, edited
from lockerd.config.inputs import InputKind
from lockerd.config.load import read
from lockerd.config.sensors import hanging_in
from lockerd.domain.model.readings import ItemSensor
from lockerd.domain.model.readings import Sensor as SensorName
from lockerd.said import Said

Values = Mapping[str, Value]


class Changes:
    """What has to change for the configuration to say what was proven."""

    def __init__(self, config: Config, judged: Judgement, *, advised_ms: Mapping[Board, int]) -> None:
        """``advised_ms``: what ``reply_ms`` has to be for boards that are given too little time."""
        self.edits: list[Edit] = []
        self.said: list[Said] = []
        """The same in words."""
        self._config = config
        self._judged = judged
        self._advised_ms = advised_ms
        self._places = placed(config, judged)
        self._compartments()
        self._boards()
        self._pins()

    def new_text(self, text: str) -> str:
        """The changed file; raises `EditError`, and `ConfigError` if it could not be used."""
        result = edited(text, self.edits)
        read(result.encode(), self._config.path)
        return result

    def _compartments(self) -> None:
        judged = self._judged
        for number, configured in enumerate(self._config.compartments):
            if configured.id in judged.left_out:
                self.edits.append(Edit(("compartment", number), None))
                self.said.append(Said("{id}: left out, no door hangs on its channel", id=configured.id))
                continue
            name = judged.renamed.get(configured.id, configured.id)
            at = self._places[name]
            old: dict[str, Value] = configured.model_dump(mode="json")
            new: dict[str, Value] = {"id": name, **at.model_dump()}
            if configured.item_sensor is ItemSensor.FITTED and not self._reports_items(at):
                new["item_sensor"] = ItemSensor.NONE
            elif name in judged.items and self._config.pins(at.bus) is None:
                new["item_sensor"] = ItemSensor.FITTED if judged.items[name] else ItemSensor.NONE
            for sensor, key, bit in (
                (SensorName.DOOR, "leaf_contact", "closed_bit"),
                (SensorName.ITEM, "item_sensor", "present_bit"),
            ):
                found = judged.apart.get((name, sensor))
                if found is not None and not self._is_known(configured.id, sensor, found):
                    new[key] = _table(found, bit, 1 if sensor is SensorName.DOOR else 0)
            self._change(configured.id, ("compartment", number), old, new)

    def _is_known(self, configured: str, sensor: SensorName, found: Moved) -> bool:
        """Whether the configuration says the same already."""
        for each in hanging_in(self._config):
            if (each.compartment, each.sensor) == (configured, sensor):
                at = Channel(bus=each.at.bus, address=each.at.address, channel=each.at.channel)
                true = _true_bit(found, 1 if sensor is SensorName.DOOR else 0)
                return (at, each.true_bit) == (found.at, true) and (each.at.kind == InputKind.ITEM) == (
                    found.kind == "item"
                )
        return False

    def _reports_items(self, at: Channel) -> bool:
        """Whether there can be an item sensor; a set of pins says so with its lines."""
        bus = self._config.bus(at.bus)
        board = bus.board(at.address) if bus else None
        return board is None or board.codec.profile.items

    def _boards(self) -> None:
        for number, bus in enumerate(self._config.buses):
            for index, board in enumerate(bus.boards):
                here = Board(bus=bus.id, address=board.address)
                if (reply_ms := self._advised_ms.get(here)) is not None:
                    given = {"reply_ms": board.codec.profile.status_reply_ms}
                    self._change(
                        Said("board {board}", board=here),
                        ("bus", number, "board", index),
                        given,
                        {"reply_ms": reply_ms},
                    )
                if (sensor := self._of_board(here)) is not None:
                    old: dict[str, Value] = {"feedback": board.sensor, "closed_bit": board.shut_bit}
                    new: dict[str, Value] = {"feedback": sensor.kind, "closed_bit": sensor.closed_bit}
                    if sensor.leaf_closed_bit is not None:
                        old["leaf_closed_bit"] = 1 if board.leaf_closed_bit is None else board.leaf_closed_bit
                        new["leaf_closed_bit"] = sensor.leaf_closed_bit
                    self._change(Said("board {board}", board=here), ("bus", number, "board", index), old, new)

    def _of_board(self, board: Board) -> Sensor | None:
        """The setting for the whole board; None where the walk does not speak for all of its doors."""
        judged = self._judged
        here = [(name, at) for name, at in self._places.items() if at.board == board]
        found = {judged.sensors[at] for _, at in here if at in judged.sensors}
        walked = all(name in judged.places or name in judged.unproven for name, _ in here)
        return found.pop() if len(found) == 1 and walked else None

    def _pins(self) -> None:
        for number, gpio in enumerate(self._config.gpio):
            for index, lock in enumerate(gpio.locks):
                at = Channel(bus=gpio.id, address=0, channel=lock.channel)
                new: dict[str, Value] = {}
                if (sensor := self._judged.sensors.get(at)) is not None:
                    # Where the configuration has a line for the hook as well, ``sensor`` is the contact on the leaf.
                    kind = lock.feedback if lock.hook is not None else sensor.kind
                    new = {"feedback": kind, "closed_level": sensor.closed_bit}
                if (present := self._judged.item_bits.get(at)) is not None:
                    new["present_level"] = present
                self._change(
                    Said("lock {at}", at=at), ("gpio", number, "lock", index), lock.model_dump(mode="json"), new
                )

    def _change(self, name: str, table: TablePath, old: Values, new: Values) -> None:
        values = {key: value for key, value in new.items() if old.get(key) != value}
        if values:
            self.edits.append(Edit(table, values))
            told = (f"{key} {_said(old.get(key))} -> {_said(new[key])}" for key in values)
            self.said.append(Said("{name}: {changes}", name=name, changes=", ".join(told)))


def _true_bit(found: Moved, shut: int) -> int:
    """The bit of a shut door (``shut`` 1), or of something inside (0): the compartment was empty at first."""
    assert found.shut is not None, "it came back"
    return found.shut if shut else 1 - found.shut


def _table(found: Moved, bit: str, shut: int) -> dict[str, str | int]:
    row: dict[str, str | int] = {"input": "item"} if found.kind == "item" else {}
    return {**found.at.model_dump(), **row, bit: _true_bit(found, shut)}


def _said(value: Value | None) -> str:
    if isinstance(value, Mapping):
        return f"{value['bus']}/{value['address']}/{value['channel']}"
    return str(value)


def placed(config: Config, judged: Judgement) -> dict[str, Channel]:
    """Where each compartment is to hang, by its painted number.

    One that is not proven and whose channel has turned out to be another door's gets a channel that is left over: no
    two may claim one, and the wiring of all others would otherwise be lost.
    """
    configured = {
        judged.renamed.get(each.id, each.id): Channel(bus=each.bus, address=each.address, channel=each.channel)
        for each in config.compartments
        if each.id not in judged.left_out
    }
    places = {name: judged.places[name] for name in configured if name in judged.places}
    taken = {*places.values(), *(at for name, at in configured.items() if name not in places)}
    left = [at for at in configured.values() if at not in taken]
    for name, at in configured.items():
        if name not in places:
            places[name] = left.pop(0) if at in places.values() else at
    return places
