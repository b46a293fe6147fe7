"""The whole station below its APIs in virtual time: real store, controller and buses, the simulator's boards and doors.

The power can be cut at any commit: before it is durable, or just after it and before anything follows from it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from board_setups import board_setup
from in_process import LoopTime, MemoryPort
from virtual_loop import virtual_loop

from lockerd.boards import CODECS
from lockerd.bus.arbiter import PowerArbiter, Pulse
from lockerd.bus.doors import Doors
from lockerd.bus.line.owner import BusOwner
from lockerd.bus.setup import BusSetup
from lockerd.controller import Controller
from lockerd.daemon.buses import Buses
from lockerd.domain.model.codes import FreshCode
from lockerd.domain.model.compartments import Place
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.document_classes import Nature
from lockerd.domain.model.events import Announce, Boot
from lockerd.domain.model.grants import CodeRecord
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId, PartId
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.parts import Needs, Part
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.reports import Report
from lockerd.domain.model.state import Policy
from lockerd.store import Commit, Head, Store
from lockersim.line.line import Line
from lockersim.wall.spec import BoardSpec, BusSpec, WallSpec
from lockersim.wall.wall import Wall
from lockersim.world.clock import LoopClock
from lockersim.world.model import Cause, Feedback, Happening, ItemSensor, Lock
from lockersim.world.partspec import CompartmentSpec

A1 = CompartmentId("A01")
ORDER = OrderId("0193a2f4-7c1e-7b1a-9c55-000000000001")
SENSORS_ONLY = Policy(authorities=frozenset({"stadt"}), sizes=("A4",), handles=frozenset(Nature))


class PowerCut(BaseException):
    """The mains are gone: nothing of this life runs any more."""


class Cut(StrEnum):
    """When the power goes, as seen from a commit."""

    BEFORE = "before"
    AFTER = "after"


@dataclass
class CutAt:
    """Which commit of which life the power is cut at."""

    number: int
    when: Cut


def wall_spec(family: str) -> WallSpec:
    """Two compartments on one board."""
    cu48 = family == "cu48"
    board = BoardSpec(
        family="cu48" if cu48 else "bcc",
        address=1,
        feedback=Feedback.HOOK if cu48 else Feedback.CONTACT,
        lock=Lock.HOOK if cu48 else Lock.BOLT,
    )
    compartments = tuple(
        CompartmentSpec(id=f"A0{n}", address=1, channel=n, row=1, column=n, height_cm=100, item_sensor=ItemSensor.NONE)
        for n in (1, 2)
    )
    bus = BusSpec(
        id="bus0",
        speed_baud=19200 if cu48 else 9600,
        power_group="psu1",
        boards=(board,),
        compartments=compartments,
    )
    return WallSpec(buses=(bus,))


class CuttingStore:
    """The real store; at one chosen commit the power goes."""

    def __init__(self, store: Store, cut: CutAt | None) -> None:
        self._store = store
        self._cut = cut
        self.commits = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def commit(self, commit: Commit) -> Head:
        self.commits += 1
        due = self._cut is not None and self.commits == self._cut.number
        if due and self._cut is not None and self._cut.when is Cut.BEFORE:
            raise PowerCut
        head = await self._store.commit(commit)
        if due:
            raise PowerCut
        return head


@dataclass
class Site:
    """The wall and the folder outlive power cuts; a life does not."""

    folder: Path
    family: str
    policy: Policy = SENSORS_ONLY
    second: Path | None = None
    """A folder on another medium (F6)."""
    wall: Wall = field(init=False)
    port: MemoryPort = field(init=False)
    lives: int = 0

    def __post_init__(self) -> None:
        self.wall = Wall(wall_spec(self.family), LoopClock(asyncio.get_running_loop()), folder=self.folder, seed=7)
        self.port = MemoryPort()
        line: Line = self.wall.lines["bus0"]
        self.port.on_bytes = line.port.on_bytes
        line.port = self.port  # type: ignore[assignment]  # same shape, other medium

    @property
    def openings(self) -> int:
        """How often the spring really threw A01 open after a pulse."""
        return self.openings_of(A1)

    def openings_of(self, door: CompartmentId) -> int:
        """The same of any door."""
        return sum(
            event.kind is Happening.DOOR_OPENED and event.compartment == door and event.cause is Cause.SPRING
            for event in self.wall.world.events
        )

    @asynccontextmanager
    async def power(self, cut: CutAt | None = None) -> AsyncIterator[tuple[Controller, CuttingStore]]:
        """One life of the daemon. The block is left early when the power is cut."""
        store = Store.open(self.folder / "lockerd.db", new_salt=lambda: bytes(16), second=self.second)
        cutting = CuttingStore(store, cut)
        try:
            sensor = DoorSensor.HOOK if self.family == "cu48" else DoorSensor.CONTACT
            places = tuple(Place(CompartmentId(f"A0{n}"), 1, n, "A4", 100, sensor) for n in (1, 2))
            loaded = store.load({place.compartment: place for place in places})
            clock = LoopTime(loaded.powered_ms, virtual_loop().monotonic_ms())

            def hear(report: Report) -> None:
                controller.report(report)

            owner = BusOwner(
                self._setup(sensor),
                open_link=self.port.open,
                power=PowerArbiter(monotonic_ms=clock.monotonic_ms),
                monotonic_ms=clock.monotonic_ms,
                doors=Doors(hear),
                report=hear,
                progress=lambda: None,
            )
            controller = Controller(
                store=cutting,  # type: ignore[arg-type] # the real one, with a switch in its supply
                clock=clock,
                policy=self.policy,
                loaded=loaded,
                boot=f"boot{self.lives}",
                wall=Buses([owner]),
                progress=lambda: None,
            )
            self.lives += 1
            life = asyncio.create_task(self._live(controller, owner, places, store.touched))
            here = asyncio.current_task()
            assert here is not None
            gone = False

            def pull_plug(task: "asyncio.Task[None]") -> None:
                nonlocal gone
                gone = True
                here.cancel()

            life.add_done_callback(pull_plug)
            try:
                yield controller, cutting
            except asyncio.CancelledError:
                if not gone:
                    raise
                here.uncancel()
            finally:
                life.remove_done_callback(pull_plug)
                life.cancel()
                with suppress(asyncio.CancelledError, BaseExceptionGroup, PowerCut):
                    await life
        finally:
            store.close()

    async def _live(
        self, controller: Controller, owner: BusOwner, places: tuple[Place, ...], touched: tuple[GrantId, ...]
    ) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_no_further(controller.run()))
            await controller.submit(Boot(boot="b", version="0", config="", places=places, touched=touched))
            tasks.create_task(owner.run())

    def _setup(self, sensor: DoorSensor) -> BusSetup:
        codec = CODECS[self.family]
        board = board_setup(
            codec=codec,
            address=1,
            compartments={1: CompartmentId("A01"), 2: CompartmentId("A02")},
            feedback=sensor,
            pulse=Pulse(codec.profile.pulse_ms),
        )
        speed_baud = 19200 if self.family == "cu48" else 9600
        return BusSetup(bus="bus0", speed_baud=speed_baud, boards=(board,), scan_period_ms=200)


async def _no_further(life: Any) -> None:
    """A power cut stops everything at once: turn it into what ends a task group."""
    try:
        await life
    except PowerCut:
        raise RuntimeError("power cut") from None


def announced(number: int = 1) -> Announce:
    """An order for a passport is announced."""
    order = Order(
        id=OrderId(ORDER[:-1] + str(number)),
        authority="stadt",
        kind=Kind.COLLECTION,
        document_class="passport",
        case_reference="AZ-1",
        parts=1,
        retention_ms=7 * 86_400_000,
    )
    return Announce(order, (Part(PartId(order.id, 1), Direction.OUT, order.authority, Needs(), item_count=1),))


def code(number: int) -> FreshCode:
    """A code whose secrets do not matter here."""
    record = CodeRecord(salt=bytes(16), keyed_hash=bytes([number]) * 32, pickup_number="0815")
    return FreshCode(grant=GrantId(f"{number:032x}"), record=record, sealed="")
