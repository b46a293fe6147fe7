"""Staff who go round: door after door is opened for them, they look, leave it or take it out, and say what they saw."""

import asyncio
from collections.abc import Mapping
from typing import Any

from lockersim.people.acts import REACTION_S
from lockersim.people.manners import Ending, Manner
from lockersim.people.papers import Holder
from lockersim.people.retrieving import PASSES, TRIES, Retriever
from lockersim.people.scene import Scene
from lockersim.site.terminal import RefusedError, Visit
from lockersim.world.compartment import Compartment


class Walker(Retriever):
    """One of them at the next door of a round, with somebody beside who shows the second badge where it takes two."""

    def __init__(
        self,
        scene: Scene,
        authority: str,
        *,
        kind: str,
        scope: str | None = None,
        holder: Holder = Holder.SUPERVISOR,
        says: Mapping[str, str] | None = None,
        manner: Manner = Manner.NORMAL,
    ) -> None:
        """``says``: by door, what they say there whatever they see."""
        super().__init__(scene, authority, holder=holder, report="nothing", manner=manner)
        self._other = scene.papers.badge(authority, Holder.FIRST)
        self._kind, self._scope, self._says = kind, scope, says or {}
        self._counted = 0
        self.summary: dict[str, Any] = {}

    async def begin_next(self) -> Visit:
        """Show the badge, and the other one where it is asked for. Raises ``RefusedError``."""
        rights = {door: self._scene.watcher.retrieval(door) for door in self._scene.wall.world.compartments}
        try:
            visit = await self._ask()
        except RefusedError:
            for right in rights.values():
                self._scene.watcher.end(right)
            raise
        self._right = rights.pop(visit.compartment)
        for right in rights.values():
            self._scene.watcher.end(right)
        self._visit = visit
        return visit

    async def _ask(self) -> Visit:
        badge = self._badge
        for _ in range(TRIES):
            scope = {} if self._scope is None else {"scope": self._scope}
            try:
                return await self._scene.terminal.begin({"badge": badge, "want": self._kind, **scope})
            except RefusedError as refusal:
                if refusal.code == "second_badge_needed" and badge != self._other:
                    badge = self._other
                elif refusal.code in PASSES:
                    await asyncio.sleep(max(refusal.retry_after_ms / 1000, REACTION_S))
                else:
                    raise
        return await self._scene.terminal.begin({"badge": badge, "want": self._kind})

    async def _step(self) -> Ending | None:
        ending = await super()._step()
        visit = self._visit
        if visit is not None and visit.next_step == "look" and not visit.over:
            row = self._scene.wall.world.compartments[visit.compartment]
            self._counted = len(row.items)
            if row.door.value == "open":
                await self._push_shut(row)
        if visit is not None and visit.over:
            self.summary = visit.raw.get("round") or {}
        return ending

    async def _take_out(self, compartment: Compartment) -> Ending | None:
        self._counted, self._report = len(compartment.items), "found" if compartment.items else "nothing"
        return await super()._take_out(compartment)

    async def _say(self, visit: Visit) -> None:
        if self._kind == "stocktake":
            there = "as_expected" if "as_expected" in visit.may else "found"
            self._report = self._says.get(visit.compartment) or (there if self._counted else "nothing")
            self._count = max(self._counted, 1)
        await super()._say(visit)
