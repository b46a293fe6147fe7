"""Whether an input senses the lock or the door: fire while the door is held shut by hand, and see whether it moves.

A hook lets go at the pulse whatever the door does; a contact on the leaf moves only with the leaf. Once for each board.
"""

from typing import Final

from lockerd.cli.commissioning.dialogue import Dialogue, Word, is_no, understood
from lockerd.cli.commissioning.found import Channel, Pulse, Tried
from lockerd.cli.commissioning.inputs import Look
from lockerd.cli.commissioning.station import LOOK_EVERY_S, SETTLES_WITHIN_S, Station
from lockerd.cli.exits import RefusedError
from lockerd.cli.language import say
from lockerd.domain.model.readings import DoorSensor

WATCHED_S: Final = 2.5
"""How long the input is watched after the pulse; longer than any pulse and any slow bus."""
TRIES: Final = 3


async def hold_shut(station: Station, dialogue: Dialogue, tried: Tried, where: Channel) -> Tried:
    """Find out what the input at ``where`` senses, at the one door that ``tried`` opened; keeps it in what it returns.

    Raises `LeftError` and `CliError`.
    """
    name = tried.opened[0]
    text = say("Is the sensor of board {board} in the lock or on the door? One more pulse tells.", board=where.board)
    dialogue.say(text)
    for _ in range(TRIES):
        question = say("Hold {id} shut with your hand, it must not open. Enter fires it; /skip:", id=name)
        if understood(await dialogue.ask(question), ()) is Word.SKIP:
            return tried
        before = await station.look()
        try:
            pulse = await station.fire(tried.compartment, others_shut=True)
        except RefusedError as error:
            dialogue.say(str(error))
            continue
        tried = _with(tried, pulse)
        await station.wait(WATCHED_S)
        kind = DoorSensor.HOOK if _moved(before, await station.look(), where) else DoorSensor.CONTACT
        opened = is_no(await dialogue.ask(say("Did {id} stay shut until now? Enter: yes; n: it opened:", id=name)))
        await dialogue.ask(say("Let go. If {id} opens now, or stands open, shut it. Enter: it is shut:", id=name))
        await _back(station, tried)
        if not opened and pulse.outcome != "not_fired":
            if kind is DoorSensor.HOOK:
                dialogue.say(say("The sensor of board {board} tells of the lock.", board=where.board))
            else:
                dialogue.say(say("The sensor of board {board} tells of the door.", board=where.board))
            return tried.model_copy(update={"kind": kind})
    return tried


async def _back(station: Station, tried: Tried) -> None:
    """Let the inputs of this door settle, so that the next door does not begin with them."""
    shut, waited_s = {each.at: each.shut for each in tried.doors}, 0.0
    while waited_s < SETTLES_WITHIN_S:
        known = (await station.look()).inputs["door"]
        if all(known[at].bit == bit for at, bit in shut.items()):
            return
        await station.wait(LOOK_EVERY_S)
        waited_s += LOOK_EVERY_S


def _with(tried: Tried, pulse: Pulse) -> Tried:
    return tried.model_copy(update={"pulses": (*tried.pulses, pulse)})


def _moved(before: Look, after: Look, where: Channel) -> bool:
    first, last = before.inputs["door"][where], after.inputs["door"][where]
    return last.moves > first.moves or last.bit != first.bit
