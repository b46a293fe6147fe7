"""What the simulator's tests share: a world moved by hand with boards fed directly, and a host on a real pty."""

import asyncio
from pathlib import Path
from typing import Any

import serial

from lockersim.boards import FAMILIES, Board
from lockersim.world.clock import ManualClock
from lockersim.world.compartment import Compartment
from lockersim.world.hands import Hands
from lockersim.world.model import ChannelRef, Door, Feedback, Happening, ItemSensor, Lock
from lockersim.world.world import World

HOOKS = {"cu48", "cu48b", "cu16", "cu12"}
"""Families whose feedback is that of rotary hooks."""


def unhex(text: str) -> bytes:
    return bytes.fromhex(text)


class Bench:
    """One board with a few compartments, no line: bytes go straight in, frames come straight out."""

    def __init__(self, family: str, *, address: int, wired: int = 8, items: bool = False, **settings: Any) -> None:
        self.clock = ManualClock()
        hook = family in HOOKS
        self.world = World(
            [
                Compartment(
                    id=f"C{n:02}",
                    row=1,
                    column=n,
                    size="A4",
                    height_cm=100,
                    lock=Lock.HOOK if hook else Lock.BOLT,
                    feedback=Feedback.HOOK if hook else Feedback.CONTACT,
                    item_sensor=ItemSensor.FITTED if items else ItemSensor.NONE,
                )
                for n in range(1, wired + 1)
            ],
            self.clock,
        )
        for n in range(1, wired + 1):
            self.world.wire(ChannelRef("bus", address, n), f"C{n:02}")
        self.hands = Hands(self.world)
        self.board: Board = FAMILIES[family](self.world, bus="bus", address=address, power_group="psu1", **settings)
        self.sent: list[tuple[float, str]] = []
        self.board.send = lambda frame, at_ms: self.sent.append((at_ms, frame.hex(" ").upper()))

    def hear(self, text: str, *, gap_ms: float = 0.5) -> None:
        for byte in unhex(text):
            self.clock.advance(gap_ms)
            self.board.hear(bytes([byte]), self.clock.now_ms())

    def replies(self, wait_ms: float = 2000) -> list[str]:
        self.clock.advance(wait_ms)
        taken = [frame for _, frame in self.sent]
        self.sent.clear()
        return taken

    def ask(self, text: str) -> list[str]:
        self.hear(text)
        return self.replies()

    def pulses(self) -> list[tuple[str | None, float]]:
        """The pulses that are over: compartment and length in ms."""
        over = [p for p in self.world.pulses if p.end_ms is not None]
        return [(p.compartment, round((p.end_ms or 0) - p.start_ms, 3)) for p in over]

    def opened_all(self) -> int:
        return [e.kind for e in self.world.events].count(Happening.OPEN_ALL)

    def open_doors(self) -> set[str]:
        return {c.id for c in self.world.compartments.values() if c.door is Door.OPEN}


class Watch:
    """Waits for the next world event of a kind; built before what brings it about."""

    def __init__(self, world: World, kind: Happening) -> None:
        self._happened = asyncio.Event()
        self._leave = world.subscribe(lambda event: self._happened.set() if event.kind is kind else None)

    async def seen(self) -> None:
        await asyncio.wait_for(self._happened.wait(), 5)
        self._leave()


class Host:
    """What lockerd would be: pyserial on the other end of the pty."""

    def __init__(self, link: Path, speed_baud: int) -> None:
        self.serial = serial.Serial(str(link), speed_baud, exclusive=True, timeout=0)

    async def ask(self, request: str, reply_bytes: int, *, wait_s: float = 2.0) -> str:
        """Send a request and return what came back: ``reply_bytes`` bytes, or fewer within ``wait_s``."""
        return await asyncio.to_thread(self._ask, unhex(request), reply_bytes, wait_s)

    async def listen(self, reply_bytes: int, *, wait_s: float = 2.0) -> str:
        return await asyncio.to_thread(self._ask, b"", reply_bytes, wait_s)

    def _ask(self, request: bytes, reply_bytes: int, wait_s: float) -> str:
        if request:
            self.serial.write(request)
        self.serial.timeout = wait_s
        return self.serial.read(reply_bytes).hex(" ").upper()

    def close(self) -> None:
        self.serial.close()
