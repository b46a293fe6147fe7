"""Everything a site needs, running together: broker, wall, lockerd as a process, central, and people's papers."""

import asyncio
import contextlib
import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

from lockercentral.errors import CentralError
from lockercentral.keys import CentralKeys
from lockercentral.office import Central
from lockersim.errors import SimError
from lockersim.faults.desk import FaultDesk
from lockersim.people.papers import Papers
from lockersim.people.scene import Scene
from lockersim.people.watcher import Watcher
from lockersim.pins.program import lockerd_on_wires
from lockersim.pins.socket_wires import SocketWires
from lockersim.site.admin import Admin
from lockersim.site.broker import Broker, free_port
from lockersim.site.daemon import Daemon
from lockersim.site.remote import Remote
from lockersim.site.rig import VIRTUAL, Rig
from lockersim.site.site import SITE_ID, SiteFolder
from lockersim.site.terminal import Terminal
from lockersim.site.walk_ins import WalkInClass
from lockersim.waiting import until
from lockersim.wall.spec import WallSpec
from lockersim.wall.wall import Wall
from lockersim.world.clock import LoopClock

CONNECT_S = 10.0
ONLINE_S = 60.0
READ_S = 30.0
LOOK_S = 0.05


class Bench:
    """``async with Bench(...)`` starts all of it and stops all of it; with ``power=False`` lockerd stays off.

    ``remote``: terminals that are other machines, enrolled before it starts.
    """

    def __init__(
        self,
        root: Path,
        spec: WallSpec,
        *,
        rig: Rig = VIRTUAL,
        seed: int = 0,
        policy: Mapping[str, int] | None = None,
        walk_ins: Mapping[str, WalkInClass] | None = None,
        allow_iotcore: bool = False,
        power: bool = True,
        remote: Sequence[str] = (),
    ) -> None:
        self.folder = SiteFolder(root)
        self.keys = CentralKeys.make()
        site_key = self.folder.prepare(self.keys)
        wires = rig.wires(spec, self.folder.ports)
        program = Path(sys.executable).with_name("lockerd")
        if isinstance(wires, SocketWires):
            program = lockerd_on_wires(wires, folder=root)
        clock = LoopClock(asyncio.get_running_loop())
        self.wall = Wall(spec, clock, folder=self.folder.ports, ports=rig.ports(spec), wires=wires, seed=seed)
        self.broker = Broker(root / "broker", port=free_port(), allow_iotcore=allow_iotcore)
        self.daemon = Daemon(rig.lockerd, root, broker_port=self.broker.port, program=program)
        self.central = Central(SITE_ID, site_key, self.keys, self.broker.port)
        self.terminal = Terminal.on_socket(self.daemon.terminal_socket)
        self.admin = Admin(self.daemon.admin_socket)
        self.faults = FaultDesk(self.wall)
        self.watcher = Watcher(self.wall)
        self.papers = Papers(self.central)
        self.scene = Scene(self.wall, self.terminal, self.papers, self.watcher)
        self.scene.verifier.enroll(root)
        self._broker_port = rig.lockerd.broker_port or self.broker.port
        self._power = power
        self._policy = policy or {}
        self.remote = Remote(self.folder.config)
        self._enrolled = remote
        self._walk_ins = walk_ins
        self._central_task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        # The boards must answer in time: no later collection of garbage looks through all that is loaded.
        gc.collect()
        gc.freeze()
        try:
            self.folder.write_config(
                wall=self.wall.spec,
                wall_toml=(self.remote.toml if self._enrolled else "") + self.wall.config_toml(),
                broker_port=self._broker_port,
                policy=self._policy,
                walk_ins=self._walk_ins,
            )
            for name in self._enrolled:
                await self.remote.enroll(name)
            await self.broker.start()
            self._central_task = asyncio.create_task(self.central.run())
            self.wall.start()
            await self.wait(lambda: self.central.connected, within_s=CONNECT_S, what="central reaches the broker")
            if self._power:
                await self.power_on()
                await self.all_read()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def power_on(self) -> None:
        """Start lockerd and wait until it serves, central too; raises ``SimError`` with its last words."""
        if self.daemon.running:
            return
        boot = self.central.presence.boot
        await self.daemon.start()
        if self.broker.running:
            await self.online(lambda: self.central.presence.boot != boot)

    async def broker_on(self) -> None:
        """Start the broker and wait until both sides have found it again; raises ``SimError``."""
        await self.broker.start()
        if self.daemon.running:
            await self.online()

    async def all_read(self) -> None:
        """Wait until lockerd has seen every door: what it has not seen it neither reserves nor opens."""
        try:
            async with asyncio.timeout(READ_S):
                while not await self.admin.all_read():  # noqa: ASYNC110 - another process
                    await asyncio.sleep(LOOK_S)
        except TimeoutError:
            raise SimError("lockerd has no reading of some compartments") from None

    async def online(self, also: Callable[[], bool] = lambda: True) -> None:
        """Wait until central and lockerd have found each other; raises ``SimError``."""
        # A command sent before lockerd listens would be lost: nobody keeps it.
        presence = self.central.presence
        await self.wait(
            lambda: self.central.connected and presence.state == "online" and also(),
            within_s=ONLINE_S,
            what="lockerd is online at the broker",
        )

    async def wait(self, condition: Callable[[], bool], *, within_s: float, what: str) -> None:
        """Wait until ``condition`` holds; raises ``SimError`` naming ``what`` did not come."""
        await until(condition, within_s=within_s, what=what)

    async def stop(self) -> None:
        """Stop everything, the newest first."""
        await self.terminal.close()
        await self.admin.close()
        await self.daemon.stop()
        self.wall.stop()
        if self._central_task is not None:
            self._central_task.cancel()
            with contextlib.suppress(asyncio.CancelledError, CentralError):
                await self._central_task
        await self.broker.stop()
