"""Staff who put documents in."""

from lockersim.site.terminal import Visit
from lockersim.world.compartment import Compartment
from lockersim.world.model import Door
from virtual.people import Person, Slip
from virtual.rights import Kind, Right


class Loader(Person):
    """Staff with a document to put in."""

    kind = Kind.LOADING

    def right(self) -> Right:
        """See `Person.right`: lockerd chooses the door."""
        return self._scene.rights.give(Kind.LOADING, self.document, None)

    async def begin(self) -> Visit:
        """See `Person.begin`: show badge and slip."""
        await self.react()
        return await self._scene.terminal.load(self._scene.order(self.document), self._scene.badge())

    async def act(self, visit: Visit, compartment: Compartment) -> None:
        """See `Person.act`."""
        opened = compartment.door is Door.OPEN
        match visit.next_step:
            case "pull_door" | "put_in" | "check_empty" if not opened:
                self._scene.hands.pull(compartment.id)
            case "check_empty":
                await self._look(visit, compartment)
            case "take_out" if opened:
                self._take_back(compartment)
                await self.shut(compartment)
            case "put_in" if compartment.items and not self._scene.own_in(self.document, compartment):
                self._found(visit, compartment)
                await self.shut(compartment)
            case "put_in":
                await self._put_in(compartment)
            case "close_door" if self._slip is not Slip.LEAVES_OPEN:
                await self.shut(compartment)
            case "confirm_loaded" if self._scene.own_in(self.document, compartment):
                if self._slip is not Slip.SAYS_NOTHING:
                    await self.say(visit, "loaded", {"although_not_seen": visit.trouble == "item_not_seen"})
            case "print_code":
                await self._print(visit)
            case _:
                pass

    def _take_back(self, compartment: Compartment) -> None:
        for item in self._scene.own_in(self.document, compartment):
            self._scene.take_back(compartment.id, item)

    async def _look(self, visit: Visit, compartment: Compartment) -> None:
        if not compartment.items:
            await self.say(visit, "empty")
        elif not self._scene.tidy(compartment):  # what people left there by mistake is taken out first
            await self.say(visit, "help")
            await self.shut(compartment)

    def _found(self, visit: Visit, compartment: Compartment) -> None:
        """Told that it is proven empty, they find something in it."""
        if not self._scene.unseen(compartment):
            names = ", ".join(item.name for item in compartment.items)
            self._scene.breach(f"{visit.compartment} was given as empty, and {names} lay in it")

    async def _put_in(self, compartment: Compartment) -> None:
        if self.first_at(compartment) and self._slip is Slip.SHUTS_AT_ONCE:
            await self.shut(compartment)
            return
        item = self._scene.in_hand(self.document)
        if self._slip is not Slip.LEAVES_ITEM and item is not None and not compartment.items:
            self._scene.put_in(compartment.id, item, thin=self._rng.random() < 0.1)
            await self.react()
        if self._slip is not Slip.LEAVES_OPEN:
            await self.shut(compartment)

    async def _print(self, visit: Visit) -> None:
        if self._slip is Slip.PRESSES_EVERYTHING and "undo" in visit.may:
            await self.say(visit, "undo")
            return
        await self.say(visit, "done")
