"""The clocks of the simulated machine: what elapses, what its calendar says, and whether anybody keeps that right."""

from dataclasses import dataclass
from typing import Final

from lockerd.clock.machine import KernelSync
from virtual.loop import SeededLoop

DAY_S: Final = 86_400

BEGAN_S: Final = 1_796_021_000
"""Unix seconds at which the loop's time would be 0; it begins at 1000 s: the last Monday of November 2026, 6:30."""


@dataclass(slots=True)
class Clocks:
    """True time, and how far the machine's calendar is off it."""

    loop: SeededLoop
    off_s: float = 0.0
    synchronised: bool = True
    began_s: float = BEGAN_S
    lied: bool = False
    """Whether it was ever off."""

    def true_s(self) -> float:
        """True Unix seconds."""
        return self.began_s + self.loop.time()

    def hour(self) -> float:
        """What time of day it really is, in hours."""
        return self.true_s() % DAY_S / 3600

    def wall_ms(self) -> int:
        """What the machine's calendar says."""
        return int((self.true_s() + self.off_s) * 1000)

    def sync(self) -> KernelSync:
        """What its kernel says about that."""
        return KernelSync(synchronised=self.synchronised, max_error_ms=50)
