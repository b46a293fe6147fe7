"""What somebody does at each step that the terminal names, with their hands and by word."""

import asyncio
from typing import Any

from lockersim import qr
from lockersim.errors import SimError
from lockersim.people.manners import Manner
from lockersim.people.papers import Document
from lockersim.people.scene import Scene
from lockersim.people.watcher import Right
from lockersim.site.terminal import RefusedError, Visit
from lockersim.world.compartment import Compartment
from lockersim.world.model import Door

REACTION_S = 0.08


class Acts:
    """Those of one person with one document's business; ``staff`` put in, others take out.

    They go away when the turn of part ``leaves_at`` comes.
    """

    def __init__(
        self,
        scene: Scene,
        document: Document,
        *,
        staff: bool,
        manner: Manner,
        thin: bool,
        leaves_at: int | None,
        reaction_s: float,
    ) -> None:
        self._scene, self._document, self._staff = scene, document, staff
        self._manner, self._thin, self._leaves_at, self._reaction_s = manner, thin, leaves_at, reaction_s
        self._said: set[str] = set()
        self._turn = (0, "")
        self.right: Right | None = None
        """Under which they stand there."""
        self.fetches: Right | None = None
        """Of an exchange behind two doors, under which they stand at the second."""

    def leaves(self, visit: Visit) -> bool:
        """Whether this person goes away now, in the middle of a visit."""
        silent = self._manner is Manner.SAYS_NOTHING and visit.next_step == "confirm_taken"
        return silent or visit.part == self._leaves_at

    async def act(self, visit: Visit) -> None:
        """Do what the terminal asks for now, or what this person does instead; raises ``RefusedError``."""
        compartment = self._scene.wall.world.compartments[visit.compartment]
        opened = compartment.door is Door.OPEN
        if self._manner is Manner.WATCHES:
            return
        if (visit.part, visit.phase) != self._turn:
            self._turn = visit.part, visit.phase
            self._said.clear()  # a door that sprang open again asks again
        match visit.next_step:
            case "pull_door" if opened and self._manner is Manner.HELPS_ITSELF:
                await self._help_itself(visit, compartment)
            case "pull_door" | "take_out" | "put_in" | "check_empty" if not opened:
                await self._pull(visit, compartment)
            case "check_empty" if opened:
                await self._say_once(visit, "help" if compartment.items else "empty")
            case "put_in" if opened:
                await self._put_in(visit, compartment)
            case "take_out" if opened:
                await self._take_out(visit, compartment)
            case "close_door" if self._manner is not Manner.LEAVES_OPEN:
                await self._push_shut(compartment)
            case "confirm_loaded":
                insist = visit.trouble == "item_not_seen"
                await self._say_once(visit, "loaded", {"although_not_seen": insist})
            case "confirm_taken" if self._manner is not Manner.LEAVES_ITEM:
                await self._say_once(visit, "taken-out")
            case "confirm_taken":
                await self._say_once(visit, "done")
            case "print_code" | "code_sent":
                await (self._print(visit) if visit.next_step == "print_code" else self._say_once(visit, "done"))

    async def _pull(self, visit: Visit, compartment: Compartment) -> None:
        if self._manner is not Manner.GIVES_UP:
            self._scene.wall.hands.pull(compartment.id)
        elif "does_not_open" in visit.may:
            await self._say_once(visit, "does-not-open")

    def thing(self, visit: Visit) -> str:
        """The thing that belongs behind the door whose turn it is."""
        return self._document.things[visit.part - 1]

    async def _put_in(self, visit: Visit, compartment: Compartment) -> None:
        puts_in, thing = self._manner in {Manner.NORMAL, Manner.HELPS_ITSELF}, self.thing(visit)
        if puts_in and self._scene.wall.world.where(thing) is None:
            self._scene.wall.hands.put_in(compartment.id, thing, thin=self._thin)
            await asyncio.sleep(self._reaction_s)
        if self._manner is not Manner.LEAVES_OPEN:
            await self._push_shut(compartment)

    async def _take_out(self, visit: Visit, compartment: Compartment) -> None:
        if self._manner is Manner.REJECTS:
            await self._say_once(visit, "wrong-item" if compartment.items else "nothing-inside")
        elif self._manner is not Manner.LEAVES_ITEM and self._take_own(compartment):
            await asyncio.sleep(self._reaction_s)
        if self._manner is Manner.DENIES:
            await self._say_once(visit, "nothing-inside")
        if self._manner is not Manner.LEAVES_OPEN:
            await self._push_shut(compartment)

    def _take_own(self, compartment: Compartment) -> bool:
        """Take what is this person's; tell whether there was any."""
        own = [item.name for item in compartment.items if item.name in self._document.things]
        for thing in own:
            self._scene.watcher.take(compartment.id, thing, by=self.right)
        return bool(own)

    async def _push_shut(self, compartment: Compartment) -> None:
        """Shut the door; hands are slower than a coil, which would throw it open again."""
        while compartment.pulling:  # noqa: ASYNC110 - the world tells nobody
            await asyncio.sleep(REACTION_S)
        self._scene.wall.hands.push_shut(compartment.id)

    async def _help_itself(self, visit: Visit, compartment: Compartment) -> None:
        """The door is open and the terminal does not know it."""
        if self._staff:
            await self._put_in(visit, compartment)
        elif not self._take_own(compartment) and "taken_out" in visit.may:
            await self._say_once(visit, "taken-out")

    async def _print(self, visit: Visit) -> None:
        picture = await self._scene.terminal.code_png(visit.id)
        printed = await asyncio.to_thread(qr.scan_png, picture)
        letter = self._scene.papers.letter(self._document.name)
        if letter is not None and letter.token != printed:
            raise SimError(f"{self._document.name}: the printed code is not the one central opened")
        await self._say_once(visit, "done")

    async def _say_once(self, visit: Visit, word: str, body: dict[str, Any] | None = None) -> None:
        key = f"{visit.part}/{word}/{visit.trouble}"
        if key not in self._said:
            self._said.add(key)
            try:
                await self._scene.terminal.say(visit.id, word, body)
            except RefusedError as refusal:
                if refusal.code == "wait":
                    self._said.discard(key)  # it does not count yet, and is asked for once more
                raise
