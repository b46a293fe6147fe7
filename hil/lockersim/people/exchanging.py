"""What somebody does who exchanges a document: takes the new one out, lays the old one in, says so; or not quite."""

import asyncio
from typing import Final

from lockersim.people.giving import GivingActs
from lockersim.people.manners import Manner
from lockersim.people.papers import Document
from lockersim.people.scene import Scene
from lockersim.site.terminal import Visit
from lockersim.world.compartment import Compartment

_TOUCHES_NOTHING: Final = frozenset({Manner.LEAVES_ITEM, Manner.CHANGES_MIND, Manner.WALKS_AWAY})
HANDS_S: Final = 1.5
"""Between one document and the other: hands are slower than two equal readings of a sensor."""
PUTS_IN_FIRST: Final = Manner.HELPS_ITSELF
"""Lays the old one beside the new one before taking that out: no sensor ever sees the compartment empty."""


class ExchangingActs(GivingActs):
    """Those of one person with the old document in their hands."""

    at_the_door = "exchange"
    at_the_end = "confirm_exchanged"

    def __init__(self, scene: Scene, document: Document, *, manner: Manner, thin: bool, reaction_s: float) -> None:
        super().__init__(scene, document, manner=manner, thin=thin, reaction_s=reaction_s)
        assert document.old is not None, "only an exchange has an old document"
        self._old: str = document.old

    def _has_left(self, visit: Visit) -> bool:
        return self._scene.wall.world.where(self._old) == visit.compartment

    async def _at_the_open_door(self, visit: Visit) -> None:
        compartment = self._scene.wall.world.compartments[visit.compartment]
        if self._manner is PUTS_IN_FIRST:
            self._leave_old(compartment)
            await asyncio.sleep(HANDS_S)
        if self._manner not in _TOUCHES_NOTHING and not self._too_early:
            self._take_new(compartment)
            await asyncio.sleep(HANDS_S)
            if self._manner is not Manner.KEEPS_ITEM:
                self._leave_old(compartment)
                await asyncio.sleep(HANDS_S)

    def _take_new(self, compartment: Compartment) -> None:
        if self._scene.wall.world.where(self._document.name) == compartment.id:
            self._scene.watcher.take(compartment.id, self._document.name, by=self.right)

    def _leave_old(self, compartment: Compartment) -> None:
        if self._scene.wall.world.where(self._old) is None:
            self._scene.wall.hands.put_in(compartment.id, self._old, thin=self._thin)

    async def _say_done(self, visit: Visit) -> None:
        await self._say_once(visit, "exchanged")
