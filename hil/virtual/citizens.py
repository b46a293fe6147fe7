"""People who come for their document."""

from contextlib import suppress

from lockersim.site.terminal import RefusedError, Visit
from lockersim.world.compartment import Compartment
from lockersim.world.model import Door
from virtual.people import Person, Slip
from virtual.rights import Kind, Right


class Citizen(Person):
    """Somebody who comes for their document."""

    kind = Kind.COLLECTION

    def right(self) -> Right:
        """See `Person.right`: the doors behind which the document really lies."""
        items = frozenset(self._scene.documents[self.document].items)
        return self._scene.rights.give(Kind.COLLECTION, self.document, self._scene.places(self.document), items)

    async def begin(self) -> Visit:
        """See `Person.begin`: hold the letter to the reader, or type what stands on it."""
        letter = self._scene.letter(self.document)
        terminal, rng = self._scene.terminal, self._rng
        await self.react()
        if letter is None:
            raise RefusedError(0, "no_letter", "")
        if rng.random() < 0.1:
            with suppress(RefusedError):
                await terminal.show_typed(f"{rng.randrange(10**9):09}")
        if rng.random() < 0.6:
            key = self._scene.new_id()
            visit = await terminal.begin({"code": letter.token}, key=key)
            if rng.random() < 0.1:  # the answer got lost on the way to the screen
                visit = await terminal.begin({"code": letter.token}, key=key)
            return visit
        if rng.random() < 0.5:
            return await terminal.show_typed(letter.typed_code, letter.pickup_number)
        return await terminal.show_typed(letter.typed_code)

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
                await self._at_the_open_door(compartment)
            case "take_out":
                self._scene.hands.pull(compartment.id)
            case "close_door" if self._slip is not Slip.LEAVES_OPEN:
                await self.shut(compartment)
            case "confirm_taken":
                await self._asked_at_the_shut_door(visit, compartment)
            case _:
                pass

    async def _at_the_open_door(self, compartment: Compartment) -> None:
        slip, first = self._slip, self.first_at(compartment)
        if slip is Slip.SHUTS_AT_ONCE and first:
            await self.shut(compartment)
            return
        if slip is not Slip.LEAVES_ITEM:
            for item in self._scene.own_in(self.document, compartment):
                self._scene.take(compartment.id, item)
                await self.react()
        if slip is Slip.PUTS_IN and first:
            self._scene.litter(compartment.id, thin=self._rng.random() < 0.3)
        if slip is not Slip.LEAVES_OPEN:
            await self.shut(compartment)

    async def _asked_at_the_shut_door(self, visit: Visit, compartment: Compartment) -> None:
        if self._slip is Slip.SAYS_NOTHING:
            return
        inside = bool(self._scene.own_in(self.document, compartment))
        if inside and "open_again" in visit.may and self._slip is not Slip.LEAVES_ITEM:
            await self._scene.terminal.say(visit.id, "open-again")
        elif inside:
            await self.say(visit, "done")
        else:
            await self.say(visit, "taken-out")
