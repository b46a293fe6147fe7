"""Staff who take out under a badge: they have a door opened, take what lies there, shut it, and say what they found.

In an emergency it is two of them, a supervisor first, and the door need not wait for them.
"""

import asyncio
from dataclasses import dataclass
from typing import Final, Literal

from lockersim.errors import SimError
from lockersim.people.acts import REACTION_S
from lockersim.people.manners import Ending, Manner
from lockersim.people.papers import Holder
from lockersim.people.scene import Scene
from lockersim.people.watcher import Right
from lockersim.site.terminal import RefusedError, UnreachableError, Visit
from lockersim.world.compartment import Compartment
from lockersim.world.model import Door

Report = Literal["found", "found_old", "found_new", "found_both", "nothing", "other"]
PASSES: Final = frozenset({"busy", "wait"})
VISIT_S: Final = 60.0
TRIES: Final = 6


@dataclass(frozen=True, slots=True)
class Emergency:
    """Why a door is opened that does not wait for staff, and who stands beside the first of the two."""

    reason: str
    second: Holder = Holder.FIRST


class Retriever:
    """One member of staff at one door, in an emergency with another. Whoever finds something else leaves it there."""

    def __init__(
        self,
        scene: Scene,
        authority: str,
        *,
        holder: Holder = Holder.FIRST,
        report: Report = "found",
        count: int | None = None,
        manner: Manner = Manner.NORMAL,
        reaction_s: float = REACTION_S,
        emergency: Emergency | None = None,
    ) -> None:
        self._scene, self._badge = scene, scene.papers.badge(authority, holder)
        self._report: str = report
        self._count, self._manner, self._reaction_s = count, manner, reaction_s
        self._emergency = emergency
        self._second = None if emergency is None else scene.papers.badge(authority, emergency.second)
        self._taken = 0
        self._said: set[str] = set()
        self._right: Right | None = None
        self._visit: Visit | None = None

    async def begin(self, compartment: str) -> Visit:
        """Show the badge and choose a door. Raises ``RefusedError`` and ``UnreachableError``."""
        self._right = self._scene.watcher.retrieval(compartment)
        try:
            self._visit = await self._patiently(compartment)
        except RefusedError:
            self._scene.watcher.end(self._right)
            raise
        return self._visit

    async def _patiently(self, compartment: str) -> Visit:
        for _ in range(TRIES):
            try:
                return await self._show_badges(compartment)
            except RefusedError as refusal:
                if refusal.code not in PASSES:
                    raise
                await asyncio.sleep(max(refusal.retry_after_ms / 1000, REACTION_S))
        return await self._show_badges(compartment)

    async def _show_badges(self, compartment: str) -> Visit:
        terminal, emergency = self._scene.terminal, self._emergency
        if emergency is None or self._second is None:
            return await terminal.retrieve(compartment, self._badge)
        try:
            return await terminal.emergency(compartment, self._badge, emergency.reason)
        except RefusedError as refusal:
            if refusal.code != "second_badge_needed":
                raise
        return await terminal.emergency(compartment, self._second, emergency.reason)

    async def finish(self) -> Ending:
        """Do what the terminal says until the visit is over; raises ``SimError`` where it does not end."""
        try:
            async with asyncio.timeout(VISIT_S):
                while (ending := await self._step()) is None:  # noqa: ASYNC110 - another process
                    await asyncio.sleep(self._reaction_s)
        except TimeoutError:
            raise SimError(f"the retrieval did not end in {VISIT_S:.0f} s") from None
        except UnreachableError:
            ending = Ending("gone")
        if self._right is not None and ending.word != "left":
            self._scene.watcher.end(self._right)
        return ending

    async def _step(self) -> Ending | None:
        assert self._visit is not None, "begun before"
        visit = self._visit = await self._scene.terminal.visit(self._visit.id)
        if visit.over:
            return Ending("reported", self._report) if visit.trouble is None else Ending("trouble", visit.trouble)
        compartment = self._scene.wall.world.compartments[visit.compartment]
        opened = compartment.door is Door.OPEN
        match visit.next_step:
            case "pull_door" if not opened and self._manner is not Manner.WATCHES:
                self._scene.wall.hands.pull(compartment.id)
            case "take_out" if opened:
                return await self._take_out(compartment)
            case "close_door" if opened:
                await self._push_shut(compartment)
            case "report" if self._manner is Manner.SAYS_NOTHING:
                return Ending("left", visit.next_step)
            case "report":
                await self._say(visit)
        return None

    async def _take_out(self, compartment: Compartment) -> Ending | None:
        if self._report.startswith("found"):
            for item in tuple(compartment.items):
                self._scene.watcher.take(compartment.id, item.name, by=None)
                self._taken += 1
                await asyncio.sleep(self._reaction_s)
        if self._manner is Manner.LEAVES_OPEN:
            return Ending("left", "take_out")
        await self._push_shut(compartment)
        return None

    async def _push_shut(self, compartment: Compartment) -> None:
        while compartment.pulling:  # noqa: ASYNC110 - the world tells nobody
            await asyncio.sleep(REACTION_S)
        self._scene.wall.hands.push_shut(compartment.id)

    async def _say(self, visit: Visit) -> None:
        """Once for each trouble that is shown: whoever has looked says so once more."""
        if (key := visit.trouble or "") in self._said:
            return
        counted = self._report in {"found", "as_expected"}
        body = {"item_count": self._count or max(self._taken, 1)} if counted else None
        try:
            await self._scene.terminal.say(visit.id, self._report.replace("_", "-"), body)
        except RefusedError as refusal:
            if refusal.code not in PASSES | {"door_not_shut", "not_looked_inside", "visit_over"}:
                raise
            return
        self._said.add(key)
