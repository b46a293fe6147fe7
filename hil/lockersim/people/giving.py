"""What somebody does who brings something: puts it in, shuts the door, says so, takes the paper; or not quite."""

import asyncio
from typing import Any

from lockersim import qr
from lockersim.errors import SimError
from lockersim.people.acts import Acts
from lockersim.people.manners import Manner
from lockersim.people.papers import Document
from lockersim.people.scene import Scene
from lockersim.site.terminal import RefusedError, Visit
from lockersim.world.model import Door

_KEEPS = frozenset({Manner.KEEPS_ITEM, Manner.CHANGES_MIND, Manner.WALKS_AWAY})
_SILENT = frozenset({Manner.SAYS_NOTHING, Manner.WALKS_AWAY})


class GivingActs(Acts):
    """Those of one person who hands one thing in."""

    at_the_door: str = "put_in"
    """What they are asked for at the open door."""
    at_the_end: str = "confirm_in"
    """And for behind the shut one."""

    def __init__(self, scene: Scene, document: Document, *, manner: Manner, thin: bool, reaction_s: float) -> None:
        super().__init__(scene, document, staff=False, manner=manner, thin=thin, leaves_at=None, reaction_s=reaction_s)
        self.paper: dict[str, Any] | None = None
        """What they took along."""
        self._too_early = manner is Manner.OPENS_AGAIN

    def leaves(self, visit: Visit) -> bool:
        """Whether this person goes away without a word."""
        opened = self._scene.wall.world.compartments[visit.compartment].door is Door.OPEN
        silent = self._manner in _SILENT and visit.next_step == self.at_the_end
        return silent or (self._manner is Manner.LEAVES_OPEN and opened and self._has_left(visit))

    async def act(self, visit: Visit) -> None:
        """Do what the terminal asks for now, or what this person does instead; raises ``RefusedError``."""
        compartment = self._scene.wall.world.compartments[visit.compartment]
        opened = compartment.door is Door.OPEN
        match visit.next_step:
            case "print_paper":
                await self._take_paper(visit)
            case _ if self._manner is Manner.WATCHES:
                return
            case "pull_door" | self.at_the_door if not opened:
                await self._pull(visit, compartment)
            case self.at_the_door:
                await self._at_the_open_door(visit)
                if self._manner is not Manner.LEAVES_OPEN:
                    await self._push_shut(compartment)
            case "close_door" if self._manner is not Manner.LEAVES_OPEN:
                await self._push_shut(compartment)
            case self.at_the_end:
                await self._say_how_it_is(visit)

    async def _at_the_open_door(self, visit: Visit) -> None:
        if self._manner not in _KEEPS and not self._too_early and not self._lies_in(visit, visit.compartment):
            self._scene.wall.hands.put_in(visit.compartment, self.thing(visit), thin=self._thin)
            await asyncio.sleep(self._reaction_s)

    async def _say_how_it_is(self, visit: Visit) -> None:
        if self._too_early:
            await self._have_it_opened_again(visit)
        elif self._manner is Manner.CHANGES_MIND:
            await self._say_once(visit, "nothing-in")
        else:
            await self._say_done(visit)

    async def _say_done(self, visit: Visit) -> None:
        if checklist := visit.raw["checklist"]:
            lacks = [code for code in checklist if code in self._document.lacks]
            await self._say_once(visit, "missing", {"missing": lacks})
        await self._say_once(visit, "all-in")

    async def _have_it_opened_again(self, visit: Visit) -> None:
        try:
            await self._scene.terminal.say(visit.id, "open-again")
        except RefusedError as refusal:
            if refusal.code != "wait":
                raise
            await asyncio.sleep(refusal.retry_after_ms / 1000)  # its lock rests; it is asked for once more
        else:
            self._too_early = False

    async def _take_paper(self, visit: Visit) -> None:
        if self.paper is None:
            paper = await self._scene.terminal.paper(visit.id)
            printed = await asyncio.to_thread(qr.scan_png, await self._scene.terminal.paper_png(visit.id))
            if printed != paper["code"]:
                raise SimError(f"{self._document.name}: the QR code of the paper is not the signed one")
            self.paper = paper
        await self._say_once(visit, "done")

    def _has_left(self, visit: Visit) -> bool:
        """Whether what they came to leave lies there."""
        return self._lies_in(visit, visit.compartment)

    def _lies_in(self, visit: Visit, compartment: str) -> bool:
        return self._scene.wall.world.where(self.thing(visit)) == compartment
