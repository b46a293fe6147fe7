"""The walk: one door after the other, kept after each, so that it can be interrupted and go on later."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from lockerd.cli.commissioning.dialogue import Dialogue, is_yes
from lockerd.cli.commissioning.door import HELP, DoorTrial
from lockerd.cli.commissioning.found import Board, Ending, Record, Tried
from lockerd.cli.commissioning.inputs import Look
from lockerd.cli.commissioning.kind import hold_shut
from lockerd.cli.commissioning.station import Station
from lockerd.cli.exits import RefusedError
from lockerd.cli.language import say, word
from lockerd.cli.reading.wall import Compartment
from lockerd.domain.model.readings import DoorSensor, Sensor

EMPTY: Final = frozenset({"free", "to_check"})


@dataclass
class Walk:
    """``keep`` is given the record after each door, before anything else happens."""

    station: Station
    dialogue: Dialogue
    record: Record
    keep: Callable[[Record], None]
    _items: dict[Board, bool] = field(default_factory=dict)
    """Whether item sensors are to be tried, by board, as the technician said."""
    _all_shut: bool = False
    """Whether the technician has looked that all doors tried so far are shut."""
    _halted: str | None = None
    """What was said last about a halt of the wall."""

    async def run(self) -> Record:
        """Try every wanted door that was not tried yet. Raises `LeftError` and `CliError`."""
        look = await self.station.look()
        self._halted = self.station.halted
        waiting = [
            name for name in self.record.wanted if name not in {tried.compartment for tried in self.record.tried}
        ]
        if waiting:
            self.dialogue.say(say(HELP))
            question = say(
                "Doors to try: {count}. Stand at the wall, all doors shut. Enter fires {id}:",
                count=len(waiting),
                id=waiting[0],
            )
            await self.dialogue.ask(question)
        self._all_shut = self.dialogue.looks
        for name in waiting:
            tried = await self._try(name, look)
            await self._tell_the_daemon(tried)
            tried = await self._find_kind(tried, look)
            self._keep(tried)
            await self._clear(tried)
            await self._mind_the_halt()
        for tried in self.record.tried:
            # Once more: a pulse on the channel of one door that opened another has left the first one in doubt.
            await self._clear(tried)
        return self.record

    async def _try(self, name: str, look: Look) -> Tried:
        at = look.channels[name]
        trial = DoorTrial(self.station, self.dialogue, name, at, look.channels, others_shut=self._all_shut)
        tried = await trial.run(items=await self._wants_items(at.board, look))
        # Whoever leaves a door that was fired has not said how it stands.
        self._all_shut = self.dialogue.looks and not (tried.ending is Ending.SKIPPED and tried.pulses)
        return tried

    async def _wants_items(self, board: Board, look: Look) -> bool:
        if not self.dialogue.looks or not (look.has("item", board) or look.modules or _told(board, look)):
            return False
        if board not in self._items:
            question = say(
                "Are item sensors fitted behind the doors of board {board} ({name})? y/N:",
                board=board,
                name=look.names[board],
            )
            self._items[board] = is_yes(await self.dialogue.ask(question))
        return self._items[board]

    def _keep(self, tried: Tried) -> None:
        self.record = self.record.model_copy(update={"tried": (*self.record.tried, tried)})
        self.keep(self.record)

    async def _tell_the_daemon(self, tried: Tried) -> None:
        """Where no sensor told of a wrong door, the daemon has only our word for it (F26)."""
        known = await self.station.compartments()
        for name in tried.opened:
            if name == tried.compartment or name not in known:
                continue
            row = await self.station.touched(name, f"opened by the channel of {tried.compartment}")
            text = say("Channel {at} opened {id}, not {other}.", at=tried.at, id=name, other=tried.compartment)
            self.dialogue.say(text)
            if row.condition not in EMPTY:
                text = say(
                    "{id} was not empty: it is {condition} now, and its codes are suspended.",
                    id=name,
                    condition=word(row.condition),
                )
                self.dialogue.say(text)

    async def _find_kind(self, tried: Tried, look: Look) -> Tried:
        own = tried.own
        if not self.dialogue.looks or len(tried.opened) != 1 or own is None or not own.came_back:
            return tried
        where = own.at
        known = {each.own.at.board for each in self.record.tried if each.kind is not None and each.own is not None}
        wired = look.wired.get(where)
        if wired is None or where.board in known:
            return tried
        if wired.sensor is not DoorSensor.NONE and not self._whole(where.board, look):
            return tried
        row = (await self.station.compartments()).get(tried.opened[0])
        if row is not None and not _is_empty(row):
            return tried  # never fire it once more knowing that something lies there
        return await hold_shut(self.station, self.dialogue, tried, where)

    def _whole(self, board: Board, look: Look) -> bool:
        return all(name in self.record.wanted for name, at in look.channels.items() if at.board == board)

    async def _clear(self, tried: Tried) -> None:
        if tried.ending is not Ending.SEEN or not tried.empty:
            return
        known = await self.station.compartments()
        for name in tried.opened:
            if name in known and known[name].condition == "to_check" and _is_empty(known[name]):
                try:
                    await self.station.clear(name)
                except RefusedError as error:
                    self.dialogue.say(say("{id} is not reported empty: {why}", id=name, why=error.detail))

    async def _mind_the_halt(self) -> None:
        await self.station.catch_up()
        before, self._halted = self._halted, self.station.halted
        if self._halted not in {None, before}:
            text = say(
                "The wall is halted ({why}): nothing is opened for anybody but technicians. The walk goes on;"
                " when the cause is mended: lockerctl resume --reason TEXT",
                why=word(self._halted),
            )
            self.dialogue.say(text)


def _told(board: Board, look: Look) -> bool:
    """Whether the configuration knows of an item sensor of one of the board's doors."""
    here = (name for name, at in look.channels.items() if at.board == board)
    return any(look.sensed_at(name, Sensor.ITEM) is not None for name in here)


def _is_empty(row: Compartment) -> bool:
    return row.condition in EMPTY and row.order is None
