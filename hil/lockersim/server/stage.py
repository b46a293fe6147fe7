"""What every show uses: the bench, the pace of its people, and the sentence under which it plays."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass

from lockersim.bench import Bench
from lockersim.people.manners import Ending
from lockersim.people.person import Person
from lockersim.people.retrieving import Retriever
from lockersim.server.desk import Desk
from lockersim.site.terminal import Visit
from lockersim.world.model import Happening

PULSE_MS = 6_000.0
"""So long after a pulse a door that moves is taken for what that pulse did (F26), and locks and boards rest."""
CAUGHT_MS = 11_000.0
"""So long after somebody has shut a door it is taken for one whose latch has not caught (F25)."""


@dataclass(slots=True)
class Stage:
    """``what`` is the show that plays here; ``pace_s`` passes between two things that a person does."""

    desk: Desk
    what: str
    pace_s: float

    @property
    def bench(self) -> Bench:
        """Where it plays."""
        return self.desk.bench

    def say(self, step: str, **names: str) -> None:
        """Tell the pages which sentence holds from now on; ``names`` are its blanks."""
        self.desk.show = {"what": self.what, "step": step, "names": names, "over": False, "good": True}
        self.desk.refresh()

    async def visit(self, person: Person | Retriever, begins: Awaitable[Visit]) -> Ending:
        """Play somebody's whole visit, with the terminal's screen following. Raises ``RefusedError`` at its start."""
        visit = await begins
        self.desk.hub.tell("visit", {"id": visit.id})
        return await person.finish()

    async def breathe(self) -> None:
        """Let whoever looks on see what has just happened."""
        await asyncio.sleep(self.pace_s)

    async def alone(self, compartment: str) -> None:
        """Wait until what a door does next can only be taken for what it is."""
        world, now_ms = self.bench.wall.world, self.bench.wall.clock.now_ms()
        shut = (e.at_ms for e in world.events if (e.kind, e.compartment) == (Happening.DOOR_CLOSED, compartment))
        pulses = (pulse.start_ms for pulse in world.pulses)
        until_ms = max(max(pulses, default=-PULSE_MS) + PULSE_MS, max(shut, default=-CAUGHT_MS) + CAUGHT_MS)
        await asyncio.sleep(max(0.0, until_ms - now_ms) / 1000)
