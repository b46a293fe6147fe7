"""What somebody does who exchanges a document: takes the new one out, lays the old one in, says so; or not quite."""

import asyncio
from typing import Final

from lockersim.people.giving import GivingActs
from lockersim.people.manners import Manner
from lockersim.people.papers import Document
from lockersim.people.scene import Scene
from lockersim.site.terminal import Visit
from lockersim.world.compartment import Compartment
from lockersim.world.model import Door

_TOUCHES_NOTHING: Final = frozenset({Manner.LEAVES_ITEM, Manner.CHANGES_MIND, Manner.WALKS_AWAY})
_SILENT: Final = frozenset({Manner.SAYS_NOTHING, Manner.WALKS_AWAY})
HANDS_S: Final = 1.5
"""Between one document and the other: hands are slower than two equal readings of a sensor."""
PUTS_IN_FIRST: Final = Manner.HELPS_ITSELF
"""Lays the old one beside the new one before taking that out: no sensor ever sees the compartment empty."""


class ExchangingActs(GivingActs):
    """Those of one person with the old document in their hands."""

    def __init__(self, scene: Scene, document: Document, *, manner: Manner, thin: bool, reaction_s: float) -> None:
        super().__init__(scene, document, manner=manner, thin=thin, reaction_s=reaction_s)
        assert document.old is not None, "only an exchange has an old document"
        self._old: str = document.old

    def leaves(self, visit: Visit) -> bool:
        """Whether this person goes away without a word."""
        opened = self._scene.wall.world.compartments[visit.compartment].door is Door.OPEN
        silent = self._manner in _SILENT and visit.next_step == "confirm_exchanged"
        left = self._manner is Manner.LEAVES_OPEN and opened and self._scene.wall.world.where(self._old) is not None
        return silent or left

    async def act(self, visit: Visit) -> None:
        """Do what the terminal asks for now, or what this person does instead; raises ``RefusedError``."""
        compartment = self._scene.wall.world.compartments[visit.compartment]
        opened = compartment.door is Door.OPEN
        match visit.next_step:
            case "print_paper":
                await self._take_paper(visit)
            case _ if self._manner is Manner.WATCHES:
                return
            case "pull_door" | "exchange" if not opened:
                await self._pull(visit, compartment)
            case "exchange":
                await self._exchange(compartment)
            case "close_door" if self._manner is not Manner.LEAVES_OPEN:
                await self._push_shut(compartment)
            case "confirm_exchanged":
                await self._say_how_it_is(visit)

    async def _exchange(self, compartment: Compartment) -> None:
        if self._manner is PUTS_IN_FIRST:
            self._leave_old(compartment)
            await asyncio.sleep(HANDS_S)
        if self._manner not in _TOUCHES_NOTHING and not self._too_early:
            self._take_new(compartment)
            await asyncio.sleep(HANDS_S)
            if self._manner is not Manner.KEEPS_ITEM:
                self._leave_old(compartment)
                await asyncio.sleep(HANDS_S)
        if self._manner is not Manner.LEAVES_OPEN:
            await self._push_shut(compartment)

    def _take_new(self, compartment: Compartment) -> None:
        if self._scene.wall.world.where(self._document.name) == compartment.id:
            self._scene.watcher.take(compartment.id, self._document.name, by=self.right)

    def _leave_old(self, compartment: Compartment) -> None:
        if self._scene.wall.world.where(self._old) is None:
            self._scene.wall.hands.put_in(compartment.id, self._old, thin=self._thin)

    async def _say_how_it_is(self, visit: Visit) -> None:
        if self._too_early:
            await self._have_it_opened_again(visit)
        elif self._manner is Manner.CHANGES_MIND:
            await self._say_once(visit, "nothing-in")
        else:
            await self._say_once(visit, "exchanged")
