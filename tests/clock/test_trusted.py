"""Trusted time through jumps, drift, silence and reboots without a battery clock (design rule 10; F55-F57)."""

from dataclasses import dataclass, field

import pytest

from lockerd.clock.bounds import EARLIEST_S, LATEST_S, Bounds
from lockerd.clock.interval import Sighting
from lockerd.clock.trusted import WATCH_MS, Standing, TrustedClock
from lockerd.domain.model.doubt import Doubt

T0 = 1_800_000_000
HOUR = 3600
DAY = 24 * HOUR


@dataclass
class Machine:
    """What a machine's clocks show; the test turns their hands."""

    mono_ms: int = 5_000
    unix_ms: int = T0 * 1000
    believed: bool = True
    vouched: bool = True
    reports: list[tuple[Standing, int]] = field(default_factory=list)
    doubts: list[Doubt | None] = field(default_factory=list)

    def start(self, *, lo_s: int | None = None, powered_ms: int = 0, certificates_s: int | None = None) -> TrustedClock:
        return TrustedClock(
            look=lambda: Sighting(self.unix_ms, 2_000) if self.believed else None,
            vouched=lambda: self.vouched,
            monotonic_ms=lambda: self.mono_ms,
            bounds=Bounds(written_s=lo_s, certificates_s=certificates_s),
            powered_ms=powered_ms,
            report=self.report,
        )

    def report(self, standing: Standing, doubt: Doubt | None, ahead_ms: int) -> None:
        self.reports.append((standing, ahead_ms))
        self.doubts.append(doubt)

    def go_on(self, seconds: float) -> None:
        self.mono_ms += int(seconds * 1000)
        self.unix_ms += int(seconds * 1000)


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_time_is_unbounded_until_a_source_is_believed(machine: Machine) -> None:
    """F55: no battery clock, no NTP; the card's last time is a lower bound and nothing more."""
    machine.believed = False
    clock = machine.start(lo_s=T0)
    assert (clock.now().lo_s, clock.now().hi_s, clock.standing) == (T0, None, Standing.UNKNOWN)
    machine.go_on(DAY)
    assert (clock.now().lo_s, clock.now().hi_s) == (T0 + DAY - 9, None)
    assert machine.reports == []


def test_a_believed_source_bounds_the_time(machine: Machine) -> None:
    clock = machine.start(lo_s=T0 - 10 * DAY)
    assert (clock.now().lo_s, clock.now().hi_s) == (T0 - 2, T0 + 2)
    assert machine.reports == [(Standing.TRUSTED, 10 * DAY * 1000)]


def test_without_its_source_the_interval_widens_by_the_drift(machine: Machine) -> None:
    clock = machine.start()
    clock.now()
    machine.believed = False
    machine.go_on(DAY)
    assert (clock.now().lo_s, clock.now().hi_s) == (T0 + DAY - 2 - 9, T0 + DAY + 2 + 9)
    assert clock.standing is Standing.HOLDOVER
    machine.believed = True
    assert (clock.now().lo_s, clock.now().hi_s) == (T0 + DAY - 2, T0 + DAY + 2)
    assert [standing for standing, _ in machine.reports] == [Standing.TRUSTED, Standing.HOLDOVER, Standing.TRUSTED]


def test_asking_often_in_holdover_widens_no_faster(machine: Machine) -> None:
    clock = machine.start()
    clock.now()
    machine.believed = False
    for _ in range(10_000):
        machine.go_on(0.001)
        clock.now()
    assert (clock.now().lo_s, clock.now().hi_s) == (T0 + 7, T0 + 13)


def test_f56_a_step_forward_is_refused_and_reported_once(machine: Machine) -> None:
    clock = machine.start()
    clock.now()
    machine.unix_ms += HOUR * 1000
    for _ in range(3):
        machine.go_on(10)
        clock.now()
    assert clock.now().lo_s == T0 + 30 - 3
    assert clock.now().hi_s == T0 + 30 + 3
    assert machine.reports[1:] == [(Standing.DISPUTED, HOUR * 1000)]
    machine.unix_ms -= HOUR * 1000
    assert clock.now().hi_s == T0 + 32
    assert clock.standing is Standing.TRUSTED


def test_f56_many_small_steps_do_not_add_up(machine: Machine) -> None:
    """A bad source that goes 4 minutes at a time is stopped where one bad step would be."""
    clock = machine.start()
    clock.now()
    for _ in range(20):
        machine.unix_ms += 240_000
        clock.now()
    assert clock.now().lo_s <= T0 + 300
    assert clock.standing is Standing.DISPUTED


def test_a_small_correction_forward_is_followed(machine: Machine) -> None:
    clock = machine.start()
    clock.now()
    machine.unix_ms += 60_000
    assert (clock.now().lo_s, clock.now().hi_s) == (T0 + 58, T0 + 62)


def test_f57_a_jump_back_moves_nothing_back(machine: Machine) -> None:
    clock = machine.start()
    before = clock.now()
    machine.unix_ms -= DAY * 1000
    machine.go_on(100)
    assert clock.now().lo_s == before.lo_s + 99
    assert machine.reports[1:] == [(Standing.DISPUTED, -DAY * 1000)]


def test_f57_a_small_correction_back_stops_the_lower_end_until_time_has_caught_up(machine: Machine) -> None:
    clock = machine.start()
    clock.now()
    machine.unix_ms -= 60_000
    machine.go_on(30)
    assert (clock.now().lo_s, clock.now().hi_s) == (T0 - 2, T0 - 2)
    machine.go_on(60)
    assert (clock.now().lo_s, clock.now().hi_s) == (T0 + 28, T0 + 32)


def test_after_a_reboot_the_time_goes_on_from_what_was_written_down(machine: Machine) -> None:
    written = machine.start(powered_ms=1_000).now()
    machine.mono_ms, machine.unix_ms, machine.believed = 0, 0, False
    clock = machine.start(lo_s=written.lo_s, powered_ms=written.powered_ms)
    machine.go_on(7)
    assert clock.now().lo_s == written.lo_s + 6
    assert clock.now().hi_s is None
    assert clock.now().powered_ms == written.powered_ms + 7_000


def test_f57_after_a_reboot_a_source_from_before_is_not_believed(machine: Machine) -> None:
    """A clock without battery starts in 1970 or at the last shutdown; old codes must not live again."""
    written = machine.start().now()
    machine.unix_ms = 0
    clock = machine.start(lo_s=written.lo_s)
    assert clock.now().hi_s is None
    assert clock.standing is Standing.DISPUTED
    machine.unix_ms = (T0 + DAY) * 1000
    assert (clock.now().lo_s, clock.now().hi_s) == (T0 + DAY - 2, T0 + DAY + 2)


def test_a_source_a_little_behind_what_was_written_down_is_believed(machine: Machine) -> None:
    clock = machine.start(lo_s=T0 + 60)
    assert (clock.now().lo_s, clock.now().hi_s) == (T0 + 60, T0 + 60)
    machine.go_on(120)
    assert (clock.now().lo_s, clock.now().hi_s) == (T0 + 118, T0 + 122)


def test_powered_and_monotonic_time_run_by_the_elapsed_time_alone(machine: Machine) -> None:
    clock = machine.start(powered_ms=50)
    machine.mono_ms += 10
    machine.unix_ms += DAY * 1000
    assert clock.monotonic_ms() == clock.now().mono_ms == 5_010
    assert clock.now().powered_ms == 60


YEAR_2069_S = 3_124_224_000


@pytest.mark.parametrize(("lo_s", "vouched"), [(None, False), (None, True), (T0, False), (T0, True)])
def test_f56_a_first_time_beyond_this_release_is_never_believed(
    machine: Machine, lo_s: int | None, vouched: bool
) -> None:
    """A battery clock that starts in 2069; also on a new site, and also if the kernel says that it is synchronised."""
    machine.unix_ms, machine.vouched = YEAR_2069_S * 1000, vouched
    clock = machine.start(lo_s=lo_s)
    now = clock.now()
    assert (now.lo_s, now.hi_s, now.doubt) == (lo_s or EARLIEST_S, None, Doubt.BEYOND_RELEASE)
    machine.unix_ms = (T0 + DAY) * 1000
    assert (clock.now().lo_s, clock.now().hi_s, clock.now().doubt) == (T0 + DAY - 2, T0 + DAY + 2, None)
    assert machine.doubts == [Doubt.BEYOND_RELEASE, None]


def test_f56_a_first_time_beyond_the_certificates_is_not_believed(machine: Machine) -> None:
    clock = machine.start(lo_s=T0 - 10 * DAY, certificates_s=T0 - DAY)
    assert clock.now().doubt is Doubt.BEYOND_CERTIFICATES
    assert clock.now().lo_s == T0 - 10 * DAY


def test_f67_certificates_that_ended_while_the_site_ran_contradict_nothing(machine: Machine) -> None:
    assert machine.start(lo_s=T0 - 10, certificates_s=T0 - DAY).now().doubt is None


@pytest.mark.parametrize(
    ("days", "vouched", "doubt"), [(399, False, None), (401, False, Doubt.LEAP), (401, True, None)]
)
def test_f56_a_leap_of_more_than_400_days_must_be_vouched_for(
    machine: Machine, days: int, vouched: bool, doubt: Doubt | None
) -> None:
    machine.vouched = vouched
    machine.unix_ms += days * DAY * 1000
    clock = machine.start(lo_s=T0)
    assert clock.now().doubt is doubt
    assert clock.now().lo_s == (T0 + days * DAY - 2 if doubt is None else T0)


def test_a_new_site_has_nothing_to_leap_from(machine: Machine) -> None:
    machine.vouched = False
    machine.unix_ms += 800 * DAY * 1000
    assert machine.start().now().doubt is None


def test_f56_a_disputed_leap_is_believed_once_the_kernel_vouches_for_it(machine: Machine) -> None:
    """A site that was off for two years: NTP needs a minute after the start."""
    machine.vouched = False
    machine.unix_ms += 800 * DAY * 1000
    clock = machine.start(lo_s=T0)
    assert clock.now().doubt is Doubt.LEAP
    machine.vouched = True
    assert (clock.now().lo_s, clock.standing) == (T0 + 800 * DAY - 2, Standing.TRUSTED)


def test_a_technician_takes_a_poisoned_time_back(machine: Machine) -> None:
    """2069 was believed once and written down: the right time is contradicted for ever, until somebody says so."""
    clock = machine.start(lo_s=YEAR_2069_S)
    assert (clock.now().lo_s, clock.now().hi_s, clock.now().doubt) == (YEAR_2069_S, None, Doubt.BEHIND)
    clock.correct(T0 + 20)
    assert (clock.now().lo_s, clock.now().hi_s, clock.now().doubt, clock.standing) == (
        T0 - 2,
        T0 + 2,
        None,
        Standing.TRUSTED,
    )
    machine.believed = False
    machine.go_on(60)
    assert (clock.now().lo_s, clock.now().hi_s) == (T0 + 57, T0 + 63)
    again = machine.start(lo_s=clock.now().lo_s)
    assert again.now().lo_s < T0 + 60


def test_after_a_correction_a_source_that_is_still_wrong_is_not_believed(machine: Machine) -> None:
    clock = machine.start(lo_s=T0 - DAY)
    clock.now()
    clock.correct(T0 - 3 * HOUR)
    assert (clock.now().doubt, clock.standing) == (Doubt.JUMPED, Standing.DISPUTED)
    assert clock.now().lo_s == T0 - 3 * HOUR - WATCH_MS // 1000
    assert clock.now().hi_s == T0 - 3 * HOUR + WATCH_MS // 1000


def test_what_is_believed_names_its_reasons(machine: Machine) -> None:
    machine.unix_ms = (LATEST_S + 1) * 1000
    belief = machine.start(lo_s=T0).believed()
    assert (belief.standing, belief.source_s, belief.bounds.written_s) == (Standing.DISPUTED, LATEST_S + 1, T0)
    assert belief.now.doubt is Doubt.BEYOND_RELEASE
