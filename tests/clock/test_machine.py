"""The machine's own clocks, as far as they can be had without setting them."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path

from lockerd.clock import EARLIEST_S, LATEST_S, Bounds, Standing, TimeSource, machine_clock
from lockerd.clock.interval import Sighting
from lockerd.clock.machine import KernelSync, elapsed_ms, kernel_sync, ntp_time, system_time, vouched, wall_ms
from lockerd.errors import OurError


def test_elapsed_time_counts_suspended_time_too() -> None:
    assert abs(elapsed_ms() - time.clock_gettime(time.CLOCK_BOOTTIME) * 1000) < 1000


def test_wall_time_is_the_clock_of_the_machine() -> None:
    assert abs(wall_ms() - time.time() * 1000) < 1000


def test_the_kernel_answers_without_a_privilege() -> None:
    """A synchronised clock's error stays below the 16 s at which the kernel gives up."""
    state = kernel_sync()
    assert state.max_error_ms >= 0
    assert not state.synchronised or state.max_error_ms <= 16_000


def test_system_time_is_believed_as_it_stands() -> None:
    assert system_time(wall=lambda: 5_000) == Sighting(5_000, 2_000)


def test_ntp_time_is_believed_while_the_kernel_says_so() -> None:
    assert ntp_time(wall=lambda: 5_000, sync=lambda: KernelSync(synchronised=False, max_error_ms=16_000)) is None
    assert ntp_time(wall=lambda: 5_000, sync=lambda: KernelSync(synchronised=True, max_error_ms=40)) == Sighting(
        5_000, 2_040
    )


def test_a_kernel_that_may_not_be_asked_vouches_for_nothing() -> None:
    def forbidden() -> KernelSync:
        raise OurError("adjtimex: Operation not permitted")

    assert not vouched(sync=forbidden)
    assert vouched(sync=lambda: KernelSync(synchronised=True, max_error_ms=40))


def test_no_time_before_this_release_is_ever_said() -> None:
    """F55: the very first start of a machine whose clock stands in 1970."""
    reports: list[Standing] = []
    clock = machine_clock(
        TimeSource.NTP,
        bounds=Bounds(written_s=None),
        powered_ms=0,
        report=lambda standing, _doubt, _ahead_ms: reports.append(standing),
    )
    assert clock.now().lo_s >= EARLIEST_S
    later = machine_clock(
        TimeSource.SYSTEM,
        bounds=Bounds(written_s=EARLIEST_S + 9),
        powered_ms=0,
        report=lambda _standing, _doubt, _ahead_ms: None,
    )
    assert later.now().lo_s >= EARLIEST_S + 9


def test_the_month_of_the_release_is_raised_with_each_release() -> None:
    """Otherwise the bound of ten years would end sooner for each of them."""
    changelog = (Path(__file__).parents[2] / "CHANGELOG.md").read_text("utf-8")
    newest = max(re.findall(r"^## \[[0-9.]+\] - (\d{4}-\d{2})-\d{2}$", changelog, re.MULTILINE))
    assert datetime.fromtimestamp(EARLIEST_S, UTC).strftime("%Y-%m") == newest
    assert LATEST_S > EARLIEST_S
