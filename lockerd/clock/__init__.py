"""Time: monotonic for deadlines, powered for penalties, and an interval of trusted time for expiry."""

from lockerd.clock.bounds import EARLIEST_S, LATEST_S, Bounds
from lockerd.clock.machine import TimeSource, machine_clock
from lockerd.clock.trusted import Belief, Clock, Standing, TrustedClock

__all__ = [
    "EARLIEST_S",
    "LATEST_S",
    "Belief",
    "Bounds",
    "Clock",
    "Standing",
    "TimeSource",
    "TrustedClock",
    "machine_clock",
]
