"""What every simulated board has: an input buffer, answers, a supply, and ways to fail."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import ClassVar, Literal

from lockersim.boards.replies import BoardFaults, Reply
from lockersim.boards.wired import Wired
from lockersim.world.model import Cause, Happening
from lockersim.world.world import World

Speed = Literal[4800, 9600, 19200, 38400, 57600, 115200]
"""The speeds at which lines run."""
BYTE_GAP_MS = 20.0
"""Silence after which a board forgets a half-received frame. Lock boards' sheets do not give it; seen: 5 to 20 ms."""
BOOT_MS = 1000.0
"""How long a board is silent after power-on."""


class Board(Wired, ABC):
    """One board on a line. The line calls ``hear`` for every byte on the wire and sets ``send`` and ``on_unsent``."""

    family: ClassVar[str]
    addresses: ClassVar[range]
    """Addresses it can be set to."""
    usual_speed_baud: ClassVar[Speed]
    byte_gap_ms: ClassVar[float] = BYTE_GAP_MS
    options: ClassVar[frozenset[str]] = frozenset()
    """Settings of its own that the constructor takes."""
    default_latency_ms: ClassVar[float]

    def __init__(
        self,
        world: World,
        *,
        bus: str,
        address: int,
        power_group: str,
        model: str | int | None = None,
        closed_bit: int = 1,
        latency_ms: float | None = None,
        pulse_ms: float | None = None,
    ) -> None:
        super().__init__(world, bus=bus, address=address, power_group=power_group, model=model)
        self.closed_bit = closed_bit
        self.latency_ms = self.default_latency_ms if latency_ms is None else latency_ms
        self.pulse_ms = self.default_pulse_ms if pulse_ms is None else pulse_ms
        self.faults = BoardFaults()
        self.send: Callable[[bytes, float], None] = lambda _frame, _at_ms: None
        self.on_unsent: Callable[[bytes, str], None] = lambda _frame, _why: None
        self._buffer = bytearray()
        self._heard_ms = -math.inf
        self._deaf_until_ms = -math.inf
        self._withheld: bytes | None = None

    # Input

    def hear(self, data: bytes, at_ms: float, byte_ms: float = 0.0) -> None:
        """Take bytes that came ``byte_ms`` one after the other; ``at_ms`` is when the last bit of the last arrived."""
        if not self.powered:
            return
        first_ms = at_ms - (len(data) - 1) * byte_ms
        if first_ms < self._deaf_until_ms:
            data = self._not_missed(data, at_ms, byte_ms)
            if not data:
                return
            first_ms = at_ms - (len(data) - 1) * byte_ms
        if first_ms - self._heard_ms > self.byte_gap_ms:
            self._buffer.clear()
        self._heard_ms = at_ms
        self._buffer += data
        for frame in self._frames(self._buffer):
            self._obey(frame, at_ms - len(self._buffer) * byte_ms)
            if self._buffer and self._deaf_until_ms > at_ms - len(self._buffer) * byte_ms:
                self._buffer[:] = self._not_missed(bytes(self._buffer), at_ms, byte_ms)

    def _not_missed(self, data: bytes, at_ms: float, byte_ms: float) -> bytes:
        """The end of what came, from where the board listens again."""
        if at_ms < self._deaf_until_ms:
            return b""
        return data[-1 - int((at_ms - self._deaf_until_ms) / byte_ms) :] if byte_ms else data

    def _frames(self, buffer: bytearray) -> Iterator[bytes]:
        """Take whole valid frames off the front of the buffer and drop what cannot begin one."""
        while buffer:
            size = self._measure(buffer)
            if size is None:
                return
            frame = bytes(buffer[:size])
            del buffer[: size or 1]
            if frame:
                yield frame

    @abstractmethod
    def _measure(self, buffer: bytearray) -> int | None:
        """Return the length of the valid frame at the front: 0 if there is none, None if more bytes are needed."""

    @abstractmethod
    def _obey(self, frame: bytes, at_ms: float) -> None:
        """Do what a valid frame says, if it is for this board."""

    # Output

    @property
    def calls_itself(self) -> int:
        """The address in its replies."""
        return self.address if self.faults.calls_itself is None else self.faults.calls_itself

    def _bit(self, number: int) -> bool:
        faults = self.faults
        if faults.blank_until_ms > 0 and self._world.clock.now_ms() < faults.blank_until_ms:
            return False
        said = super()._bit(number)
        return not said if faults.lies and faults.lies.get(number, 0) > 0 else said

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
            times = 2 if faults.double > 0 else 1
            faults.double -= times - 1
            self._after(due_ms, lambda: self._send(frame, due_ms, times))
        if faults.lies and reply is Reply.STATUS:
            faults.lies = {number: count - 1 for number, count in faults.lies.items() if count > 1}

    def _send(self, frame: bytes, at_ms: float, times: int) -> None:
        for _ in range(times):
            self.send(frame, at_ms)

    def withhold(self) -> None:
        """Keep back status replies from now on."""
        self.faults.withhold_status = True

    def release(self) -> None:
        """Answer again; the newest reply kept back goes out now, late."""
        self.faults.withhold_status = False
        frame, self._withheld = self._withheld, None
        if frame is not None and self.powered:
            self.send(frame, self._world.clock.now_ms())

    # Power

    def power_off(self) -> None:
        """Cut the board's supply: coils fall, everything under way is forgotten."""
        if not self.powered:
            return
        self.powered = False
        self._drop()
        self._buffer.clear()
        self._withheld = None
        self._world.note(Happening.BOARD_DOWN, Cause.FAULT, detail=self.name)

    def power_on(self, *, boot_ms: float = BOOT_MS) -> None:
        """Give the board its supply back: a stray byte at once, then silence while it boots (F40)."""
        if self.powered:
            return
        self.powered = True
        now_ms = self._world.clock.now_ms()
        self._deaf_until_ms = now_ms + boot_ms
        self._world.note(Happening.BOARD_UP, Cause.FAULT, detail=self.name)
        self.send(b"\x00", now_ms)

    def reboot(self, *, boot_ms: float = BOOT_MS, blank_ms: float = 0.0) -> None:
        """Cut the supply and give it back; for ``blank_ms`` its feedback then says 0, whatever its switches do."""
        self.power_off()
        self.faults.blank_until_ms = self._world.clock.now_ms() + blank_ms
        self.power_on(boot_ms=boot_ms)
