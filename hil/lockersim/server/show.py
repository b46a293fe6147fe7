"""The show: a simulated person does a whole visit at a human pace, and the terminal's screen follows."""

import asyncio
import contextlib
from typing import Literal

from lockersim.errors import SimError
from lockersim.people.manners import By
from lockersim.people.person import Person
from lockersim.people.retrieving import Report, Retriever
from lockersim.server.desk import Desk
from lockersim.site.site import AUTHORITIES
from lockersim.site.terminal import RefusedError, UnreachableError

PACE_S = 1.6
What = Literal["load", "collect", "hand_in", "retrieve"]
_WAITING: dict[str, frozenset[str]] = {
    "load": frozenset({"announced", "reserved"}),
    "collect": frozenset({"ready"}),
    "hand_in": frozenset({"awaited"}),
}
"""States of orders with which it can begin."""


class Show:
    """At most one person at a time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._task: asyncio.Task[None] | None = None

    async def start(self, what: What) -> str:
        """Begin, and return whose document it is about; raises ``SimError`` or ``RefusedError``."""
        if self._task is not None and not self._task.done():
            raise SimError("somebody stands at the terminal already")
        if what == "retrieve":
            return await self._start_retrieval()
        name = self._choose(what)
        person = Person(self._desk.bench.scene, name, staff=what == "load", reaction_s=PACE_S)
        visit = await (person.begin_loading() if what == "load" else person.show_letter(By.QR))
        self._desk.hub.tell("visit", {"id": visit.id})
        self._task = asyncio.create_task(self._play(person, name))
        return name

    async def _start_retrieval(self) -> str:
        """Staff go to the first door of the list that holds something of their office."""
        bench = self._desk.bench
        for authority in AUTHORITIES:
            for row in await bench.terminal.waiting(bench.papers.badge(authority)):
                if row["item_count"] is not None and row["why"] != "other_found":
                    name = str(row["compartment"]["id"])
                    exchanged = (await bench.admin.compartments())[name]["direction"] == "both"
                    report: Report = "found_old" if exchanged else "found"
                    staff = Retriever(bench.scene, authority, report=report, reaction_s=PACE_S)
                    visit = await staff.begin(name)
                    self._desk.hub.tell("visit", {"id": visit.id})
                    self._task = asyncio.create_task(self._play(staff, name))
                    return name
        raise SimError("nothing is waiting for somebody to retrieve")

    async def stop(self) -> None:
        """Send the person away."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _play(self, person: Person | Retriever, name: str) -> None:
        try:
            ending = await person.finish()
            self._desk.feed.add_sim("show_over", name=name, ending=str(ending))
        except (SimError, RefusedError, UnreachableError) as error:
            self._desk.feed.add_sim("show_over", name=name, ending=str(error))

    def _choose(self, what: str) -> str:
        papers, world = self._desk.bench.papers, self._desk.bench.wall.world
        for name, document in papers.documents.items():
            view = papers.view(name)
            if view is None or view.state not in _WAITING[what]:
                continue
            if what == "load" and not document.brought and not any(map(world.where, document.things)):
                return name
            if what != "load" and view.code is not None:
                return name
        raise SimError(f"nothing is waiting for somebody to {what}")
