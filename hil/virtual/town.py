"""The town's business with the station: the office announces, staff load in the morning, people come when they like."""

import asyncio
import random
from contextlib import suppress
from typing import Final

from virtual.afterwards import Afterwards
from virtual.citizens import Citizen
from virtual.documents import Document, Holder
from virtual.givers import Giver
from virtual.loaders import Loader
from virtual.office import Office
from virtual.people import Slip
from virtual.retrievers import Bench
from virtual.scene import LOADABLE, Scene
from virtual.staff import Rounds

SLIPS: Final = tuple(slip for slip in Slip if slip is not Slip.NONE)
BRINGABLE: Final = LOADABLE | {"awaited", "handing_in"}
LOST: Final = 0.05
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
    """``slips``: how many of a hundred do something wrong."""

    def __init__(self, scene: Scene, rng: random.Random, *, slips: int, doors: int) -> None:
        self._pace = rng.choice(PACES)
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
        tried = 0
        for document in tuple(self._scene.documents.values()):
            view = self._scene.view(document)
            if not document.some(Holder.OFFICE) or view is None or view.state not in LOADABLE or view.closed:
                continue
            async with self._at_the_wall:
                slip = self.slip() if slips else Slip.NONE
                tried += 1
                await Loader(self._scene, document.name, self._own(), slip=slip).come()
        return tried

    async def collect(self, document: Document, *, slip: Slip) -> None:
        """Its person comes."""
        async with self._at_the_wall:
            document.word = await Citizen(self._scene, document.name, self._own(), slip=slip).come()

    async def bring(self, document: Document, *, slip: Slip) -> None:
        """Somebody comes who is to hand something in."""
        async with self._at_the_wall:
            document.word = await Giver(self._scene, document.name, self._own(), slip=slip).come()

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
            if inside and self._rng.random() < 0.7:
                await self.collect(self._rng.choice(inside), slip=self.slip())
            elif due:
                await self.bring(self._rng.choice(due), slip=self.slip())

    def _due(self, document: Document) -> bool:
        """Whether its person is to bring it."""
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
