"""The copper of an RS-485 line: one byte after the other at wire speed, heard by all, spoilt when two talk at once."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from lockersim.world.clock import Clock, Timer

BITS_PER_BYTE = 10
"""8N1: start bit, eight data bits, stop bit."""

ROUNDING_MS = 1e-6
"""Timers speak seconds: a byte that is due may be due this little later by the arithmetic."""

Hearing = Callable[[str, bytes, float], None]
"""Called for what arrived in one go: who sent it, the bytes as they arrived, when the very last bit did (ms)."""


@dataclass(slots=True, eq=False)
class Burst:
    """Bytes one sender puts on the wire without a pause; ``heard`` is what arrived of them."""

    sender: str
    data: bytes
    start_ms: float
    heard: bytearray = field(default_factory=bytearray)
    collided: bool = False
    sent: int = 0
    timer: Timer | None = None


class Wire:
    """A half-duplex medium. Byte times are absolute deadlines, so a late loop catches up instead of drifting.

    ``noise_rate`` is the chance that a bit is flipped on the way. Bytes of two senders that overlap spoil each other:
    aligned to the bit the zeros win, otherwise anything arrives; where they overlap, one byte arrives per byte time.
    Bytes are told of as an adapter would hand them over, up to ``grain_ms`` late, the last of a burst in time;
    ``ahead`` tells of them that much earlier, where a real port still has to send them.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        speed_baud: int,
        jitter_ms: float,
        rng: random.Random,
        grain_ms: float = 0.0,
        ahead: bool = False,
    ) -> None:
        self.byte_ms = BITS_PER_BYTE * 1000 / speed_baud
        self.noise_rate = 0.0
        self.on_bytes: Hearing = lambda _sender, _data, _at_ms: None
        self.on_burst: Callable[[Burst], None] = lambda _burst: None
        self.on_handed_over: Callable[[], None] = lambda: None
        self._clock, self._jitter_ms, self._rng = clock, jitter_ms, rng
        self._grain_bytes = max(1, round(grain_ms / self.byte_ms))
        self._lead_ms = self._grain_bytes * self.byte_ms if ahead else 0.0
        self._bursts: list[Burst] = []
        self._free_ms: dict[str, float] = {}

    def send(self, sender: str, data: bytes, at_ms: float) -> None:
        """Put bytes on the wire from ``at_ms`` on, or behind what the same sender still has to send."""
        start_ms = max(at_ms, self._free_ms.get(sender, at_ms))
        self._free_ms[sender] = start_ms + len(data) * self.byte_ms
        burst = Burst(sender, data, start_ms)
        self._bursts.append(burst)
        self._next(burst)

    def talking(self, sender: str, at_ms: float) -> bool:
        """Tell whether ``sender`` has a byte on the wire just before ``at_ms``."""
        return any(b.sender == sender and b.start_ms < at_ms <= self._end_ms(b) for b in self._bursts)

    def stop(self) -> None:
        """Forget everything under way."""
        for burst in self._bursts:
            if burst.timer is not None:
                burst.timer.cancel()
        self._bursts.clear()
        self._free_ms.clear()

    def _end_ms(self, burst: Burst) -> float:
        return burst.start_ms + len(burst.data) * self.byte_ms

    def _next(self, burst: Burst) -> None:
        due_bytes = min(burst.sent + self._grain_bytes, len(burst.data))
        due_ms = burst.start_ms + due_bytes * self.byte_ms - self._lead_ms + self._rng.uniform(0, self._jitter_ms)
        burst.timer = self._clock.call_at(due_ms, lambda: self._arrive(burst))

    def _arrive(self, burst: Burst) -> None:
        now_ms = self._clock.now_ms()
        due_bytes = int((now_ms + self._lead_ms + ROUNDING_MS - burst.start_ms) / self.byte_ms)
        if (due := burst.data[burst.sent : due_bytes]) and self._is_alone(burst, len(due)):
            burst.sent += len(due)
            burst.heard += due
            self.on_bytes(burst.sender, due, burst.start_ms + burst.sent * self.byte_ms)
        else:
            for byte in due:
                burst.sent += 1
                self._deliver(burst, byte, burst.start_ms + burst.sent * self.byte_ms)
        self.on_handed_over()
        if burst.sent < len(burst.data):
            self._next(burst)
            return
        self.on_burst(burst)
        self._prune(now_ms)

    def _is_alone(self, burst: Burst, size: int) -> bool:
        """Whether the next bytes arrive as they are, as nearly always."""
        if self.noise_rate > 0:
            return False
        if len(self._bursts) == 1:
            return True
        start_ms = burst.start_ms + burst.sent * self.byte_ms
        return not self._others(burst, start_ms, start_ms + size * self.byte_ms)

    def _others(self, burst: Burst, start_ms: float, end_ms: float) -> list[Burst]:
        """What others have on the wire meanwhile."""
        slack_ms = self.byte_ms / BITS_PER_BYTE / 2
        return [
            b
            for b in self._bursts
            if b.sender != burst.sender and b.start_ms < end_ms - slack_ms and self._end_ms(b) > start_ms + slack_ms
        ]

    def _deliver(self, burst: Burst, byte: int, end_ms: float) -> None:
        start_ms = end_ms - self.byte_ms
        if others := self._others(burst, start_ms, end_ms):
            burst.collided = True
            rank = self._bursts.index(burst)
            if any(self._bursts.index(b) < rank for b in others):
                return  # swallowed: the byte of the earlier sender arrives, spoilt
            for other in others:
                byte = self._clash(byte, other, start_ms)
        arrived = byte ^ self._noise()
        burst.heard.append(arrived)
        self.on_bytes(burst.sender, bytes([arrived]), end_ms)

    def _clash(self, byte: int, other: Burst, start_ms: float) -> int:
        index, offset = divmod((start_ms - other.start_ms) / self.byte_ms, 1)
        aligned = min(offset, 1 - offset) * BITS_PER_BYTE < 1
        at = int(index) + round(offset)
        if aligned and 0 <= at < len(other.data):
            return byte & other.data[at]
        return self._rng.randrange(256)

    def _noise(self) -> int:
        if self.noise_rate <= 0:
            return 0
        return sum(1 << bit for bit in range(8) if self._rng.random() < self.noise_rate)

    def _prune(self, now_ms: float) -> None:
        if len(self._bursts) == 1:
            return
        # A late clock delivers one sender's bytes after the other's: those still to come must find what they hit.
        to_come_ms = [b.start_ms + b.sent * self.byte_ms for b in self._bursts if b.sent < len(b.data)]
        past_ms = min([now_ms, *to_come_ms]) - 2 * self.byte_ms
        self._bursts = [b for b in self._bursts if b.sent < len(b.data) or self._end_ms(b) > past_ms]
