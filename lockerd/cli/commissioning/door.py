"""One door: fire, hear which one opened, have it shut again, and see which inputs moved meanwhile."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Final

from lockerd.cli.commissioning.dialogue import Dialogue, Doors, Word, is_no, is_yes, understood
from lockerd.cli.commissioning.found import SILENT, Channel, Ending, Kind, Moved, Pulse, Tried
from lockerd.cli.commissioning.inputs import Look, moved
from lockerd.cli.commissioning.station import LOOK_EVERY_S, SETTLES_WITHIN_S, Station
from lockerd.cli.exits import Exit, RefusedError
from lockerd.cli.language import mark, say
from lockerd.said import all_of

OPENS_WITHIN_S: Final = 6.0
"""How long nobody waits for a door that was fired, where nobody answers."""
SEEN_WITHIN_S: Final = 1.5
"""How long an input is waited for after somebody said that the door is open."""
SHUT_WITHIN_S: Final = 120.0
"""The same where nobody answers."""
LOOKS_AGAIN: Final = 3

HELP: Final = mark("""\
Answers: the painted number of the door that opened, several with blanks between, Enter for the one named.
  /none     no door opened                 /again   fire the same channel once more
  /missing  no door hangs on this channel  /skip    leave it for now           /quit   stop here""")
ADVICE: Final = {
    "door_not_shut": mark("""\
The daemon reads this door as open. If it is shut, its polarity is configured the wrong way round, or another door's
sensor hangs on its channel: set feedback = "none" for the board, restart lockerd, and walk again."""),
    "brake": mark("""\
So many openings an hour are allowed for the wall, and so many for each person. Say /quit and go on later with
--resume; or set openings_per_hour and openings_per_badge_hour to 240 until the walk is done, restart lockerd, and walk
again."""),
}


@dataclass
class DoorTrial:
    """The try of one channel; ``known`` are the painted numbers of the configuration."""

    station: Station
    dialogue: Dialogue
    compartment: str
    at: Channel
    known: Collection[str]
    others_shut: bool
    """Whether somebody has looked that the doors tried before are shut."""
    pulses: list[Pulse] = field(default_factory=list)

    async def run(self, *, items: bool) -> Tried:
        """Try it; ``items`` says whether item sensors are tried too. Raises `LeftError` and `CliError`."""
        while True:
            await self._until(self._is_known, SETTLES_WITHIN_S)
            before = await self.station.look()
            if not before.alive[self.at.board]:
                return self._ended(Ending.REFUSED, SILENT)
            if (refused := await self._fire()) is not None:
                return refused
            match await self._which(before):
                case Word.AGAIN:
                    continue
                case Word.NONE:
                    return await self._nothing_opened(before)
                case Word.MISSING:
                    return self._ended(Ending.NO_DOOR)
                case Doors(names):
                    return await self._opened(names or (self.compartment,), before, items=items)
                case _:
                    return self._ended(Ending.SKIPPED)

    def _is_known(self, look: Look) -> bool:
        known = look.inputs["door"].get(self.at)
        return known is None or known.bit is not None

    def _ended(self, ending: Ending, note: str = "") -> Tried:
        return Tried(compartment=self.compartment, at=self.at, ending=ending, note=note, pulses=tuple(self.pulses))

    async def _fire(self) -> Tried | None:
        """Fire; None if the lock was fired."""
        while True:
            text = say(
                "{id}: firing channel {at}. If it clicks and stays shut, pull it.", id=self.compartment, at=self.at
            )
            self.dialogue.say(text)
            try:
                pulse = await self.station.fire(self.compartment, others_shut=self.others_shut)
            except RefusedError as error:
                if error.word == "not_empty" or not self.dialogue.looks:
                    return self._refused(error)
                advice = ADVICE.get(error.word)
                self.dialogue.say(f"{error}\n{say(advice)}" if advice else str(error))
                ending, note = Ending.REFUSED, error.word
            else:
                self.pulses.append(pulse)
                if pulse.outcome != "not_fired":
                    return None
                ending, note = Ending.NOT_FIRED, pulse.reason
                self.dialogue.say(say("The lock was not fired: {reason}.", reason=note))
            if not self.dialogue.looks or await self._word(say("Enter: ask again; /skip; /quit:")) is Word.SKIP:
                return self._ended(ending, note)

    def _refused(self, error: RefusedError) -> Tried:
        if error.ends is Exit.TRY_LATER:
            raise error  # the brake, or the battery: the same would be said of every other door
        self.dialogue.say(say("{id}: not fired: {why}", id=self.compartment, why=error.detail))
        return self._ended(Ending.REFUSED, error.word)

    async def _word(self, question: str) -> Word | None:
        answer = understood(await self.dialogue.ask(question), ())
        return answer if isinstance(answer, Word) else None

    async def _which(self, before: Look) -> Doors | Word:
        """Which door opened, as the technician says."""
        if not self.dialogue.looks:
            await self._until(lambda look: bool(moved("door", before, then=look, again=look)), OPENS_WITHIN_S)
            return Doors(())
        while True:
            question = say("Which door opened? Enter: {id}; else its number, or ?:", id=self.compartment)
            meant = understood(await self.dialogue.ask(question), self.known)
            match meant:
                case Doors(names) if strange := [name for name in names if name not in self.known]:
                    if len(names) == 1 and await self._is_its_name(strange[0]):
                        return meant
                case Doors() | Word():
                    return meant
                case None:
                    self.dialogue.say(say(HELP))

    async def _is_its_name(self, painted: str) -> bool:
        question = say(
            "{painted} is not in the configuration. Is it painted on the door it calls {id}? y/N:",
            painted=painted,
            id=self.compartment,
        )
        return is_yes(await self.dialogue.ask(question))

    async def _nothing_opened(self, before: Look) -> Tried:
        look = await self.station.look()
        doors = moved("door", before, then=look, again=look)
        return self._ended(Ending.NOTHING_OPENED).model_copy(update={"doors": doors})

    async def _opened(self, names: tuple[str, ...], before: Look, *, items: bool) -> Tried:
        if before.has("door", self.at.board):
            await self._until(lambda look: bool(moved("door", before, then=look, again=look)), SEEN_WITHIN_S)
        then = await self.station.look()
        door = {each.at for each in moved("door", before, then=then, again=then)} | {self.at}
        inside = await self._items(names[0], then, door) if items and len(names) == 1 else None
        put_in = {each.at for each in inside or () if each.kind == "door"}
        empty = await self._shut(names)
        again = await self._back(before, then)
        return self._ended(Ending.SEEN).model_copy(
            update={
                "opened": names,
                "empty": empty,
                "doors": tuple(each for each in moved("door", before, then=then, again=again) if each.at not in put_in),
                "leaves": tuple(
                    each
                    for each in moved("item", before, then=then, again=again)
                    if each.came_back and each.open != each.shut
                ),
                "items": inside or (),
                "items_tried": inside is not None,
            }
        )

    async def _items(self, name: str, empty: Look, door: Collection[Channel]) -> tuple[Moved, ...] | None:
        """Put something in and take it out; an input that moved by it is an item sensor. None: not tried.

        ``door`` are the inputs that tell of the door itself.
        """

        def changed(then: Look, again: Look) -> tuple[Moved, ...]:
            others = (each for each in moved("door", empty, then=then, again=again) if each.at not in door)
            return (*moved("item", empty, then=then, again=again), *others)

        if await self._word(say("Put something into {id}. Enter: done; /skip:", id=name)) is Word.SKIP:
            return None
        await self._until(lambda look: bool(changed(look, look)), SETTLES_WITHIN_S)
        full = await self.station.look()
        await self.dialogue.ask(say("Take it out again. Enter: done:"))
        await self._until(lambda look: all(each.came_back for each in changed(full, look)), SETTLES_WITHIN_S)
        return changed(full, await self.station.look())

    async def _shut(self, names: tuple[str, ...]) -> bool:
        """Have what opened shut again; tells whether it was found empty."""
        doors = say(all_of(names))
        question = say("Look into {doors} and shut it. Enter: empty and shut; n: shut, not empty:", doors=doors)
        answer = await self.dialogue.ask(question)
        return self.dialogue.looks and not is_no(answer)

    async def _back(self, before: Look, then: Look) -> Look:
        """Wait until the inputs say again what they said of the shut door."""
        patience_s = SETTLES_WITHIN_S if self.dialogue.looks else SHUT_WITHIN_S
        for _ in range(LOOKS_AGAIN if self.dialogue.looks else 1):
            if await self._until(lambda look: _as_before("door", before, then, look), patience_s):
                break
            look = await self.station.look()
            away = [str(each.at) for each in moved("door", before, then=then, again=look) if not each.came_back]
            text = say("The input at {places} does not say again what it said at first.", places=", ".join(away))
            self.dialogue.say(text)
            if await self._word(say("Press the door shut until it clicks. Enter: look again; /skip:")) is Word.SKIP:
                break
        return await self.station.look()

    async def _until(self, wanted: Callable[[Look], bool], within_s: float) -> bool:
        waited_s = 0.0
        while not wanted(await self.station.look()):
            if waited_s >= within_s:
                return False
            await self.station.wait(LOOK_EVERY_S)
            waited_s += LOOK_EVERY_S
        return True


def _as_before(kind: Kind, first: Look, then: Look, look: Look) -> bool:
    return all(each.came_back for each in moved(kind, first, then=then, again=look))
