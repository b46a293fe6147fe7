"""People who come for their document, and what is shown of a letter."""

import random
from contextlib import suppress
from typing import Any, Final

from lockercentral.keys import OpenedCode
from lockersim.site.terminal import RefusedError, Visit
from lockersim.world.compartment import Compartment
from lockersim.world.model import Door
from virtual.people import Person, Slip
from virtual.rights import Kind, Right
from virtual.scene import Scene

QR: Final = 0.6
LOST_ANSWER: Final = 0.1
WRONG_SECRET: Final = 0.2


async def show_letter(scene: Scene, document: str, rng: random.Random) -> Visit:
    """Hold the letter to the reader, or type what stands on it, and the second secret where it is asked for."""
    letter = scene.letter(document)
    if letter is None:
        raise RefusedError(0, "no_letter", "")
    shown, key = _shown(letter, rng), scene.new_id()
    try:
        visit = await scene.terminal.begin(shown, key=key)
    except RefusedError as refusal:
        if refusal.code != "second_secret_needed":
            raise
        if letter.second_secret is None:
            scene.breach(f"{document} has no second secret, and it is asked for")
            raise
        return await _with_secret(scene, document, shown, letter.second_secret, rng)
    if letter.second_secret is not None:
        scene.breach(f"{document} was opened without its second secret")
    if rng.random() < LOST_ANSWER:  # on the way to the screen
        visit = await scene.terminal.begin(shown, key=key)
    return visit


def _shown(letter: OpenedCode, rng: random.Random) -> dict[str, Any]:
    if rng.random() < QR:
        return {"code": letter.token}
    number = {"pickup_number": letter.pickup_number} if rng.random() < 0.5 else {}
    return {"typed_code": letter.typed_code, **number}


async def _with_secret(scene: Scene, document: str, shown: dict[str, Any], secret: str, rng: random.Random) -> Visit:
    others = [each.letter.second_secret for each in scene.documents.values() if each.letter is not None]
    guess = rng.choice([each for each in others if each] or [f"{rng.randrange(10**7):07}"])
    if rng.random() < WRONG_SECRET and guess != secret:
        with suppress(RefusedError):
            await scene.terminal.begin({**shown, "second_secret": guess})
            scene.breach(f"{document} was opened by another second secret")
    return await scene.terminal.begin({**shown, "second_secret": secret})


class Citizen(Person):
    """Somebody who comes for their document."""

    kind = Kind.COLLECTION

    def right(self) -> Right:
        """See `Person.right`: the doors behind which the document really lies."""
        items = frozenset(self._scene.documents[self.document].items)
        return self._scene.rights.give(Kind.COLLECTION, self.document, self._scene.places(self.document), items)

    async def begin(self) -> Visit:
        """See `Person.begin`: hold the letter to the reader, or type what stands on it."""
        await self.react()
        if self._rng.random() < 0.1:
            with suppress(RefusedError):
                await self._scene.terminal.show_typed(f"{self._rng.randrange(10**9):09}")
        return await show_letter(self._scene, self.document, self._rng)

    async def act(self, visit: Visit, compartment: Compartment) -> None:
        """See `Person.act`."""
        opened = compartment.door is Door.OPEN
        if self._slip is Slip.PRESSES_EVERYTHING and self._rng.random() < 0.4:
            await self.press_anything(visit)
        match visit.next_step:
            case "pull_door" if not opened:
                self._scene.hands.pull(compartment.id)
                if "does_not_open" in visit.may and self._rng.random() < 0.2:
                    await self.say(visit, "does-not-open")
            case "pull_door" | "take_out" if opened:
                await self._at_the_open_door(visit, compartment)
            case "take_out":
                self._scene.hands.pull(compartment.id)
            case "close_door" if self._slip is not Slip.LEAVES_OPEN:
                await self.shut(compartment)
            case "put_back":
                await self._put_back(compartment)
            case "confirm_taken":
                await self._asked_at_the_shut_door(visit, compartment)
            case _:
                pass

    async def _at_the_open_door(self, visit: Visit, compartment: Compartment) -> None:
        slip, first = self._slip, self.first_at(compartment)
        if slip is Slip.DISPUTES and first and self._rng.random() < 0.5 and "wrong_item" in visit.may:
            self._scene.perhaps_held()
            await self.say(visit, "wrong-item")
            await self.shut(compartment)
            return
        if slip is Slip.SHUTS_AT_ONCE and first:
            await self.shut(compartment)
            return
        if slip is not Slip.LEAVES_ITEM:
            for item in self._scene.office_in(self.document, compartment):
                self._scene.take(compartment.id, item)
                await self.react()
        if slip is Slip.PUTS_IN and first:
            self._scene.litter(compartment.id, thin=self._rng.random() < 0.3)
        if slip is not Slip.LEAVES_OPEN:
            await self.shut(compartment)

    async def _asked_at_the_shut_door(self, visit: Visit, compartment: Compartment) -> None:
        if self._slip is Slip.SAYS_NOTHING:
            return
        if self._slip is Slip.DISPUTES:
            self._scene.perhaps_held()
            await self.say(visit, self._rng.choice(("wrong-item", "nothing-inside")))
            return
        inside = bool(self._scene.office_in(self.document, compartment))
        if inside and "open_again" in visit.may and self._slip is not Slip.LEAVES_ITEM:
            await self._scene.terminal.say(visit.id, "open-again")
        elif inside:
            await self.say(visit, "done")
        else:
            await self.say(visit, "taken-out")

    async def _put_back(self, compartment: Compartment) -> None:
        """What they said is not theirs."""
        if compartment.door is not Door.OPEN:
            self._scene.hands.pull(compartment.id)
            return
        for item in self._scene.taken(self.document):
            self._scene.put_in(compartment.id, item, thin=False)
            await self.react()
        await self.shut(compartment)
