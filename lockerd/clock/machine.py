"""The machine's own clocks.

Elapsed time is CLOCK_BOOTTIME, not CLOCK_MONOTONIC: it goes on while a machine is suspended. Otherwise ``hi`` would
fall behind the true time after a suspend, an expired command would count as fresh, and an unlock waiting at its
deadline would still be fired on waking. asyncio's timers run on CLOCK_MONOTONIC; they may wake us, they date nothing.
"""

import ctypes
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from typing import Final

from lockerd.clock.bounds import Bounds
from lockerd.clock.interval import Sighting
from lockerd.clock.trusted import Standing, TrustedClock
from lockerd.domain.model.doubt import Doubt
from lockerd.errors import OurError

SLACK_MS: Final = 2_000
"""How far a clock that is said to be right may be off."""
_TIME_ERROR: Final = 5
"""What adjtimex(2) returns while the clock is not synchronised; the kernel says so itself when updates stay away."""


class TimeSource(StrEnum):
    """Whose time is believed."""

    SYSTEM = "system"
    """The machine keeps its own time (battery clock, virtual machine): its clock is believed as it stands."""
    NTP = "ntp"
    """The machine's clock is believed only while the kernel says that it is synchronised."""


@dataclass(frozen=True, slots=True)
class KernelSync:
    """What the kernel says about the machine's clock, whichever NTP program keeps it."""

    synchronised: bool
    max_error_ms: int


class _Timex(ctypes.Structure):
    """The beginning of ``struct timex`` on 64-bit Linux, see adjtimex(2); the rest is not looked at."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 256),
    )


def elapsed_ms() -> int:
    """Milliseconds since the machine was started, suspended ones included."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000


def wall_ms() -> int:
    """The machine's clock, Unix milliseconds; nothing is said about its being right."""
    return time.time_ns() // 1_000_000


def kernel_sync() -> KernelSync:
    """Ask the kernel, changing nothing; raises `OurError` where a sandbox forbids even that."""
    timex = _Timex()
    state = _libc().adjtimex(ctypes.byref(timex))
    if state < 0:
        reason = os.strerror(ctypes.get_errno())
        msg = f"the kernel does not tell whether the clock is synchronised (adjtimex: {reason}); see the unit's filters"
        raise OurError(msg)
    return KernelSync(synchronised=state != _TIME_ERROR, max_error_ms=timex.maxerror // 1000)


def system_time(*, wall: Callable[[], int] = wall_ms) -> Sighting:
    """The source ``system``."""
    return Sighting(wall(), SLACK_MS)


def ntp_time(*, wall: Callable[[], int] = wall_ms, sync: Callable[[], KernelSync] = kernel_sync) -> Sighting | None:
    """The source ``ntp``: silent while the clock is not synchronised."""
    state = sync()
    return Sighting(wall(), SLACK_MS + state.max_error_ms) if state.synchronised else None


def vouched(*, sync: Callable[[], KernelSync] = kernel_sync) -> bool:
    """Whether the kernel says that somebody keeps the clock right; where it may not be asked, nobody does."""
    try:
        return sync().synchronised
    except OurError:
        return False


def machine_clock(
    source: TimeSource,
    *,
    bounds: Bounds,
    powered_ms: int,
    report: Callable[[Standing, Doubt | None, int], None],
    monotonic: Callable[[], int] = elapsed_ms,
    wall: Callable[[], int] = wall_ms,
    sync: Callable[[], KernelSync] = kernel_sync,
) -> TrustedClock:
    """The daemon's clock; what is handed in is explained at `TrustedClock`."""
    system, ntp = partial(system_time, wall=wall), partial(ntp_time, wall=wall, sync=sync)
    return TrustedClock(
        look=system if source is TimeSource.SYSTEM else ntp,
        vouched=partial(vouched, sync=sync),
        monotonic_ms=monotonic,
        bounds=bounds,
        powered_ms=powered_ms,
        report=report,
    )


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
