"""Time as an interval that widens while nobody tells the time (design rule 10)."""

from dataclasses import dataclass
from typing import Final

DRIFT_PPM: Final = 100
"""How far a crystal may be off: 8.6 s a day. A Raspberry Pi's is specified to about half of it."""


def drift_ms(elapsed_ms: int) -> int:
    """By how much a count of ``elapsed_ms`` may be wrong, rounded up."""
    return -(-elapsed_ms * DRIFT_PPM // 1_000_000)


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a source says: true time is ``unix_ms``, give or take ``error_ms``."""

    unix_ms: int
    error_ms: int


@dataclass(frozen=True, slots=True)
class Interval:
    """True time at monotonic ``at_ms`` lies in [``lo_ms``, ``hi_ms``], Unix milliseconds; ``hi_ms`` None: no bound."""

    at_ms: int
    lo_ms: int
    hi_ms: int | None

    def later(self, at_ms: int) -> "Interval":
        """The same knowledge at a later monotonic time."""
        elapsed = at_ms - self.at_ms
        slip = drift_ms(elapsed)
        hi_ms = None if self.hi_ms is None else self.hi_ms + elapsed + slip
        return Interval(at_ms, self.lo_ms + elapsed - slip, hi_ms)

    def with_sighting(self, seen: Sighting, *, floor_ms: int) -> "Interval":
        """This and an accepted sighting together; ``lo_ms`` never falls below ``floor_ms``, what was said last.

        A sighting wholly ahead moves both ends. One wholly behind (F57) stops ``lo_ms`` until time has caught up.
        """
        first, last = seen.unix_ms - seen.error_ms, seen.unix_ms + seen.error_ms
        lo_ms = max(floor_ms if last < self.lo_ms else self.lo_ms, first)
        hi_ms = min(self.hi_ms, last) if self.hi_ms is not None and first <= self.hi_ms else last
        return Interval(self.at_ms, lo_ms, max(lo_ms, hi_ms))
