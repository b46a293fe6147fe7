"""A whole station below its sockets in virtual time, a simulated wall, and a technician who walks along it.

Real configuration, buses, rules, store and admin API; the simulator's boards and doors. What the technician answers is
what is physically true, never what the configuration says.
"""

import asyncio
import re
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from in_process import LoopTime, MemoryPort
from key_rings import ring_of
from station_parts import parts
from virtual_loop import virtual_loop

from lockerd.api.admin.admin import Admin
from lockerd.api.admin.app import admin_app
from lockerd.api.admin.badge_lists import BadgeLists
from lockerd.api.admin.commissioning import Commissioning
from lockerd.api.admin.key_lists import KeyLists
from lockerd.api.admin.line_watch import Lines
from lockerd.api.admin.proof_routes import Proofs
from lockerd.api.admin.status_views import ConfigFileView
from lockerd.api.admin.timekeeping import Timekeeping
from lockerd.api.http.peer import PEER, Peer
from lockerd.api.http.texts import Texts
from lockerd.api.http.wording import Station as Place
from lockerd.bus.arbiter import PowerArbiter
from lockerd.bus.doors import Doors
from lockerd.bus.line.owner import BusOwner
from lockerd.cli.client import _content
from lockerd.cli.commissioning.dialogue import LeftError
from lockerd.cli.commissioning.outcome import Outcome
from lockerd.cli.commissioning.session import Session, Wishes
from lockerd.cli.commissioning.station import Station
from lockerd.clock import Belief, Bounds, Standing, TimeSource
from lockerd.config import Config, load
from lockerd.config.sensors import places_in
from lockerd.controller import Controller
from lockerd.daemon.buses import Buses, _setup
from lockerd.domain.model.events import Boot
from lockerd.domain.model.reports import Report
from lockerd.languages import Language
from lockerd.store import Store
from lockersim.wall.spec import WallSpec
from lockersim.wall.wall import Wall
from lockersim.world.clock import LoopClock
from lockersim.world.model import Cause, ChannelRef, Door, Happening, Latch

SITE_KEY = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
THINKS_S = 1.0
SCAN_MS = 400
"""Ever so often each board is asked; more rarely than usual, because each look costs the test time."""

HEAD = """\
[site]
id = "musterstadt-1"
name = "Rathaus Musterstadt"
authorities = ["stadt"]
[site.help]
hours = "Mo-Fr 8-16 Uhr"
phone = "+49 6031 83-0"
[keys]
site = "keys/site.pem"
code_hash = "keys/code-hash.key"
badge = "keys/badge.pub.pem"
[policy]
sizes = ["A5", "A4", "number_plate"]
openings_per_hour = 240  # while the wall is commissioned
openings_per_badge_hour = 240
[[power_group]]
id = "psu1"
"""


def provisional(wall_toml: str, *, swapped: Mapping[str, str] | None = None, sensors: bool = False) -> str:
    """A configuration as it is before anybody knows: no sensors, and the channels of some compartments exchanged."""
    text = HEAD + wall_toml.replace("echo = false", f"echo = false\nscan_period_ms = {SCAN_MS}")
    if not sensors:
        text = re.sub(r'feedback = "\w+"\nclosed_bit = \d', 'feedback = "none"  # until the walk\nclosed_bit = 1', text)
    for one, other in (swapped or {}).items():
        text = text.replace(f'id = "{one}"', 'id = "?"').replace(f'id = "{other}"', f'id = "{one}"')
        text = text.replace('id = "?"', f'id = "{other}"')
    return text


class Line:
    """The admin API without a socket."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def get(self, path: str, **query: int) -> Any:
        return _content(await self._http.get(path, params=query))

    async def post(self, path: str, body: Mapping[str, object]) -> Any:
        headers = {"Idempotency-Key": str(uuid.uuid4()), "Accept-Language": "en"}
        return _content(await self._http.post(path, json=dict(body), headers=headers))


@dataclass
class Technician:
    """Looks, pushes and answers; ``answers`` override by the beginning of the question, each used once."""

    wall: Wall
    answers: list[tuple[str, str]] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    painted: dict[str, str] = field(default_factory=dict)
    """What is painted on the doors, where that is not the world's own name."""
    looks: bool = True

    def say(self, text: str) -> None:
        self.heard.append(text)

    async def ask(self, question: str) -> str:
        self.asked.append(question)
        await asyncio.sleep(THINKS_S)
        for beginning, answer in self.answers:
            if question.startswith(beginning):
                self.answers.remove((beginning, answer))
                if answer == "/quit":
                    raise LeftError
                return answer
        return await self._act(question)

    @property
    def open_doors(self) -> list[str]:
        return [name for name, c in self.wall.world.compartments.items() if c.door is Door.OPEN]

    async def _act(self, question: str) -> str:
        hands, world = self.wall.hands, self.wall.world
        if question.startswith("Which door opened?"):
            for name, compartment in world.compartments.items():
                if compartment.latch is Latch.UNLATCHED:
                    hands.pull(name)
            await asyncio.sleep(THINKS_S)
            expected = re.match(r"Which door opened\? Enter: (\S+);", question)
            assert expected
            names = [self.painted.get(name, name) for name in self.open_doors]
            return "/none" if not names else "" if names == [expected[1]] else " ".join(names)
        if question.startswith(("Look into", "Press the door")):
            empty = not any(world.compartments[name].items for name in self.open_doors)
            for name in self.open_doors:
                hands.push_shut(name)
            return "" if empty else "n"
        if hold := re.match(r"Hold (\S+) shut", question):
            hands.jam(self._true(hold[1]))
        elif stayed := re.match(r"Did (\S+) stay shut", question):
            return "" if world.compartments[self._true(stayed[1])].door is Door.CLOSED else "n"
        elif let := re.match(r"Let go. If (\S+) opens", question):
            hands.unjam(self._true(let[1]))
            await asyncio.sleep(THINKS_S)
            hands.push_shut(self._true(let[1]))
        elif put := re.match(r"Put something into (\S+)\. ", question):
            hands.put_in(self._true(put[1]), "spirit level")
        elif question.startswith("Take it out again"):
            for name in self.open_doors:
                if world.compartments[name].items:
                    hands.take_out(name)
        elif question.endswith("? y/N:"):
            return "y"
        return ""

    def _true(self, painted: str) -> str:
        return next((name for name, paint in self.painted.items() if paint == painted), painted)


@dataclass
class Here:
    """A running station, for one life of its daemon."""

    config: Config
    controller: Controller
    wall: Wall
    line: Line
    folder: Path
    clock: LoopTime

    def station(self) -> Station:
        return Station(self.line, asyncio.sleep)

    async def walk(self, technician: Technician, **wishes: Any) -> Outcome:
        """Walk as the command does, with the record in the station's folder."""
        wishes.setdefault("record", self.folder / "record.json")
        return await Session(self.station(), technician, Wishes(**wishes)).run()

    async def all_read(self) -> None:
        """Wait until every board answered twice."""
        await asyncio.sleep(1.5)

    def fired(self) -> list[str | None]:
        """Which compartments' coils were pulled, in order."""
        return [pulse.compartment for pulse in self.wall.world.pulses]

    def sprung(self) -> list[str | None]:
        """Which doors opened by a pulse."""
        return [
            event.compartment
            for event in self.wall.world.events
            if event.kind is Happening.DOOR_OPENED and event.cause is Cause.SPRING
        ]


def the_wall(spec: WallSpec, folder: Path) -> Wall:
    """The physical wall, which outlives daemons."""
    return Wall(spec, LoopClock(asyncio.get_running_loop()), folder=folder, seed=7)


def swap_contacts(wall: Wall, one: ChannelRef, other: ChannelRef) -> None:
    """Exchange the plugs of two sensors."""
    contacts = wall.world.contacts
    contacts[one], contacts[other] = contacts[other], contacts[one]


@asynccontextmanager
async def running(wall: Wall, folder: Path, text: str) -> AsyncIterator[Here]:
    """One life of a daemon with this configuration."""
    path = folder / "lockerd.toml"
    path.write_text(text)
    config = load(path)
    store = Store.open(folder / "lockerd.db", new_salt=lambda: bytes(16))
    places = places_in(config)
    loaded = store.load({place.compartment: place for place in places})
    clock = LoopTime(loaded.powered_ms, virtual_loop().monotonic_ms())

    def hear(report: Report) -> None:
        controller.report(report)

    owners, doors = [], Doors(hear)
    arbiter = PowerArbiter(monotonic_ms=clock.monotonic_ms)
    for bus in config.buses:
        line, port = wall.lines[bus.id], MemoryPort()
        port.on_bytes = line._from_host
        line.port = port  # type: ignore[assignment]  # same shape, other medium
        owners.append(
            BusOwner(
                _setup(config, bus),
                open_link=port.open,
                power=arbiter,
                monotonic_ms=clock.monotonic_ms,
                doors=doors,
                report=hear,
                progress=lambda: None,
            )
        )
    controller = Controller(
        store=store,
        clock=clock,
        policy=config.policy(),
        loaded=loaded,
        boot="boot",
        wall=Buses(owners),
        progress=lambda: None,
    )
    admin = Admin(
        controller=controller,
        store=store,
        database=folder / "lockerd.db",
        station=Place(id=config.site.id, name=config.site.name, hours=dict.fromkeys(Language, ""), phone=""),
        texts=Texts(),
        secret=bytes(32),
        garbled={},
        parts=lambda: parts(config=ConfigFileView(file=str(path), sha256=config.sha256)),
    )
    commissioning = Commissioning(
        controller=controller,
        store=store,
        raw=lambda: [board for owner in owners for board in owner.raw()],
        site_id=config.site.id,
        site_key=SITE_KEY,
        config=config.sha256,
    )
    timekeeping = Timekeeping(
        controller=controller,
        believed=lambda: Belief(clock.now(), Standing.TRUSTED, None, Bounds(None)),
        source=TimeSource.SYSTEM,
        machine_ms=lambda: clock.now().lo_s * 1000,
    )
    lists = BadgeLists(controller, site_id=config.site.id, keys={})
    key_lists = KeyLists(controller, ring_of(lambda: controller.state.site.key_list))
    proofs = Proofs(controller=controller, store=store, site_id=config.site.id, key=SITE_KEY)
    app = admin_app(
        admin,
        commissioning,
        Lines({}),
        timekeeping,
        asyncio.Event(),
        badge_lists=lists,
        key_lists=key_lists,
        proofs=proofs,
    )

    async def asgi(scope: Any, receive: Any, send: Any) -> None:
        scope.setdefault("state", {})[PEER] = Peer(1000, "technician-3")
        await app(scope, receive, send)

    tasks = [asyncio.create_task(controller.run())]
    try:
        await controller.submit(Boot(boot="boot", version="0", config=config.sha256, places=places))
        tasks += [asyncio.create_task(owner.run()) for owner in owners]
        transport = httpx.ASGITransport(app=asgi)
        async with httpx.AsyncClient(transport=transport, base_url="http://lockerd") as http:
            here = Here(config, controller, wall, Line(http), folder, clock)
            await here.all_read()
            yield here
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        store.close()
        died = [each for each in ended if not isinstance(each, asyncio.CancelledError)]
        assert not died, died
