"""Everything of one site, running in one loop: wall, daemon, broker, central; and the record that is judged."""

import asyncio
import gc
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, Self
from uuid import UUID

from lockercentral.events import Event
from lockercentral.keys import CentralKeys
from lockercentral.office import Central
from lockersim.faults.desk import FaultDesk
from lockersim.site.site import SITE_ID, SiteFolder
from lockersim.site.walk_ins import WalkInClass
from lockersim.wall.spec import WallSpec
from lockersim.wall.wall import Wall
from lockersim.world.clock import LoopClock
from virtual.asgi import Doorstep
from virtual.broker import VirtualBroker
from virtual.clients import VirtualAdmin, VirtualTerminal
from virtual.clocks import Clocks
from virtual.disk import Disk
from virtual.ends import CentralEnd
from virtual.life import Surroundings
from virtual.loop import SeededLoop
from virtual.service import Service
from virtual.terms import CARD, CODE_AND_MORE, FOUND_THINGS, LOAN, TWO_PEOPLE
from virtual.trace import Trace
from virtual.walls import walk_in_doors
from virtual.wires import InProcessPort

SCAN_MS: Final = (2_000, 5_000, 10_000, 10_000, 10_000)
GRAIN_MS: Final = 16.0
"""As an adapter collects bytes that nobody has set up; fewer moments to simulate."""
CLASSES: Final = f"""[[document_class]]
name = "{LOAN}"
takes_claims = true
takes_hooks = true

[[document_class]]
name = "{FOUND_THINGS}"
takes_claims = true
takes_hooks = true

[[document_class]]
name = "{CARD}"
takes_hooks = true

[[document_class]]
name = "{TWO_PEOPLE}"
two_people = true

[[document_class]]
name = "{CODE_AND_MORE}"
preconditions = ["second_secret"]
"""
"""So that people can bring a loan wherever a door can be seen, and an identity card where an item is seen as well."""
SWEEP_S: Final = 4 * 3600.0
LOOK_S: Final = 20.0
"""How often central looks for gaps."""


class Station:
    """``async with Station(...)`` begins it and ends it. ``breaches`` holds what must never be, in words.

    ``scan_ms`` is how often each door is read; None: drawn, and slow, so that a day costs little. ``keys_rng`` draws
    all keys: the same again is the same site.
    """

    def __init__(
        self,
        folder: Path,
        spec: WallSpec,
        rng: random.Random,
        *,
        aloud: bool = False,
        scan_ms: int | None = None,
        keys_rng: random.Random | None = None,
    ) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, SeededLoop)
        self.loop, self.rng = loop, rng
        self.trace = Trace(loop, aloud=aloud)
        self.breaches: list[str] = []
        self.clocks = Clocks(loop)
        drawn_keys = (rng if keys_rng is None else keys_rng).randbytes
        self.keys = CentralKeys.make(drawn_keys)
        self._folder = SiteFolder(folder)
        site_key = self._folder.prepare(self.keys, drawn_keys)
        self.ports = {bus.id: InProcessPort(bus.id) for bus in spec.buses}
        self.wall = Wall(
            spec, LoopClock(loop), folder=folder, ports=self.ports, seed=rng.randrange(2**32), grain_ms=GRAIN_MS
        )
        self.wall.world.subscribe(self.trace.happened)
        self.faults = FaultDesk(self.wall)
        self.broker = VirtualBroker(loop, self._fork())
        self.database = self._folder.database
        self.disk = Disk(folder / "state", self._fork())
        loop.taking = self.disk.taking_s
        loop.complain = self.breach
        drawn_ms = rng.choice(SCAN_MS)
        self._write_config(drawn_ms if scan_ms is None else scan_ms)
        doorsteps = {"terminal": Doorstep("kiosk"), "admin": Doorstep("technician")}
        self.service = Service(
            Surroundings(
                loop=loop,
                clocks=self.clocks,
                broker=self.broker,
                ports=self.ports,
                doorsteps=doorsteps,
                state=folder / "state",
                disk=self.disk,
                random=self._fork().randbytes,
                jitter=self._fork().random,
            ),
            self._folder.config,
            note=partial(self.trace.note, "lockerd"),
            breach=self.breach,
        )
        client = partial(VirtualTerminal, new_key=self.new_id, late=self.breach)
        self.terminal = client(doorsteps["terminal"])
        self.admin = VirtualAdmin(client(doorsteps["admin"]))
        self.central = Central(
            SITE_ID,
            site_key,
            self.keys,
            port=0,
            make_link=lambda _port, **more: CentralEnd(loop, self.broker, **more),
            now_s=self.clocks.true_s,
            new_id=lambda: str(UUID(int=rng.getrandbits(128), version=4)),
            look_s=LOOK_S,
        )
        self.central.on_event = self._heard
        self.on_event: list[Callable[[Event], None]] = []
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def now_s(self) -> float:
        """The loop's time."""
        return self.loop.time()

    def breach(self, words: str) -> None:
        """Write down what must never be."""
        self.breaches.append(words)
        self.trace.note("BREACH", words)

    def new_id(self) -> str:
        """32 hex digits that nobody had before."""
        return self.rng.randbytes(16).hex()

    def fork(self, name: str) -> random.Random:
        """Somebody's own randomness."""
        return random.Random(f"{name}/{self.rng.randrange(2**64)}")

    async def __aenter__(self) -> Self:
        gc.collect()
        self._tasks.append(asyncio.create_task(_sweep(), name="sweep"))
        self._tasks.append(asyncio.create_task(self.central.run(), name="central"))
        self.wall.start()
        self._tasks.append(asyncio.create_task(self.service.run(), name="service"))
        return self

    async def __aexit__(self, *_: object) -> None:
        self.disk.empty()
        await self.service.kill(off_s=0.0)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.wall.stop()

    def _heard(self, event: Event) -> None:
        self.trace.told(event)
        if event.type == "site.defect":
            self.breach(f"lockerd set apart a defect of its own: {event.data['what']} ({event.data['event']})")
        for listener in self.on_event:
            listener(event)

    def _fork(self) -> random.Random:
        return random.Random(self.rng.randrange(2**64))

    def _write_config(self, scan_ms: int) -> None:
        text = self.wall.config_toml().replace("\necho = ", f"\nscan_period_ms = {scan_ms}\necho = ")
        walk_ins = {FOUND_THINGS: WalkInClass(doors=walk_in_doors(len(self.wall.world.compartments)))}
        self._folder.write_config(
            wall=self.wall.spec, wall_toml=text, broker_port=1, policy={}, classes=CLASSES, walk_ins=walk_ins
        )


async def _sweep() -> None:
    """Collect garbage at moments of our own: what ends with it would otherwise end at moments that no seed decides."""
    while True:
        await asyncio.sleep(SWEEP_S)
        gc.collect()
