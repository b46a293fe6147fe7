"""How each step is done. One function a verb; what it returns is said in the report."""

import asyncio
from itertools import cycle
from typing import Any

from lockercentral.office import Reply
from lockersim.bench import Bench
from lockersim.people.manners import By, Ending
from lockersim.people.person import Person
from lockersim.people.pile import PilePerson
from lockersim.scenario import family, verbs
from lockersim.scenario.conditions import Marked, unmet
from lockersim.scenario.expect import Expect
from lockersim.scenario.looking import GoRound, Retrieve
from lockersim.scenario.staff import by_staff
from lockersim.scenario.step import FailedError, Step
from lockersim.scenario.things import happen
from lockersim.site.terminal import RefusedError, UnreachableError

LETTER_S = 10.0
LOOK_S = 0.05


class Stage:
    """A bench with the people on it."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.mark = Marked(bench)
        self.people: dict[str, Person] = {}
        self.collections = 0

    async def do(self, step: Step) -> str:
        """Do one step; raises ``FailedError`` when it does not go as it must."""
        match step:
            case verbs.Announce():
                return await self._announce(step)
            case verbs.Load() | verbs.LoadPile():
                return await (self._load(step) if isinstance(step, verbs.Load) else self._load_pile(step))
            case verbs.Collect() | family.Family():
                return await (family.come(step, self.bench) if isinstance(step, family.Family) else self._collect(step))
            case verbs.HandIn() | verbs.Exchange() | verbs.WalkIn():
                return await (self._walk_in(step) if isinstance(step, verbs.WalkIn) else self._hand_in(step))
            case verbs.Begin():
                return await self._begin(step)
            case verbs.Finish():
                return await self._finish(step)
            case verbs.Technician() | verbs.Inspect() | Retrieve() | GoRound() | verbs.KeepBack() | verbs.Ask():
                return await by_staff(step, self.bench)
            case Expect():
                await self._expect(step)
            case verbs.Pause():
                await asyncio.sleep(step.s)
            case verbs.Mark():
                self.mark = Marked(self.bench)
            case verbs.Power():
                await self._power(step)
            case _:
                return await happen(step, self.bench)
        return ""

    async def _power(self, step: verbs.Power) -> None:
        if step.state == "on":
            await self.bench.power_on()
            return
        await self.bench.daemon.kill()
        for person in self.people.values():
            person.cut_off()
        self.people.clear()

    async def _announce(self, step: verbs.Announce) -> str:
        asked = set(verbs.Needs.model_fields)
        two = step.kind == "swap" and step.form == "old_first"
        parts = step.parts or ((step, step) if two else (step,))
        needs = tuple(part.model_dump(include=asked, exclude_none=True) for part in parts)
        for name in step.documents:
            reply: Reply = await self.bench.papers.announce(
                name,
                authority=step.authority,
                document_class=step.document_class,
                needs=needs,
                kind=step.kind,
                checklist=step.checklist,
                lacks=step.lacks,
                form=step.form,
                no_delegate=step.no_delegate,
                on_demand=step.on_demand,
            )
            if reply.reason != step.refused:
                raise FailedError(f"{name}: {reply.status} {reply.reason or ''}")
            if (step.kind == "hand_in" or step.on_demand) and reply.reason is None:
                await self._letter(name)
        return f"{len(step.documents)} announced"

    async def _load(self, step: verbs.Load) -> str:
        places = []
        for name in step.documents:
            person = Person(
                self.bench.scene, name, staff=True, manner=step.manner, thin=step.thin, leaves_at=step.leaves_at
            )
            ending = await self._visit(person, person.begin_loading())
            self._ended(name, ending, step.ends)
            if ending.word == "loaded":
                things = self.bench.papers.document(name).put_in
                places += [f"{thing} in {self.bench.wall.world.where(thing)}" for thing in things]
                await self._letter(name)
        return ", ".join(places)

    async def _load_pile(self, step: verbs.LoadPile) -> str:
        person = PilePerson(self.bench.scene, step.documents, leaves_at=step.leaves_at)
        ending = await self._visit(person, person.begin_loading())
        self._ended(step.documents[0], ending, step.ends)
        if ending.word == "loaded":
            for name in step.documents:
                await self._letter(name)
        return f"{len(step.documents)} {ending}"

    async def _collect(self, step: verbs.Collect) -> str:
        for name, by in zip(step.documents, cycle(step.by), strict=False):
            person = Person(self.bench.scene, name, staff=False, manner=step.manner, leaves_at=step.leaves_at)
            ending = await self._visit(person, person.show_letter(by))
            self.collections += ending.word == "collected"
            self._ended(name, ending, step.ends)
        return f"{len(step.documents)} {step.ends}"

    async def _hand_in(self, step: verbs.HandIn | verbs.Exchange) -> str:
        endings = []
        for name, by in zip(step.documents, cycle(step.by), strict=False):
            leaves_at = step.leaves_at if isinstance(step, verbs.Exchange) else None
            person = Person(
                self.bench.scene, name, staff=False, manner=step.manner, thin=step.thin, leaves_at=leaves_at
            )
            ending = await self._visit(person, person.show_letter(by))
            endings.append(f"{name} {self._ended(name, ending, step.ends)}")
            if isinstance(step, verbs.HandIn) and step.told not in ending.text:
                raise FailedError(f"{name}: nobody was told {step.told!r}, but {ending.text!r}")
        return ", ".join(endings)

    async def _walk_in(self, step: verbs.WalkIn) -> str:
        endings = []
        count = {} if step.item_count is None else {"item_count": step.item_count}
        for name in step.documents:
            self.bench.papers.bring(name, step.document_class)
            person = Person(self.bench.scene, name, staff=False, manner=step.manner, thin=step.thin)
            ending = await self._visit(person, person.walk_in(needs={"within_reach": step.within_reach}, **count))
            endings.append(f"{name} {self._ended(name, ending, step.ends)}")
        return ", ".join(endings)

    async def _visit(self, person: Person, beginning: Any) -> Ending:
        try:
            await beginning
        except RefusedError as refusal:
            return Ending("refused", refusal.code, refusal.text)
        except UnreachableError:
            return Ending("gone")
        return await person.finish()

    async def _begin(self, step: verbs.Begin) -> str:
        if step.walk_in is not None:
            self.bench.papers.bring(step.document, step.walk_in)
        before = self.people.get(step.document) if step.again else None
        if step.again and before is None:
            raise FailedError(f"nobody has begun with {step.document}")
        person = before or Person(self.bench.scene, step.document, staff=False, manner=step.manner)
        stood_in = person.visit and person.visit.id
        self.people[step.document] = person
        try:
            visit = await (person.show_letter(By(step.by)) if step.walk_in is None else person.walk_in())
        except RefusedError as refusal:
            if refusal.code != step.refused:
                raise FailedError(f"{step.document}: {refusal}") from None
            return str(refusal)
        if step.refused is not None:
            raise FailedError(f"{step.document}: should have been refused with {step.refused}")
        if step.again and visit.id != stood_in:
            raise FailedError(f"{step.document}: another visit than before, at {visit.compartment}")
        return f"visit at {visit.compartment}, {visit.phase}"

    async def _finish(self, step: verbs.Finish) -> str:
        person = self.people.pop(step.document, None)
        if person is None:
            raise FailedError(f"nobody has begun with {step.document}")
        ending = await person.finish()
        self.collections += ending.word == "collected"
        return self._ended(step.document, ending, step.ends)

    def _ended(self, document: str, ending: Ending, wanted: str) -> str:
        if wanted not in {ending.word, ending.code}:
            raise FailedError(f"{document} ended {ending}, not {wanted}")
        return str(ending)

    async def _letter(self, name: str) -> None:
        """Wait for central's letter, unless the broker is away: then it comes later."""
        if self.bench.broker.running:
            await self.bench.wait(
                lambda: self.bench.papers.letter(name) is not None,
                within_s=LETTER_S,
                what=f"central opens the code for {name}",
            )

    async def _unmet(self, step: Expect) -> list[str]:
        return await unmet(step, self.bench, mark=self.mark, people=self.people)

    async def _expect(self, step: Expect) -> None:
        missing: list[str] = ["nothing was looked at"]
        try:
            async with asyncio.timeout(step.within_s + LOOK_S):
                while missing := await self._unmet(step):  # noqa: ASYNC110 - other processes
                    await asyncio.sleep(LOOK_S)
        except TimeoutError:
            raise FailedError("; ".join(missing)) from None
        if step.for_s:
            await asyncio.sleep(step.for_s)
            if missing := await self._unmet(step):
                raise FailedError(f"did not last: {'; '.join(missing)}")
