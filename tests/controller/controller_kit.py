"""A controller on a real store in virtual time, with a wall that notes what it is told to fire."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from virtual_loop import virtual_loop, virtual_time

from lockerd.controller import Controller, Kept
from lockerd.controller.loop import CALM_TICK_S
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.compartments import Place
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.document_classes import Nature
from lockerd.domain.model.events import Announce, Answer, Boot
from lockerd.domain.model.ids import CompartmentId, OrderId, PartId
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.parts import Needs, Part
from lockerd.domain.model.readings import Door, DoorSensor, Reading
from lockerd.domain.model.reports import Readings, Unlock, Withdraw
from lockerd.domain.model.staff import Staff
from lockerd.domain.model.state import Now, Policy
from lockerd.store import Commit, CommitFailed, Head, Stamp, Store

PLACES = tuple(Place(CompartmentId(f"A0{n}"), 1, n, "A4", 100, DoorSensor.CONTACT) for n in range(1, 4))
STAFF = Staff("b-1", "stadt", frozenset({BadgeRole.LOADING, BadgeRole.RETRIEVAL}))


def keep(answer: Answer, changed: bool) -> Kept:
    """Remembers what changed something, as the HTTP APIs do."""
    return Kept(str(answer) if changed else None)


def always(answer: Answer, changed: bool) -> Kept:
    """Remembers refusals as well, as central does."""
    return Kept(str(answer))


@dataclass
class RecordingWall:
    """Notes which locks it was told to fire, and how many commits were durable at that moment."""

    store: "CountingStore"
    fired: list[tuple[CompartmentId, int]] = field(default_factory=list)
    watched: frozenset[CompartmentId] = frozenset()

    def unlock(self, unlock: Unlock) -> None:
        self.fired.append((unlock.compartment, self.store.done))

    def withdraw(self, withdraw: Withdraw) -> None:
        pass

    def watch(self, compartments: frozenset[CompartmentId]) -> None:
        self.watched = compartments


class CountingStore:
    """The real store, slowed down by a gate and failing on demand."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.gate = asyncio.Event()
        self.gate.set()
        self.begins = asyncio.Event()
        self.begun = self.done = 0
        self.fail = False
        self.newest = Commit(Stamp("", 0, 0, 0, None))

    async def commit(self, commit: Commit) -> Head:
        self.begun += 1
        self.newest = commit
        self.begins.set()
        await self.gate.wait()
        if self.fail:
            raise CommitFailed("the disk is full")
        head = await self.store.commit(commit)
        self.done += 1
        return head


@dataclass
class LoopClock:
    ahead_s: int = 0
    asked: int = 0

    def monotonic_ms(self) -> int:
        return virtual_loop().monotonic_ms()

    def now(self) -> Now:
        self.asked += 1
        mono_ms = self.monotonic_ms()
        return Now(mono_ms, mono_ms, 1_800_000_000 + mono_ms // 1000 + self.ahead_s, None)

    def correct(self, unix_s: int) -> Now:
        self.ahead_s += unix_s - self.now().lo_s
        return self.now()


@dataclass
class Rig:
    controller: Controller
    store: CountingStore
    wall: RecordingWall
    clock: LoopClock
    run: "asyncio.Task[None]"


@asynccontextmanager
async def rig(
    folder: Path, progress: Callable[[], None] = lambda: None, *, rests_s: float = CALM_TICK_S
) -> AsyncIterator[Rig]:
    real = Store.open(folder / "lockerd.db", new_salt=lambda: bytes(16))
    store = CountingStore(real)
    wall = RecordingWall(store)
    clock = LoopClock()
    controller = Controller(
        store=store,  # type: ignore[arg-type]  # the real one behind a gate
        clock=clock,
        policy=Policy(authorities=frozenset({"stadt"}), handles=frozenset(Nature)),
        loaded=real.load({place.compartment: place for place in PLACES}),
        boot="boot",
        wall=wall,
        progress=progress,
        rests_s=rests_s,
    )
    run = asyncio.create_task(controller.run())
    try:
        await controller.submit(Boot("boot", "0", "", PLACES))
        controller.report(Readings(tuple(Reading(p.compartment, 1, Door.CLOSED) for p in PLACES)))
        yield Rig(controller, store, wall, clock, run)
    finally:
        run.cancel()
        with suppress(asyncio.CancelledError, BaseExceptionGroup):
            await run
        real.close()


def with_rig(test: Callable[[Rig], Awaitable[None]]) -> Callable[[Path], None]:
    @virtual_time
    async def run(tmp_path: Path) -> None:
        async with rig(tmp_path) as built:
            await test(built)

    def plain(tmp_path: Path) -> None:
        run(tmp_path)

    plain.__name__ = getattr(test, "__name__", "test")
    plain.__doc__ = test.__doc__
    return plain


def order(number: int) -> Order:
    return Order(
        id=OrderId(f"0193a2f4-7c1e-7b1a-9c55-{number:012d}"),
        authority="stadt",
        kind=Kind.COLLECTION,
        document_class="passport",
        case_reference="AZ",
        parts=1,
        retention_ms=86_400_000,
    )


def announced(number: int) -> Announce:
    """Central announces that order, which lies in one compartment."""
    named = order(number)
    part = Part(PartId(named.id, 1), Direction.OUT, named.authority, Needs(), item_count=1)
    return Announce(named, (part,))
