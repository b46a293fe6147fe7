"""From what a walk has proven to the configuration: which values change, and the new text of the file."""

from collections.abc import Mapping

from lockerd.cli.commissioning.found import Board, Channel
from lockerd.cli.commissioning.judge import Judgement
from lockerd.cli.commissioning.sensors import Sensor
from lockerd.config import Config
from lockerd.config.edit import Edit, TablePath, edited
from lockerd.config.load import read
from lockerd.domain.readings import ItemSensor

Values = Mapping[str, str | int]


class Changes:
    """What has to change for the configuration to say what was proven."""

    def __init__(self, config: Config, judged: Judgement, *, advised_ms: Mapping[Board, int]) -> None:
        """``advised_ms``: what ``reply_ms`` has to be for boards that are given too little time."""
        self.edits: list[Edit] = []
        self.said: list[str] = []
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
                self.said.append(f"{configured.id}: left out, no door hangs on its channel")
                continue
            name = judged.renamed.get(configured.id, configured.id)
            at = self._places[name]
            old: dict[str, str | int] = configured.model_dump(mode="json")
            new: dict[str, str | int] = {"id": name, **at.model_dump()}
            if not self._reports_items(at):
                new["item_sensor"] = ItemSensor.NONE
            elif name in judged.items and self._config.pins(at.bus) is None:
                new["item_sensor"] = ItemSensor.FITTED if judged.items[name] else ItemSensor.NONE
            self._change(configured.id, ("compartment", number), old, new)

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
                    self._change(f"board {here}", ("bus", number, "board", index), given, {"reply_ms": reply_ms})
                if (sensor := self._of_board(here)) is not None:
                    old: dict[str, str | int] = {"feedback": board.sensor, "closed_bit": board.shut_bit}
                    new: dict[str, str | int] = {"feedback": sensor.kind, "closed_bit": sensor.closed_bit}
                    if sensor.leaf_closed_bit is not None:
                        old["leaf_closed_bit"] = 1 if board.leaf_closed_bit is None else board.leaf_closed_bit
                        new["leaf_closed_bit"] = sensor.leaf_closed_bit
                    self._change(f"board {here}", ("bus", number, "board", index), old, new)

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
                new: dict[str, str | int] = {}
                if (sensor := self._judged.sensors.get(at)) is not None:
                    # Where the configuration has a line for the hook as well, ``sensor`` is the contact on the leaf.
                    kind = lock.feedback if lock.hook is not None else sensor.kind
                    new = {"feedback": kind, "closed_level": sensor.closed_bit}
                if self._judged.item_bits.get(at) == 0:  # it is shown as the configuration has it: that is wrong
                    new["present_level"] = 1 - lock.present_level
                self._change(f"lock {at}", ("gpio", number, "lock", index), lock.model_dump(mode="json"), new)

    def _change(self, name: str, table: TablePath, old: Values, new: Values) -> None:
        values = {key: value for key, value in new.items() if old.get(key) != value}
        if values:
            self.edits.append(Edit(table, values))
            self.said.append(f"{name}: " + ", ".join(f"{key} {old.get(key)} -> {new[key]}" for key in values))


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
