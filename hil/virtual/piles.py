"""Staff with a pile of envelopes: door after door under one badge, with hands that always take the same time."""

import asyncio
import random
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lockercentral.orders import Wish
from lockercentral.uuid7 import uuid7
from lockersim.site.terminal import RefusedError, Visit
from lockersim.wall.demo import demo_wall
from lockersim.world.model import Door, ItemSensor, Latch
from virtual.badges import CLERK, Badges
from virtual.loop import SeededLoop
from virtual.station import Station

READS_S: Final = 1.5
"""To take the next envelope and hold it to the reader."""
WALKS_S: Final = 1.0
"""From the terminal to the door that gave way."""
PUTS_IN_S: Final = 2.0
"""To lay it in and push the door shut."""
LOOK_S: Final = 0.02
PATIENCE_S: Final = 20.0
SCAN_MS: Final = 100
"""As often as a site reads its doors where nothing else is said."""


@dataclass(slots=True)
class Pace:
    """What one pile came to; each list has a figure for each document, in milliseconds."""

    opens_ms: list[float] = field(default_factory=list)
    """From the envelope at the reader until the door springs."""
    knows_ms: list[float] = field(default_factory=list)
    """From the door pushed shut until the terminal takes the next envelope."""
    confirmed_ms: float = 0.0
    """From the confirmation until all codes are there."""
    total_s: float = 0.0
    """From the first envelope to the codes."""
    codes: int = 0
    breaches: tuple[str, ...] = ()

    @property
    def added_ms(self) -> list[float]:
        """What the machine adds to what hands need, for each document."""
        return [opens + knows for opens, knows in zip(self.opens_ms, self.knows_ms, strict=True)]


class Pile:
    """One member of staff at one station, with so many envelopes; their names are what is read off them."""

    def __init__(self, station: Station, envelopes: int) -> None:
        self._station = station
        self._badges = Badges(station.keys, true_s=station.clocks.true_s)
        self.names = [f"AZ-{number:03}" for number in range(1, envelopes + 1)]
        self.pace = Pace()

    async def announce(self) -> None:
        """The office has announced all of it."""
        for name in self.names:
            order = uuid7(now_ms=int(self._station.clocks.true_s() * 1000), random=self._station.rng.getrandbits)
            await self._station.central.announce(Wish(order=order, case_reference=name))

    async def put_in(self) -> str:
        """All of it lies behind doors, the last one shut; nothing is confirmed. Gives the visit."""
        visit = ""
        began_s = self._station.now_s
        for name in self.names:
            await asyncio.sleep(READS_S)
            visit = await self._one(visit, name)
        self.pace.total_s = self._station.now_s - began_s
        return visit

    async def confirm(self, visit: str) -> None:
        """That was all."""
        began_s = self._station.now_s
        shown = await self._station.terminal.say(visit, "loaded")
        self.pace.codes = shown.raw["codes"]
        self.pace.confirmed_ms = 1000 * (self._station.now_s - began_s)
        self.pace.total_s += self._station.now_s - began_s

    async def _one(self, visit: str, name: str) -> str:
        terminal, hands = self._station.terminal, self._station.wall.hands
        read_s = self._station.now_s
        if visit:
            shown = await terminal.say(visit, "next", {"scan": name})
        else:
            badge = self._badges.of(CLERK)
            shown = await terminal.begin({"badge": badge, "want": "loading", "scan": name})
        door = self._station.wall.world.compartments[shown.compartment]
        while door.latch is Latch.LATCHED and door.door is Door.CLOSED:  # noqa: ASYNC110 - the world tells nobody
            await asyncio.sleep(LOOK_S)
        self.pace.opens_ms.append(1000 * (self._station.now_s - read_s))
        await asyncio.sleep(WALKS_S)
        if door.door is Door.CLOSED:
            hands.pull(door.id)
        await asyncio.sleep(PUTS_IN_S)
        if "empty" in (await self._look(shown)).may:  # a wall that nobody has looked into yet
            await terminal.say(shown.id, "empty")
        hands.put_in(door.id, name, thin=False)
        hands.push_shut(door.id)
        shut_s = self._station.now_s
        until_s = shut_s + PATIENCE_S
        while "next" not in (await self._look(shown)).may and self._station.now_s < until_s:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_S)
        self.pace.knows_ms.append(1000 * (self._station.now_s - shut_s))
        return shown.id

    async def _look(self, visit: Visit) -> Visit:
        with suppress(RefusedError):
            return await self._station.terminal.visit(visit.id)
        return visit


def play(envelopes: int, *, seed: int = 1) -> Pace:
    """One pile at the demo's wall, with item sensors behind all doors, in virtual time."""
    rng = random.Random(seed)
    with (
        tempfile.TemporaryDirectory(prefix="lockerd-pile-") as folder,
        asyncio.Runner(loop_factory=lambda: SeededLoop(random.Random(rng.randrange(2**64)))) as runner,
    ):
        return runner.run(_play(envelopes, Path(folder), rng))


async def _play(envelopes: int, folder: Path, rng: random.Random) -> Pace:
    spec = demo_wall(item_sensor=ItemSensor.FITTED)
    async with Station(folder, spec, rng, scan_ms=SCAN_MS) as station:
        await asyncio.sleep(30.0)
        pile = Pile(station, envelopes)
        await pile.announce()
        await pile.confirm(await pile.put_in())
        pile.pace.breaches = tuple(station.breaches)
        return pile.pace
