"""Simulated lines for scans in virtual time: any boards, at any speed, with any fault, without ptys."""

import asyncio
from pathlib import Path
from typing import Any

from in_process import MemoryPort

from lockerd.bus.link.link import Lag
from lockerd.bus.link.memory_link import MemoryLink
from lockerd.bus.probe.finding import Findings
from lockerd.bus.probe.plan import plan
from lockerd.bus.probe.scan import Scan
from lockersim.faults.desk import FaultDesk
from lockersim.line.line import Line
from lockersim.wall.spec import BoardSpec, BusSpec, WallSpec
from lockersim.wall.wall import Wall
from lockersim.world.clock import LoopClock
from lockersim.world.model import Feedback, Happening, ItemSensor, Lock
from lockersim.world.partspec import CompartmentSpec

LAG = Lag(reply_ms=20.0, held_ms=0)
"""Of a `MemoryLink`."""


class SpeedPort(MemoryPort):
    """Knows at which speed our end was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.host_baud: int | None = None
        self.opened: list[int] = []

    async def open_at(self, speed_baud: int) -> MemoryLink:
        self.host_baud = speed_baud
        self.opened.append(speed_baud)
        return await self.open()

    def hang_up(self) -> None:
        assert self._link is not None
        self._link.hang_up()


def board(family: str, address: int, **settings: Any) -> BoardSpec:
    model = settings.get("model")
    contact = family in {"bcc", "kecheng", "winnsen", "wkly", "lctech"} or model in {"relay8d", "io8"}
    hook = family.startswith("cu")
    return BoardSpec(
        family=family,
        address=address,
        feedback=Feedback.HOOK if hook else Feedback.CONTACT if contact else Feedback.NONE,
        lock=Lock.HOOK if hook else Lock.BOLT,
        **settings,
    )


class ProbedLine:
    """One line with boards on it; each has its first two channels wired to doors."""

    def __init__(self, *boards: BoardSpec, speed_baud: int, jitter_ms: float = 0.2, seed: int = 1) -> None:
        compartments = tuple(
            CompartmentSpec(
                id=f"C{each.address:03}-{channel}",
                address=each.address,
                channel=channel,
                row=channel,
                column=n,
                height_cm=100,
                item_sensor=ItemSensor.FITTED,
            )
            for n, each in enumerate(boards, 1)
            for channel in (1, 2)
        )
        bus = BusSpec(id="bus0", speed_baud=speed_baud, power_group="psu1", boards=boards, compartments=compartments)
        clock = LoopClock(asyncio.get_running_loop())
        self.wall = Wall(WallSpec(buses=(bus,)), clock, folder=Path("/nowhere"), seed=seed, jitter_ms=jitter_ms)
        self.line: Line = self.wall.lines["bus0"]
        self.port = SpeedPort()
        self.sent: list[bytes] = []
        send = self.line.port.on_bytes

        def sending(data: bytes) -> None:
            self.sent.append(data)
            send(data)

        self.port.on_bytes = sending
        self.line.port = self.port  # type: ignore[assignment]  # same shape, other medium
        self.desk = FaultDesk(self.wall)

    async def scan(self, **wanted: Any) -> Findings:
        scan = Scan(self.port.open_at, plan(**wanted))
        await scan.run()
        self.nothing_moved()
        return scan.findings

    def nothing_moved(self) -> None:
        assert self.wall.world.pulses == []
        assert not [event for event in self.wall.world.events if event.kind is Happening.OPEN_ALL]
