"""What a station needs to live in one process and in virtual time: a port without a pty, a clock on the loop."""

from collections.abc import Callable
from dataclasses import dataclass

from virtual_loop import virtual_loop

from lockerd.bus.link.memory_link import MemoryLink
from lockerd.domain.model.state import Now

EPOCH_S = 1_800_000_000


class MemoryPort:
    """Stands where the simulated line has its pty: both ends live in this process."""

    host_baud = None
    takes_time = False

    def __init__(self) -> None:
        self.on_bytes: Callable[[bytes], None] = lambda _data: None
        self._link: MemoryLink | None = None

    async def open(self) -> MemoryLink:
        self._link = MemoryLink(self.on_bytes)
        return self._link

    def write(self, data: bytes) -> None:
        if self._link is not None:
            self._link.deliver(data)

    def plug(self) -> None:
        pass

    def unplug(self) -> None:
        self._link = None


@dataclass
class LoopTime:
    """A clock on the virtual loop that goes on over power cuts, as a battery clock does."""

    powered_before_ms: int
    started_ms: int
    corrected_s: int = 0

    def monotonic_ms(self) -> int:
        return virtual_loop().monotonic_ms()

    def now(self) -> Now:
        mono_ms = self.monotonic_ms()
        wall_s = EPOCH_S + mono_ms // 1000
        wall_s += self.corrected_s
        return Now(mono_ms, self.powered_before_ms + mono_ms - self.started_ms, wall_s, wall_s + 2)

    def correct(self, unix_s: int) -> Now:
        self.corrected_s += unix_s - self.now().lo_s
        return self.now()
