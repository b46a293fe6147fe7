"""Time: monotonic for deadlines, powered for penalties, and an interval of trusted time for expiry."""

from lockerd.clock.machine import TimeSource, machine_clock
from lockerd.clock.trusted import Clock, Standing, TrustedClock

__all__ = ["Clock", "Standing", "TimeSource", "TrustedClock", "machine_clock"]
