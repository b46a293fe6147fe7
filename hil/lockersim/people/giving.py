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
from lockersim.world.compartment import Compartment
from lockersim.world.model import Door

_KEEPS = frozenset({Manner.KEEPS_ITEM, Manner.CHANGES_MIND, Manner.WALKS_AWAY})
_SILENT = frozenset({Manner.SAYS_NOTHING, Manner.WALKS_AWAY})


class GivingActs(Acts):
    """Those of one person who hands one thing in."""

    def __init__(self, scene: Scene, document: Document, *, manner: Manner, thin: bool, reaction_s: float) -> None:
        super().__init__(scene, document, staff=False, manner=manner, thin=thin, leaves_at=None, reaction_s=reaction_s)
        self.paper: dict[str, Any] | None = None
        """What they took along."""
        self._too_early = manner is Manner.OPENS_AGAIN

    def leaves(self, visit: Visit) -> bool:
        """Whether this person goes away without a word."""
        opened = self._scene.wall.world.compartments[visit.compartment].door is Door.OPEN
        silent = self._manner in _SILENT and visit.next_step == "confirm_in"
        return silent or (self._manner is Manner.LEAVES_OPEN and opened and self._lies_in(visit, visit.compartment))

    async def act(self, visit: Visit) -> None:
        """Do what the terminal asks for now, or what this person does instead; raises ``RefusedError``."""
        compartment = self._scene.wall.world.compartments[visit.compartment]
        opened = compartment.door is Door.OPEN
        match visit.next_step:
            case "print_paper":
                await self._take_paper(visit)
            case _ if self._manner is Manner.WATCHES:
                return
            case "pull_door" | "put_in" if not opened:
                await self._pull(visit, compartment)
            case "put_in":
                await self._hand_in(visit, compartment)
            case "close_door" if self._manner is not Manner.LEAVES_OPEN:
                await self._push_shut(compartment)
            case "confirm_in":
                await self._say_how_it_is(visit)

    async def _hand_in(self, visit: Visit, compartment: Compartment) -> None:
        if self._manner not in _KEEPS and not self._too_early and not self._lies_in(visit, compartment.id):
            self._scene.wall.hands.put_in(compartment.id, self.thing(visit), thin=self._thin)
            await asyncio.sleep(self._reaction_s)
        if self._manner is not Manner.LEAVES_OPEN:
            await self._push_shut(compartment)

    async def _say_how_it_is(self, visit: Visit) -> None:
        if self._too_early:
            await self._have_it_opened_again(visit)
        elif self._manner is Manner.CHANGES_MIND:
            await self._say_once(visit, "nothing-in")
        else:
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

    def _lies_in(self, visit: Visit, compartment: str) -> bool:
        return self._scene.wall.world.where(self.thing(visit)) == compartment
