"""What every simulated board has: an address, an input buffer, outputs with pulses, and ways to fail."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import ClassVar

from lockersim.clock import Timer
from lockersim.model import Cause, ChannelRef, Happening
from lockersim.world import World

BYTE_GAP_MS = 20.0
"""Silence after which a board forgets a half-received frame. No data sheet gives it; the field has 5 to 20 ms."""
BOOT_MS = 1000.0
"""How long a board is silent after power-on."""


class Reply(StrEnum):
    """What a reply answers."""

    STATUS = "status"
    UNLOCK = "unlock"


@dataclass(slots=True)
class BoardFaults:
    """How one board's answers go wrong at the moment; ``lose`` counts replies still to be lost (inf: all)."""

    lose: dict[Reply, float] = field(default_factory=dict)
    late_ms: float = 0.0
    withhold_status: bool = False


class Board(ABC):
    """One board on a line. The line calls ``hear`` for every byte on the wire and sets ``send`` and ``on_unsent``."""

    family: ClassVar[str]
    channels: ClassVar[int]
    default_latency_ms: ClassVar[float]
    default_pulse_ms: ClassVar[float]

    def __init__(
        self,
        world: World,
        *,
        bus: str,
        address: int,
        power_group: str,
        closed_bit: int = 1,
        latency_ms: float | None = None,
        pulse_ms: float | None = None,
    ) -> None:
        self.bus, self.address, self.closed_bit = bus, address, closed_bit
        self.latency_ms = self.default_latency_ms if latency_ms is None else latency_ms
        self.pulse_ms = self.default_pulse_ms if pulse_ms is None else pulse_ms
        self.faults = BoardFaults()
        self.powered = True
        self.send: Callable[[bytes, float], None] = lambda _frame, _at_ms: None
        self.on_unsent: Callable[[bytes, str], None] = lambda _frame, _why: None
        self._world, self._power_group = world, power_group
        self._buffer = bytearray()
        self._heard_ms = -math.inf
        self._deaf_until_ms = -math.inf
        self._timers: set[Timer] = set()
        self._coils: dict[ChannelRef, Timer] = {}
        self._withheld: bytes | None = None

    @property
    def name(self) -> str:
        """The board as faults and records call it: ``bus/address``."""
        return f"{self.bus}/{self.address}"

    # Input

    def hear(self, byte: int, at_ms: float) -> None:
        """Take one byte from the wire; ``at_ms`` is when its last bit arrived."""
        if not self.powered or at_ms < self._deaf_until_ms:
            return
        if at_ms - self._heard_ms > BYTE_GAP_MS:
            self._buffer.clear()
        self._heard_ms = at_ms
        self._buffer.append(byte)
        for frame in self._frames(self._buffer):
            self._obey(frame, at_ms)

    @abstractmethod
    def _frames(self, buffer: bytearray) -> Iterator[bytes]:
        """Take whole valid frames off the front of the buffer and drop what cannot begin one."""

    @abstractmethod
    def _obey(self, frame: bytes, at_ms: float) -> None:
        """Do what a valid frame says, if it is for this board."""

    # Output

    def _answer(self, frame: bytes, reply: Reply, *, at_ms: float) -> None:
        """Send a reply that is due at ``at_ms``, unless a fault has other plans."""
        faults = self.faults
        if faults.lose.get(reply, 0) > 0:
            faults.lose[reply] -= 1
            self.on_unsent(frame, "lost")
        elif faults.withhold_status and reply is Reply.STATUS:
            self._withheld = frame
            self.on_unsent(frame, "withheld")
        else:
            due_ms = at_ms + faults.late_ms
            self._after(due_ms, lambda: self.send(frame, due_ms))

    def withhold(self) -> None:
        """Keep back status replies from now on."""
        self.faults.withhold_status = True

    def release(self) -> None:
        """Answer again; the newest reply kept back goes out now, late."""
        self.faults.withhold_status = False
        frame, self._withheld = self._withheld, None
        if frame is not None and self.powered:
            self.send(frame, self._world.clock.now_ms())

    # Channels

    def _channel(self, number: int) -> ChannelRef:
        return ChannelRef(self.bus, self.address, number)

    def _bit(self, number: int) -> bool:
        """Return the raw feedback bit of channel ``number``; a channel with nothing connected reads 0."""
        closed = self._world.shorted(self._channel(number))
        return closed is not None and closed is bool(self.closed_bit)

    def _pulse(self, number: int, *, at_ms: float) -> None:
        """Energise one channel for the board's pulse; asked again meanwhile, it starts anew (one long pulse)."""
        channel = self._channel(number)
        running = self._coils.pop(channel, None)
        if running is not None:
            running.cancel()
            self._timers.discard(running)
        self._world.energise(channel, self._power_group)
        self._coils[channel] = self._after(at_ms + self.pulse_ms, lambda: self._end_pulse(channel))

    def _end_pulse(self, channel: ChannelRef) -> None:
        self._coils.pop(channel, None)
        self._world.de_energise(channel)

    def _open_all(self, *, at_ms: float) -> float:
        """Do what a real board does on its open-all frame: fire every lock in turn. Return when the last pulse ends."""
        self._world.note(Happening.OPEN_ALL, Cause.BOARD, detail=self.name)
        for index in range(self.channels):
            start_ms = at_ms + index * self.pulse_ms
            self._after(start_ms, partial(self._pulse, index + 1, at_ms=start_ms))
        return at_ms + self.channels * self.pulse_ms

    # Power

    def power_off(self) -> None:
        """Cut the board's supply: coils fall, everything under way is forgotten."""
        if not self.powered:
            return
        self.powered = False
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        for channel in tuple(self._coils):
            self._end_pulse(channel)
        self._buffer.clear()
        self._withheld = None
        self._world.note(Happening.BOARD_DOWN, Cause.FAULT, detail=self.name)

    def power_on(self) -> None:
        """Give the board its supply back: a stray byte at once, then silence while it boots (F40)."""
        if self.powered:
            return
        self.powered = True
        now_ms = self._world.clock.now_ms()
        self._deaf_until_ms = now_ms + BOOT_MS
        self._world.note(Happening.BOARD_UP, Cause.FAULT, detail=self.name)
        self.send(b"\x00", now_ms)

    def reboot(self) -> None:
        """Cut the supply and give it back."""
        self.power_off()
        self.power_on()

    def _after(self, when_ms: float, action: Callable[[], None]) -> Timer:
        def run() -> None:
            self._timers.discard(timer)
            action()

        timer = self._world.clock.call_at(when_ms, run)
        self._timers.add(timer)
        return timer
