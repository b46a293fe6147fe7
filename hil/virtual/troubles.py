"""What goes wrong of itself, one after the other and sometimes at once: drawn, set, and mended after a while."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from lockersim.faults.desk import FAULTS
from lockersim.faults.fault import Where
from lockersim.faults.targets import FaultError
from virtual.scene import Scene

DOORS: Final = (
    "jam",
    "wedged",
    "springs_open",
    "dead_coil",
    "forced_door",
    "stuck_open",
    "stuck_closed",
    "magnet",
    "flapping_contact",
    "dirty_item_sensor",
    "blind_item_sensor",
    "lying_reply",
)
BOARDS: Final = (
    "dead_board",
    "reboot",
    "blank_restart",
    "lost_reply",
    "lost_unlock_reply",
    "late_reply",
    "doubled_reply",
    "withheld_reply",
    "duplicate_address",
    "wrong_speed",
)
LINES: Final = (
    "swapped_ab",
    "echo",
    "garbage",
    "noise",
    "split_frames",
    "glued_frames",
    "babble",
    "second_questioner",
    "unplugged",
)
PAIRS: Final = ("wrong_door", "two_doors")
"""Cables in the wrong place: the wrong door opens, or two."""
MISLED: Final = ("second_master", "misread_unlock")
"""A lock is fired past lockerd, which can only see it and say so."""
ITEM_SENSORS: Final = frozenset({"dirty_item_sensor", "blind_item_sensor"})
LASTS_S: Final = (5.0, 1_800.0)
RESTLESS: Final = frozenset({"babble", "second_questioner", "flapping_contact"})
"""Things happen many times a second while they last."""
RESTLESS_S: Final = 40.0
EVERYWHERE: Final = "everywhere"


class Troubles:
    """``mean_s``: how long it is from one to the next, on average."""

    def __init__(self, scene: Scene, rng: random.Random, *, mean_s: float) -> None:
        self._scene, self._rng, self._mean_s = scene, rng, mean_s
        self._station = scene.station
        self._mending: set[asyncio.Task[None]] = set()
        scene.rules.troubled_now = self._troubled_now
        self._kinds: tuple[tuple[int, Callable[[], Awaitable[None]]], ...] = (
            (10, self._door),
            (8, self._board),
            (6, self._line),
            (2, self._cables),
            (2, self._misled),
            (8, self.cut),
            (3, self._update),
            (3, self._full_disk),
            (3, self._slow_disk),
            (5, self._network),
            (3, self._broker_killed),
            (2, self._deaf_broker),
            (3, self._clock),
            (2, self._no_ntp),
        )

    async def live(self, until_s: float) -> None:
        """Go wrong until then; what is wrong then stays so until it is mended."""
        weights = [weight for weight, _ in self._kinds]
        while True:
            pause_s = self._rng.expovariate(1 / self._mean_s)
            await asyncio.sleep(min(pause_s, max(0.0, until_s - self._scene.now_s)))
            if self._scene.now_s >= until_s:
                return
            ((_, kind),) = self._rng.choices(self._kinds, weights)
            task = asyncio.ensure_future(kind())
            self._mending.add(task)
            task.add_done_callback(self._mended)

    async def mend(self) -> None:
        """Everything is as it should be from now on."""
        for task in tuple(self._mending):
            task.cancel()
        await asyncio.gather(*self._mending, return_exceptions=True)
        for name, target in self._station.faults.active():
            self._trouble(name, target)
        self._station.faults.clear_all()

    def _mended(self, task: "asyncio.Task[None]") -> None:
        self._mending.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._scene.breach(f"the simulation itself failed: {type(error).__name__}: {error}")

    def _note(self, what: str) -> None:
        self._scene.note("trouble", what)

    def _lasts_s(self) -> float:
        low_s, high_s = LASTS_S
        return float(low_s * (high_s / low_s) ** self._rng.random())

    # At the wall

    async def _door(self) -> None:
        await self._fault(self._rng.choice(DOORS), self._rng.choice(sorted(self._station.wall.world.compartments)))

    async def _board(self) -> None:
        await self._fault(self._rng.choice(BOARDS), self._rng.choice(sorted(self._station.wall.boards)))

    async def _line(self) -> None:
        await self._fault(self._rng.choice(LINES), self._rng.choice(sorted(self._station.wall.lines)))

    async def _cables(self) -> None:
        pair = self._rng.sample(sorted(self._station.wall.world.compartments), 2)
        await self._fault(self._rng.choice(PAIRS), ",".join(pair))

    async def _misled(self) -> None:
        await self._fault(self._rng.choice(MISLED), self._rng.choice(sorted(self._station.wall.world.compartments)))

    async def _fault(self, name: str, target: str) -> None:
        try:
            self._station.faults.apply(name, target)
        except FaultError:
            return
        self._note(f"{name} {target}")
        self._trouble(name, target)
        if name in ITEM_SENSORS:
            self._scene.dirty.add(target)
        if (name, target) not in self._station.faults.active():
            return
        lasts_s = self._lasts_s()
        await asyncio.sleep(min(lasts_s, RESTLESS_S) if name in RESTLESS else lasts_s)
        with suppress(FaultError):
            self._station.faults.clear(name, target)
        self._trouble(name, target)
        self._note(f"no more {name} {target}")

    def _trouble(self, name: str, target: str) -> None:
        self._scene.rules.trouble(self._doors_of(FAULTS[name].where, target))

    def _doors_of(self, where: Where, target: str) -> frozenset[str]:
        if where in {Where.COMPARTMENT, Where.PAIR}:
            return frozenset(target.split(","))
        bus, _, address = target.partition("/")
        found = {
            c.id
            for channel, c in self._station.wall.spec.channels.items()
            if channel.bus == bus and address in {"", str(channel.address)}
        }
        return frozenset(found)

    def _troubled_now(self) -> frozenset[str]:
        active = self._station.faults.active()
        return frozenset[str]().union(*(self._doors_of(FAULTS[name].where, target) for name, target in active))

    def _everywhere(self) -> None:
        self._scene.rules.trouble(frozenset(self._station.wall.world.compartments))

    # At the machine

    async def cut(self) -> None:
        """The mains are lost for a while, and with them the daemon."""
        self._everywhere()
        for right in self._scene.rights.all[-8:]:
            self._scene.rights.end(right, late=True)
        # Whoever mends has the power come back in its own time.
        await asyncio.shield(self._station.service.kill(off_s=self._lasts_s() / 4))
        self._everywhere()

    async def _update(self) -> None:
        self._everywhere()
        await asyncio.shield(self._station.service.stop(off_s=self._lasts_s() / 8))
        self._everywhere()

    async def _full_disk(self) -> None:
        self._note("the disk is full")
        self._everywhere()
        self._station.disk.fill()
        try:
            await asyncio.sleep(self._lasts_s() / 16)  # it is started again every two seconds
        finally:
            self._station.disk.empty()
            self._everywhere()
            self._note("the disk has room")

    async def _slow_disk(self) -> None:
        self._note("the disk is slow")
        self._station.disk.slow = True
        try:
            await asyncio.sleep(self._lasts_s())
        finally:
            self._station.disk.slow = False

    # Around it

    async def _network(self) -> None:
        client = self._rng.choice(("musterstadt-1", "central"))
        self._note(f"no network for {client}")
        self._station.broker.reachable[client] = False
        self._station.broker.cut(client)
        try:
            await asyncio.sleep(self._lasts_s())
        finally:
            self._station.broker.reachable[client] = True

    async def _broker_killed(self) -> None:
        self._note("the broker is killed")
        self._station.broker.kill()
        try:
            await asyncio.sleep(self._lasts_s())
        finally:
            self._station.broker.up = True

    async def _deaf_broker(self) -> None:
        self._note("the broker acknowledges nothing")
        self._station.broker.deaf = True
        try:
            await asyncio.sleep(self._lasts_s() / 4)
        finally:
            self._station.broker.deaf = False

    async def _clock(self) -> None:
        off_s = self._rng.choice((-86_400.0, -3_600.0, -30.0, 20.0, 3_600.0, 400 * 86_400.0))
        self._note(f"the clock jumps by {off_s:.0f} s")
        self._station.clocks.off_s, self._station.clocks.lied = off_s, True
        try:
            await asyncio.sleep(self._lasts_s())
        finally:
            self._station.clocks.off_s = 0.0

    async def _no_ntp(self) -> None:
        self._note("nobody keeps the clock right")
        self._station.clocks.synchronised = False
        try:
            await asyncio.sleep(self._lasts_s())
        finally:
            self._station.clocks.synchronised = True
