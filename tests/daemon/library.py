"""The library of recordings: every board family on a line of its own, written down from the simulator.

``python tests/daemon/library.py`` writes hil/recordings anew. A technician opens the first door and shuts it, somebody
pulls the second one open: questions, answers, an unlock and what it came to, in virtual time and always the same.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from in_process import LoopTime, MemoryPort
from virtual_loop import virtual_loop, virtual_time

from lockercentral.keys import CentralKeys
from lockerd.bus.line.wire import Direction
from lockerd.bus.watch.recording import Said, Writer
from lockerd.config import Config, load
from lockerd.config.sensors import places_in
from lockerd.controller import Controller
from lockerd.daemon.buses import Buses, owners_of
from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.events import Accepted, Boot, TechnicianOpen
from lockerd.domain.model.looks import looks
from lockerd.domain.model.reports import Report
from lockerd.store import Store
from lockersim.boards import WITH_LOCKS
from lockersim.site.site import SiteFolder
from lockersim.wall.families import every_family_wall
from lockersim.wall.wall import Wall
from lockersim.world.clock import LoopClock

LIBRARY: Final = Path(__file__).parents[2] / "hil" / "recordings"
FAMILIES: Final = tuple(family for family in WITH_LOCKS if family != "lctech")
"""Of lctech lockerd fires no lock: it has no feedback to tell what came of it."""
SCAN_MS: Final = 250
Log = list[tuple[str, str | None]]


class Line:
    """One board of a family with two doors, behind a port in this process."""

    def __init__(self, folder: Path, family: str) -> None:
        self.folder, self.family = folder, family
        spec = every_family_wall([family], doors=2)
        self.wall = Wall(spec, LoopClock(asyncio.get_running_loop()), folder=folder, seed=7)
        self.first, self.second = (c.id for c in spec.buses[0].compartments)
        told = self.wall.config_toml()
        self.port = MemoryPort()
        line = self.wall.lines[family]
        self.port.on_bytes = line.port.on_bytes
        line.port = self.port  # type: ignore[assignment]  # same shape, other medium
        site = SiteFolder(folder)
        site.prepare(CentralKeys.make())
        site.write_config(wall=spec, wall_toml=told, broker_port=1, policy={})
        self.config = slowly(load(site.config))

    @asynccontextmanager
    async def life(self) -> AsyncIterator[tuple[Controller, Store]]:
        """lockerd at this line: store, controller and the line's owner."""
        config, places = self.config, places_in(self.config)
        store = Store.open(
            self.folder / "lockerd.db",
            new_salt=lambda: bytes(16),
            places={place.compartment: place for place in places},
            authorities=config.site.authorities,
        )
        loaded = store.load({place.compartment: place for place in places})
        clock = LoopTime(loaded.powered_ms, virtual_loop().monotonic_ms())

        def hear(report: Report) -> None:
            controller.report(report)

        owners = owners_of(
            config,
            monotonic_ms=clock.monotonic_ms,
            report=hear,
            progress=lambda _bus: None,
            rests_s=5.0,
            open_link=lambda _bus: self.port.open(),
        )
        controller = Controller(
            store=store,
            clock=clock,
            policy=config.policy(),
            loaded=loaded,
            boot="b",
            wall=Buses(list(owners.values())),
            progress=lambda: None,
        )
        tasks = [asyncio.create_task(controller.run())]
        await controller.submit(Boot(boot="b", version="0", config="", places=places))
        tasks += [asyncio.create_task(owner.run()) for owner in owners.values()]
        try:
            yield controller, store
        finally:
            for task in reversed(tasks):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            store.close()


def slowly(config: Config) -> Config:
    """The same, asking four times a second: a file that people read."""
    buses = tuple(bus.model_copy(update={"scan_period_ms": SCAN_MS}) for bus in config.buses)
    return config.model_copy(update={"buses": buses})


async def until_shut(controller: Controller) -> None:
    """Until both doors were read shut."""
    doors = controller.state.compartments
    while not doors or any(looks(controller.state, door) is not Leaf.SHUT for door in doors):
        await asyncio.sleep(0.1)
        doors = controller.state.compartments


async def doings(line: Line, *, by_hand: bool) -> Log:
    """What the library's recordings show, and the log of it; without ``by_hand`` the doors move as they are played."""
    hands = line.wall.hands
    async with line.life() as (controller, store):
        await until_shut(controller)
        await asyncio.sleep(1)
        assert isinstance(await controller.submit(TechnicianOpen("meier", line.first, "look")), Accepted)
        await asyncio.sleep(3)
        if by_hand:
            hands.push_shut(line.first)
        await asyncio.sleep(8)
        if by_hand:
            hands.force(line.second)
        await asyncio.sleep(2)
        return [(row.type, row.compartment) for row in await store.custody(0, 1_000)]
    raise AssertionError


def recorded(family: str) -> tuple[str, Log]:
    """A line of this family written down, and the log of what was done."""
    lines: list[str] = []
    found: list[Log] = []

    @virtual_time
    async def story() -> None:
        with tempfile.TemporaryDirectory() as folder:
            line = Line(Path(folder), family)
            loop = virtual_loop()
            began_s = loop.time()
            about = {"family": family, "by": "lockersim", "speed_baud": line.config.buses[0].line_speed_baud}
            writer = Writer(lines.append, about, bytes_max=1 << 18)
            to_board, to_host = line.port.on_bytes, line.port.write

            def add(way: Direction, data: bytes) -> None:
                assert writer.add(Said((loop.time() - began_s) * 1000, way, data))

            def sent(data: bytes) -> None:
                add(Direction.SENT, data)
                to_board(data)

            def heard(data: bytes) -> None:
                add(Direction.HEARD, data)
                to_host(data)

            line.port.on_bytes, line.port.write = sent, heard  # type: ignore[method-assign]
            line.wall.start()
            found.append(await doings(line, by_hand=True))
            line.wall.stop()
            writer.end("stopped")

    story()
    return "".join(lines), found[0]


def main() -> None:
    """Write all of it."""
    for family in FAMILIES:
        text, log = recorded(family)
        (LIBRARY / f"{family}.txt").write_text(text)
        print(f"{family}: {len(text)} bytes, {len(log)} rows")


if __name__ == "__main__":
    sys.exit(main())
