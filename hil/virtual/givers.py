"""People who bring something, honest ones and others, and what is true of the papers they take along."""

import random
from contextlib import suppress
from typing import Final

from lockersim.site.terminal import RefusedError, Visit
from lockersim.world.compartment import Compartment
from lockersim.world.model import Door
from virtual.citizens import show_letter
from virtual.people import Person, Slip
from virtual.rights import Kind, Right
from virtual.scene import Scene

THIN: Final = 0.1
CHANGES_MIND: Final = 0.1
MISSES: Final = 0.3


class Giver(Person):
    """Somebody with things for the office, one for each door. ``LEAVES_ITEM`` keeps them and says that they are in."""

    kind = Kind.HAND_IN

    def __init__(self, scene: Scene, document: str, rng: random.Random, *, slip: Slip = Slip.NONE) -> None:
        super().__init__(scene, document, rng, slip=slip)
        self._checked: set[int] = set()
        self._where: dict[int, str] = {}
        """The door at which each part was to be put in."""

    def right(self) -> Right:
        """See `Person.right`: lockerd chooses the door, and another one where the first does not open."""
        items = frozenset(self._scene.documents[self.document].items)
        return self._scene.rights.give(self.kind, self.document, self._scene.takes_in(self.document), items)

    async def begin(self) -> Visit:
        """See `Person.begin`: hold the letter to the reader, or type what stands on it."""
        await self.react()
        visit = await show_letter(self._scene, self.document, self._rng)
        # Whoever comes anew may have brought it.
        self._scene.documents[self.document].missing.pop(visit.part, None)
        return visit

    async def act(self, visit: Visit, compartment: Compartment) -> None:
        """See `Person.act`."""
        opened = compartment.door is Door.OPEN
        if self._slip is Slip.PRESSES_EVERYTHING and self._rng.random() < 0.4:
            await self.press_anything(visit)
        match visit.next_step:
            case "pull_door" | "put_in" if not opened:
                self._scene.hands.pull(compartment.id)
                if "does_not_open" in visit.may and self._rng.random() < 0.2:
                    await self.say(visit, "does-not-open")
            case "put_in":
                await self._put_in(visit, compartment)
            case "close_door" if self._slip is not Slip.LEAVES_OPEN:
                await self.shut(compartment)
            case "confirm_in":
                await self._asked_at_the_shut_door(visit, compartment)
            case "print_paper":
                await self._take_the_paper(visit)
            case _:
                pass

    async def _put_in(self, visit: Visit, compartment: Compartment) -> None:
        slip, first = self._slip, self.first_at(compartment)
        self._where[visit.part] = compartment.id
        item = self._scene.in_bag(self.document, visit.part)
        own = self._scene.own_in(self.document, compartment)
        others = [each.name for each in compartment.items if each.name not in own]
        if first and others and not self._scene.unseen(compartment):
            names = ", ".join(others)
            self._scene.breach(f"{compartment.id} was given as empty, and {names} lay in it")
        if slip is Slip.SHUTS_AT_ONCE and first:
            await self.shut(compartment)
            return
        if slip is Slip.PUTS_IN and first:
            self._scene.litter(compartment.id, thin=self._rng.random() < 0.3)
            self._scene.documents[self.document].cheated = True
        elif slip is not Slip.LEAVES_ITEM and item is not None:
            self._scene.put_in(compartment.id, item, thin=self._rng.random() < THIN)
            await self.react()
            if self._rng.random() < CHANGES_MIND:
                self._scene.take_home(compartment.id, item)
        if slip is not Slip.LEAVES_OPEN:
            await self.shut(compartment)

    async def _asked_at_the_shut_door(self, visit: Visit, compartment: Compartment) -> None:
        inside = bool(self._scene.own_in(self.document, compartment))
        if self._slip is Slip.SAYS_NOTHING:
            return
        if visit.raw["checklist"] and "missing" in visit.may and visit.part not in self._checked:
            await self._say_what_is_missing(visit)
        if inside or self._slip in {Slip.LEAVES_ITEM, Slip.PUTS_IN}:
            await self.say(visit, "all-in")
        elif "open_again" in visit.may and self._slip is Slip.SHUTS_AT_ONCE:
            with suppress(RefusedError):
                await self._scene.terminal.say(visit.id, "open-again")
        else:
            await self.say(visit, "nothing-in")

    async def _say_what_is_missing(self, visit: Visit) -> None:
        expected: list[str] = visit.raw["checklist"]
        missing = [code for code in expected if self._rng.random() < MISSES]
        said = self._scene.documents[self.document].missing
        self._checked.add(visit.part)
        said[visit.part] = None  # until the answer is there
        await self._scene.terminal.say(visit.id, "missing", {"missing": missing})
        said[visit.part] = tuple(missing)

    async def _take_the_paper(self, visit: Visit) -> None:
        """One for each door at which they were, the last one first."""
        papers = visit.raw["papers"]
        for _ in papers:
            paper = await self._scene.terminal.paper(visit.id)
            self._scene.papers(self.document, paper, self._where.get(paper["part"], visit.compartment))
            if len(papers) > 1:
                await self._scene.terminal.say(visit.id, "paper")
        await self.say(visit, "done")
