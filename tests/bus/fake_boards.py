"""A bus of boards that behave: bytes at wire speed in virtual time, doors with springs, coils that are timed.

Written from the data sheets, not from the codecs.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from lockerd.bus.link.link import PortMissingError
from lockerd.bus.link.memory_link import MemoryLink

Fault = Callable[[bytes], bytes]


@dataclass
class CoilOn:
    address: int
    channel: int
    on_s: float
    off_s: float


@dataclass
class FakeBoard:
    address: int
    channels: int = 48
    family: str = "cu48"
    latency_ms: float = 4.0
    pulse_ms: float = 500.0
    opens_after_ms: float = 60.0
    dead: bool = False
    jammed: bool = False
    lose: int = 0
    """So many of the next replies never leave."""
    twist: Fault | None = None
    """What happens to a reply on its way."""
    late_ms: float = 0.0
    answers: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shut = dict.fromkeys(range(1, self.channels + 1), True)
        self.bus: FakeBus

    def handle(self, frame: bytes) -> None:
        loop = asyncio.get_running_loop()
        if self.family == "cu48":
            if frame[3] == 0x50:
                self.answer(self.cu48_status)
            elif frame[3] == 0x51:
                self.pulse(frame[2] + 1)
        elif frame[0] == 0x80:
            self.answer(self.bcc_status)
        elif frame[0] == 0x8A:
            channel = frame[2]
            self.pulse(channel)
            loop.call_later(self.pulse_ms / 1000, self.answer, lambda: self.bcc_unlocked(channel))

    def pulse(self, channel: int) -> None:
        loop = asyncio.get_running_loop()
        on_s = loop.time() + self.latency_ms / 1000
        self.bus.coils.append(CoilOn(self.address, channel, on_s, on_s + self.pulse_ms / 1000))
        if not self.jammed:
            loop.call_later((self.latency_ms + self.opens_after_ms) / 1000, self.shut.__setitem__, channel, False)

    def answer(self, make: Callable[[], bytes]) -> None:
        if self.lose:
            self.lose -= 1
            return
        loop = asyncio.get_running_loop()
        self.answers.append(loop.time())

        def speak() -> None:
            frame = make()
            self.bus.say(self.twist(frame) if self.twist else frame)

        loop.call_later((self.latency_ms + self.late_ms) / 1000, speak)

    def packed(self) -> int:
        return sum(shut << (channel - 1) for channel, shut in self.shut.items())

    def cu48_status(self) -> bytes:
        body = bytes((0x02, self.address, 0, 0x65)) + self.packed().to_bytes(6, "little") + b"\x03"
        return body + bytes((sum(body) % 256,))

    def bcc_status(self) -> bytes:
        return sealed(bytes((0x80, self.address)) + self.packed().to_bytes(3, "big") + b"\x33")

    def bcc_unlocked(self, channel: int) -> bytes:
        return sealed(bytes((0x8A, self.address, channel, 0x11 if self.shut[channel] else 0x00)))


def sealed(body: bytes) -> bytes:
    check = 0
    for byte in body:
        check ^= byte
    return body + bytes((check,))


class FakeBus:
    """All boards of one line; `open` is the link factory."""

    def __init__(self, *boards: FakeBoard, speed_baud: int = 19_200, echo: bool = False) -> None:
        self.boards = {board.address: board for board in boards}
        self.speed_baud = speed_baud
        self.echo = echo
        self.coils: list[CoilOn] = []
        self.heard: list[tuple[float, bytes]] = []
        self.link: MemoryLink | None = None
        self.opened = 0
        self.plugged_in = True
        self.asked_s: list[float] = []
        """When somebody wanted to open it."""
        for board in boards:
            board.bus = self

    async def open(self) -> MemoryLink:
        self.asked_s.append(asyncio.get_running_loop().time())
        if not self.plugged_in:
            raise PortMissingError("there is no such port; plug the adapter in")
        self.opened += 1
        self.link = MemoryLink(self.hear)
        return self.link

    def unplug(self) -> None:
        """Until it is plugged in again."""
        self.plugged_in = False
        self.link.hang_up()

    def wire_s(self, size: int) -> float:
        return size * 10 / self.speed_baud

    def hear(self, frame: bytes) -> None:
        loop = asyncio.get_running_loop()
        self.heard.append((loop.time(), frame))
        if self.echo:
            loop.call_later(self.wire_s(len(frame)), self.link.deliver, frame)
        loop.call_later(self.wire_s(len(frame)), self._arrive, frame)

    def _arrive(self, frame: bytes) -> None:
        board = self.boards.get(frame[1])
        if board and not board.dead:
            board.handle(frame)

    def say(self, frame: bytes) -> None:
        """Bytes arrive one by one, at wire speed."""
        loop = asyncio.get_running_loop()
        for at in range(len(frame)):
            loop.call_later(self.wire_s(at + 1), self.link.deliver, frame[at : at + 1])

    def unlocks(self) -> list[tuple[float, bytes]]:
        return [(at, f) for at, f in self.heard if f[0] == 0x8A or (f[0] == 0x02 and f[3] == 0x51)]
