"""One life of the daemon: its real composition root on the simulated machine, until it ends, is stopped or is killed.

A killed life is dropped at once: its wires, its broker and its callers hear nothing more of it, and the database is
left as it was at that moment. What its tasks still do while they are cleared away reaches nobody.
"""

import asyncio
import gc
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lockerd.bus.link.link import Link as BusLink
from lockerd.bus.link.link import PortMissingError
from lockerd.central.link import Broker, Link, LinkLostError, Post
from lockerd.config import Config, Keys
from lockerd.config.wall import BusConfig
from lockerd.daemon.machine import Machine
from lockerd.daemon.run import run
from lockerd.daemon.starts import Starts
from lockerd.errors import LockerdError
from lockerd.store.room import Room
from lockerd.systemd import Notifier
from virtual.asgi import Doorstep
from virtual.broker import VirtualBroker
from virtual.clocks import Clocks
from virtual.disk import Disk
from virtual.ends import SiteEnd
from virtual.loop import Inline, SeededLoop
from virtual.wires import InProcessPort

OPEN_S: Final = 0.02
UNWIND_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What outlives a life."""

    loop: SeededLoop
    clocks: Clocks
    broker: VirtualBroker
    ports: dict[str, InProcessPort]
    doorsteps: dict[str, Doorstep]
    state: Path
    disk: Disk
    random: Callable[[int], bytes]
    jitter: Callable[[], float]


class Manager(Notifier):
    """The service manager's end: hears that the daemon is ready, and that it gets on."""

    def __init__(self, loop: SeededLoop) -> None:
        self._loop = loop
        self.is_ready = asyncio.Event()
        self.fed_s = loop.time()

    def close(self) -> None:
        """See `Notifier.close`."""

    def ready(self, status: str) -> None:  # noqa: ARG002 - as its parent has it
        """See `Notifier.ready`."""
        self.is_ready.set()

    def watchdog(self) -> None:
        """See `Notifier.watchdog`."""
        self.fed_s = self._loop.time()

    def stopping(self) -> None:
        """See `Notifier.stopping`."""


class Uncounted(Starts):
    """Cuts come here as often as a seed says: how many in a row halt a station is tried elsewhere (F7)."""

    def count(self) -> int:
        """See `Starts.count`."""
        return self.in_a_row

    def forget(self) -> None:
        """See `Starts.forget`."""


class Life:
    """Begins at once."""

    def __init__(self, around: Surroundings, config: Config, keys: Keys) -> None:
        self._around = around
        self._client = config.site.id
        self._dead = False
        self.manager = Manager(around.loop)
        machine = Machine(
            monotonic_ms=around.loop.now_ms,
            wall_ms=around.clocks.wall_ms,
            sync=around.clocks.sync,
            random=around.random,
            jitter=around.jitter,
            thread=lambda _name: Inline(),
            starts=Uncounted,
            room=lambda state: Room(str(state), 1 << 30, 1 << 31, 0),
            open_link=self._open_link,
            connect=self._connect,
            listen=lambda _config, _lo_s: {name: step.serve for name, step in around.doorsteps.items()},
            loaded=lambda: None,
        )
        self.task = asyncio.ensure_future(run(config, keys, self.manager, machine))

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return not self.task.done()

    def why(self) -> BaseException | None:
        """What it ended with; None: nothing, it was told to."""
        assert self.task.done()
        return None if self.task.cancelled() else self.task.exception()

    async def stop(self) -> None:
        """Have it end in order, as SIGTERM does; raises ``TimeoutError`` where it does not."""
        self.task.cancel()
        await self._ended()

    async def kill(self) -> None:
        """Have nothing of it go on (SIGKILL, or the mains), and leave its files as they are now."""
        self._dead = True
        state = self._around.state
        left = state.with_name("left")
        with self._around.disk.ours():
            shutil.copytree(state, left)
        for port in self._around.ports.values():
            port.cut()
        for step in self._around.doorsteps.values():
            step.shut()
        self._around.broker.cut(self._client)
        self.task.cancel()
        await self._ended()
        shutil.rmtree(state)
        left.rename(state)

    async def _ended(self) -> None:
        done, _ = await asyncio.wait({self.task}, timeout=UNWIND_S)
        if not done:
            raise TimeoutError("the daemon does not end")

    def swept(self) -> None:
        """Let what it left be collected: each life freezes what is there when it is ready."""
        gc.unfreeze()
        gc.collect()

    async def _open_link(self, bus: BusConfig) -> BusLink:
        await asyncio.sleep(OPEN_S)
        if self._dead:
            raise PortMissingError("this life is over")
        return self._around.ports[bus.id].open()

    def _connect(
        self,
        broker: Broker,
        will: Post,
        /,
        *,
        dropped: Callable[[], None],  # noqa: ARG002 - nothing of QoS 0 comes
    ) -> AbstractAsyncContextManager[Link]:
        return self._connected(broker, will)

    @asynccontextmanager
    async def _connected(self, broker: Broker, will: Post) -> AsyncIterator[Link]:
        if self._dead:
            raise LinkLostError("this life is over")
        async with SiteEnd.connected(self._around.loop, self._around.broker, broker, will) as end:
            yield end


def is_told(error: BaseException | None) -> bool:
    """Whether a life ended with errors that lockerd raises on purpose, and with no other."""
    if error is None:
        return True
    if isinstance(error, BaseExceptionGroup):
        return all(is_told(each) for each in error.exceptions)
    return isinstance(error, LockerdError)
