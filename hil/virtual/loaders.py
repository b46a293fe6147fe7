"""Staff who put documents in, one or a pile of them under one badge; one thing is a list of one."""

import random
from collections.abc import Sequence
from contextlib import suppress

from lockersim.site.terminal import RefusedError, Visit
from lockersim.world.compartment import Compartment
from lockersim.world.model import Door
from virtual.badges import CLERK, COLLEAGUE
from virtual.documents import Holder
from virtual.people import PASSES, Person, Slip
from virtual.rights import Kind, Right
from virtual.scene import Scene


class Loader(Person):
    """Staff with documents to put in; ``document`` is the one in their hands."""

    kind = Kind.LOADING

    def __init__(self, scene: Scene, documents: Sequence[str], rng: random.Random, *, slip: Slip = Slip.NONE) -> None:
        super().__init__(scene, documents[0], rng, slip=slip)
        self._pile, self._rest = tuple(documents), list(documents[1:])
        self._badges: tuple[str, ...] = (scene.badges.name_of(CLERK),)
        self._printed = 0

    def right(self) -> Right:
        """See `Person.right`: lockerd chooses the door."""
        return self._scene.rights.give(Kind.LOADING, self.document, None, badges=self._badges)

    async def begin(self) -> Visit:
        """See `Person.begin`: show badge and slip; of what two people put in, the other one's badge as well."""
        await self.react()
        order, badges = self._scene.order(self.document), self._scene.badges
        try:
            return await self._scene.terminal.load(order, badges.of(CLERK))
        except RefusedError as refusal:
            if refusal.code != "second_badge_needed":
                raise
        self._badges = (*self._badges, badges.name_of(COLLEAGUE))
        await self.react()
        return await self._scene.terminal.load(order, badges.of(COLLEAGUE))

    def went(self, began_s: float) -> None:
        """See `Person.went`: so for all that they had with them."""
        for document in self._pile:
            self.document = document
            super().went(began_s)

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
            case "put_in" if compartment.items and not self._own_in(compartment):
                self._found(visit, compartment)
                await self.shut(compartment)
            case "put_in":
                await self._put_in(visit, compartment)
            case "close_door" if self._slip is not Slip.LEAVES_OPEN:
                await self.shut(compartment)
            case "confirm_loaded" if self._own_in(compartment):
                if self._slip is not Slip.SAYS_NOTHING:
                    await self._confirm(visit)
            case "print_code":
                await self._print(visit)
            case "code_sent":
                await self.say(visit, "done")
            case _:
                pass

    def _own_in(self, compartment: Compartment) -> list[str]:
        return [item for document in self._pile for item in self._scene.own_in(document, compartment)]

    def _take_back(self, compartment: Compartment) -> None:
        for item in self._own_in(compartment):
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

    async def _put_in(self, visit: Visit, compartment: Compartment) -> None:
        if self.first_at(compartment) and self._slip is Slip.SHUTS_AT_ONCE:
            await self.shut(compartment)
            return
        item = self._scene.documents[self.document].in_hand(visit.part)
        if self._slip is not Slip.LEAVES_ITEM and item is not None and not compartment.items:
            self._scene.put_in(compartment.id, item, thin=self._rng.random() < 0.1)
            await self.react()
        if self._slip is not Slip.LEAVES_OPEN:
            await self.shut(compartment)

    async def _confirm(self, visit: Visit) -> None:
        """That was all; or the next one, where nothing more of this one is to be put in."""
        although = {"although_not_seen": visit.trouble == "item_not_seen"}
        if self._rest and not self._scene.documents[self.document].some(Holder.OFFICE):
            await self._next(visit, although)
        else:
            await self.say(visit, "loaded", although)

    async def _next(self, visit: Visit, although: dict[str, bool]) -> None:
        document = self._rest[0]
        right = self._scene.rights.give(Kind.LOADING, document, None, badges=self._badges)
        try:
            shown = await self._scene.terminal.say(visit.id, "next", {"order": self._scene.order(document), **although})
        except RefusedError as refusal:
            self._scene.rights.end(right)
            if refusal.code != "item_not_seen" and refusal.code not in PASSES:
                self._rest.pop(0)  # another time: somebody has called it back, or no door is free
            return
        except BaseException:
            self._scene.rights.end(right, late=True)
            raise
        self._rest.pop(0)
        self.document = document
        self.rights.append(right)
        self.began(right, shown)

    async def _print(self, visit: Visit) -> None:
        """Every code in turn."""
        if self._slip is Slip.PRESSES_EVERYTHING and "undo" in visit.may:
            everything = "undo_all" in visit.may and self._rng.random() < 0.5
            await self.say(visit, "undo-all" if everything else "undo")
            return
        self._printed += 1
        if "next_code" in visit.may and self._printed < visit.raw["codes"]:
            with suppress(RefusedError):
                await self._scene.terminal.say(visit.id, "next-code")
        else:
            await self.say(visit, "done")
