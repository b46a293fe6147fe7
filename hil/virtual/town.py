"""The town's business with the station: the office announces, staff load in the morning, people come when they like."""

import asyncio
import random
from contextlib import suppress
from typing import Final, assert_never

from virtual.afterwards import Afterwards
from virtual.citizens import Citizen
from virtual.documents import Document, Errand, Holder
from virtual.exchangers import Exchanger, Swapper
from virtual.givers import Giver
from virtual.loaders import Loader
from virtual.office import Office
from virtual.people import Person, Slip
from virtual.retrievers import Bench
from virtual.scene import LOADABLE, Scene
from virtual.staff import Rounds
from virtual.strangers import Stranger
from virtual.terms import FOUND_THINGS, NEEDS, Terms

SLIPS: Final = tuple(slip for slip in Slip if slip is not Slip.NONE)
BRINGABLE: Final = LOADABLE | {"awaited", "handing_in"}
LOST: Final = 0.05
STRANGERS: Final = 0.15
"""How often somebody comes who has no code."""
PILE: Final = (1, 1, 2, 4, 7)
"""So many envelopes are put in under one badge."""
BY_A_TECHNICIAN: Final = 0.2
"""How often a technician looks behind the doors that wait for the office's people."""
PACES: Final = (1.0, 1.0, 3.0)
"""How much quicker than usual one comes after the other."""
OFFICE_H: Final = (8, 16)
"""When the office works."""
DAY_H: Final = (6, 23)
"""When people come; now and then somebody comes at night."""
AT_NIGHT: Final = 0.1


class Town:
    """``slips``: how many of a hundred do something wrong; ``pace``: how much quicker than usual it goes."""

    def __init__(self, scene: Scene, rng: random.Random, *, slips: int, doors: int, pace: float | None = None) -> None:
        drawn = rng.choice(PACES)
        self._pace = drawn if pace is None else pace
        self._scene, self._rng, self._slips, self._doors = scene, rng, slips, doors
        self.rounds = Rounds(scene, self._own())
        self.bench = Bench(scene, self._own(), slips=slips)
        self.office = Office(scene, self._own(), doors=doors)
        self.afterwards = Afterwards(scene, self._own())
        self._at_the_wall = asyncio.Lock()
        """One terminal: people queue, though whoever walked away has left a visit behind."""

    def slip(self) -> Slip:
        """What the next person does wrong."""
        return self._rng.choice(SLIPS) if self._rng.randrange(100) < self._slips else Slip.NONE

    async def load(self, *, slips: bool = True) -> int:
        """Staff load what is in the office, one after the other; returns how many were tried."""
        for document in self._scene.documents.values():
            if self._waits_again(document):
                document.brought_back()
        pile = [each.name for each in self._scene.documents.values() if self._is_loadable(each)]
        tried = len(pile)
        while pile:
            count = self._rng.choice(PILE)
            taken, pile = pile[:count], pile[count:]
            async with self._at_the_wall:
                slip = self.slip() if slips else Slip.NONE
                await Loader(self._scene, taken, self._own(), slip=slip).come()
        return tried

    def _is_loadable(self, document: Document) -> bool:
        return self._waits_again(document) and document.some(Holder.OFFICE)

    def _waits_again(self, document: Document) -> bool:
        view = self._scene.view(document)
        return view is not None and view.state in LOADABLE and not view.closed and not document.refused

    async def visit(self, document: Document, *, slip: Slip) -> None:
        """Its person comes, with a letter."""
        match document.errand:
            case Errand.COLLECTION:
                who: type[Person] = Citizen
            case Errand.HAND_IN:
                who = Giver
            case Errand.OLD_FIRST:
                who = Swapper
            case Errand.SAME_COMPARTMENT:
                who = Exchanger
            case Errand.WALK_IN:
                who = Stranger
            case never:
                assert_never(never)
        async with self._at_the_wall:
            document.word = await who(self._scene, document.name, self._own(), slip=slip).come()

    async def stranger(self, *, slip: Slip) -> None:
        """Somebody comes who has no code."""
        terms = Terms([NEEDS[0]], FOUND_THINGS, 240)
        await self.visit(self._scene.new_document(terms, Errand.WALK_IN), slip=slip)

    async def live(self, until_s: float) -> None:
        """Days of business."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._office(until_s))
            tasks.create_task(self._mornings(until_s))
            tasks.create_task(self._people(until_s))

    async def _office(self, until_s: float) -> None:
        while self._scene.now_s < until_s:
            known = [each for each in self._scene.documents.values() if not each.refused]
            waiting = [each for each in known if each.some(Holder.OFFICE) or self._due(each)]
            if len(waiting) < self._doors:
                await self.office.announce()
            for document in waiting:
                view = self._scene.view(document)
                if view is None or view.state == "sent":
                    await self.office.ask_again(document)
            await self.office.change_its_mind()
            await self.office.badges()
            await self.afterwards.wish()
            await self._pause(600, 3 * 3600, until_s)
            await self._sleep(OFFICE_H, until_s)

    async def _mornings(self, until_s: float) -> None:
        while self._scene.now_s < until_s:
            await self._sleep(OFFICE_H, until_s)
            await self.load()
            await self._pause(1800, 5 * 3600, until_s)
            async with self._at_the_wall:
                await self.rounds.go(opens=self._rng.random() < BY_A_TECHNICIAN)
                await self.bench.go()

    async def _people(self, until_s: float) -> None:
        while self._scene.now_s < until_s:
            await self._pause(300, 2 * 3600, until_s)
            if self._rng.random() > AT_NIGHT:
                await self._sleep(DAY_H, until_s)
            inside = [each for each in self._scene.documents.values() if each.some(Holder.WALL) and not each.brought]
            due = [each for each in self._scene.documents.values() if self._due(each)]
            if self._rng.random() < 0.1:
                self._pull_somewhere()
            if (inside or due) and self._rng.random() < LOST:
                await self.office.renew(self._rng.choice(inside + due))
            if self._rng.random() < STRANGERS:
                await self.stranger(slip=self.slip())
            elif inside and self._rng.random() < 0.7:
                await self.visit(self._rng.choice(inside), slip=self.slip())
            elif due:
                await self.visit(self._rng.choice(due), slip=self.slip())

    def _due(self, document: Document) -> bool:
        """Whether its person is to bring it, and gets nothing for it."""
        if document.errand is not Errand.HAND_IN:
            return False
        view = self._scene.view(document)
        ended = document.refused or (view is not None and (view.closed or view.state not in BRINGABLE))
        return document.some(Holder.BRINGER) and not ended

    async def _pause(self, low_s: float, high_s: float, until_s: float) -> None:
        await asyncio.sleep(min(self._rng.uniform(low_s, high_s) / self._pace, max(0.0, until_s - self._scene.now_s)))

    async def _sleep(self, hours: tuple[int, int], until_s: float) -> None:
        """Wait for the next morning where these hours are over."""
        begin_h, end_h = hours
        now_h = self._scene.station.clocks.hour()
        if not begin_h <= now_h < end_h:
            morning_s = (begin_h - now_h) % 24 * 3600 + self._rng.uniform(0, 3600)
            await asyncio.sleep(min(morning_s, max(0.0, until_s - self._scene.now_s)))

    def _pull_somewhere(self) -> None:
        name = self._rng.choice(sorted(self._scene.station.wall.world.compartments))
        with suppress(Exception):
            self._scene.hands.pull(name)

    def _own(self) -> random.Random:
        return random.Random(self._rng.randrange(2**64))
