"""One person with the letters of a whole family: all are shown in one visit, and the doors opened one by one."""

import asyncio
from collections.abc import Sequence

from lockersim import qr
from lockersim.errors import SimError
from lockersim.people.acts import REACTION_S
from lockersim.people.manners import PASSES, By, Ending, Manner
from lockersim.people.person import VISIT_S, Person
from lockersim.people.scene import Scene
from lockersim.site.terminal import RefusedError, Visit


class Family:
    """Whoever holds these letters; they go away between two codes when ``leaves_at`` of them have had their turn."""

    def __init__(
        self, scene: Scene, documents: Sequence[str], *, manner: Manner = Manner.NORMAL, leaves_at: int | None = None
    ) -> None:
        self._scene, self._leaves_at = scene, leaves_at
        self._members = [Person(scene, name, staff=False, manner=manner) for name in documents]
        self._joined: list[Person] = []
        """Whose letter was taken, in the order of their turns."""
        self.refused: list[str] = []
        """Of each letter that was not taken, why."""
        self.papers: list[tuple[int, int]] = []
        """Of which code each paper is that they took along, and its number."""

    async def come(self, by: Sequence[By]) -> Ending:
        """Show all letters, go to all doors, and take all papers along."""
        try:
            async with asyncio.timeout(VISIT_S * len(self._members)):
                return await self._visit(by)
        except TimeoutError:
            raise SimError("the visit of the family did not end") from None
        finally:
            for person in self._joined:
                person.goes()

    async def _visit(self, by: Sequence[By]) -> Ending:
        within: str | None = None
        for person, how in zip(self._members, by, strict=True):
            try:
                visit = await person.show_letter(how, within)
            except RefusedError as refusal:
                self.refused.append(refusal.code)
                continue
            within = visit.id
            self._joined.append(person)
        if within is None:
            return Ending("refused", self.refused[0])
        return await self._live(within)

    async def _live(self, name: str) -> Ending:
        terminal = self._scene.terminal
        while True:
            await asyncio.sleep(REACTION_S)
            visit = await terminal.visit(name)
            if visit.next_step == "print_paper":
                await self._take_papers(visit)
                return self._ending(visit)
            if visit.over:
                if "paper" not in visit.may:
                    return self._ending(visit)
                await terminal.say(name, "paper")
                continue
            had_theirs = visit.raw["codes_shown"] - visit.raw["codes_left"]
            if visit.next_step == "open_next":
                if had_theirs == self._leaves_at:
                    return Ending("left", visit.next_step)
                await self._members[0].patiently(lambda: terminal.say(name, "next-door"))
                continue
            try:
                await self._joined[had_theirs - 1].turn(visit)
            except RefusedError as refusal:
                if refusal.code not in PASSES:
                    return Ending("refused", refusal.code)

    async def _take_papers(self, visit: Visit) -> None:
        terminal = self._scene.terminal
        for _ in visit.raw["papers"]:
            paper = await terminal.paper(visit.id)
            printed = await asyncio.to_thread(qr.scan_png, await terminal.paper_png(visit.id))
            if printed != paper["code"]:
                raise SimError("the QR code of a paper is not the signed one")
            self.papers.append((paper["of_code"], paper["number"]))
            if len(self.papers) < len(visit.raw["papers"]):
                await terminal.say(visit.id, "paper")
        await terminal.say(visit.id, "done")

    def _ending(self, visit: Visit) -> Ending:
        if len(set(self.papers)) != len(self.papers):
            raise SimError("a paper was given twice, and another one not at all")
        return Ending("served", str(len(self.papers))) if visit.trouble is None else Ending("trouble", visit.trouble)
