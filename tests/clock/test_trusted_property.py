"""Over any life of a machine, reboots and lies of its clock included (hypothesis, stateful)."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from lockerd.clock.bounds import LATEST_S, Bounds
from lockerd.clock.interval import Sighting
from lockerd.clock.trusted import Standing, TrustedClock

YEAR_MS = 365 * 24 * 3600 * 1000
T0_MS = 1_800_000_000_000
seconds = st.integers(0, 40 * 24 * 3600)


class World(RuleBasedStateMachine):
    """The physical world: true time, a crystal that is off, a clock that may be set to anything."""

    @initialize(drift_ppm=st.integers(-100, 100))
    def begin(self, drift_ppm: int) -> None:
        self.true_ms, self.mono_ms, self.wall_off_ms = T0_MS, 0, 0
        self.drift_ppm = drift_ppm
        self.believed = False
        self.vouched = True
        self.lied = False
        self.written_lo_s = self.written_powered_ms = 0
        self.start()

    def start(self) -> None:
        self.clock = TrustedClock(
            look=lambda: Sighting(self.true_ms + self.wall_off_ms, 2_000) if self.believed else None,
            vouched=lambda: self.vouched,
            monotonic_ms=lambda: self.mono_ms,
            bounds=Bounds(written_s=self.written_lo_s or None),
            powered_ms=self.written_powered_ms,
            report=lambda _standing, _doubt, _ahead_ms: None,
        )

    def wait(self, passed_ms: int) -> None:
        """The crystal's count of true time, never off by more than the drift."""
        counted = passed_ms * (1_000_000 + self.drift_ppm)
        self.true_ms += passed_ms
        self.mono_ms += -(-counted // 1_000_000) if self.drift_ppm < 0 else counted // 1_000_000

    @rule(passed_s=seconds)
    def time_passes(self, passed_s: int) -> None:
        self.wait(passed_s * 1000)

    @rule(passed_ms=st.integers(0, 3_000))
    def a_moment_passes(self, passed_ms: int) -> None:
        self.wait(passed_ms)

    @rule(believed=st.booleans())
    def source_comes_or_goes(self, believed: bool) -> None:
        self.believed = believed

    @rule(vouched=st.booleans())
    def kernel_vouches_or_not(self, vouched: bool) -> None:
        self.vouched = vouched

    @rule(off_ms=st.integers(-1_900, 1_900))
    def clock_is_right(self, off_ms: int) -> None:
        self.wall_off_ms = off_ms

    @rule(off_ms=st.integers(-10 * YEAR_MS, 10 * YEAR_MS) | st.integers(-400_000, 400_000))
    def clock_is_set_wrong(self, off_ms: int) -> None:
        self.wall_off_ms = off_ms
        self.lied = True

    @rule(off_s=seconds)
    def power_is_cut(self, off_s: int) -> None:
        """What was not written down is lost; the monotonic clock begins again."""
        self.true_ms += off_s * 1000
        self.mono_ms = 0
        self.start()

    @rule(off_s=st.integers(-50, 50))
    def technician_corrects(self, off_s: int) -> None:
        """The one way back: what the watch says is true again, whatever was believed."""
        self.clock.correct(self.true_ms // 1000 + off_s)
        self.written_lo_s = 0
        assert self.lied or self.clock.now().lo_s * 1000 <= self.true_ms

    @invariant()
    def lo_never_goes_back(self) -> None:
        now = self.clock.now()
        assert now.lo_s <= max(LATEST_S, self.written_lo_s) + 41 * 24 * 3600
        assert now.lo_s >= self.written_lo_s
        assert now.powered_ms >= self.written_powered_ms
        assert now.hi_s is None or now.hi_s >= now.lo_s
        self.written_lo_s, self.written_powered_ms = now.lo_s, now.powered_ms

    @invariant()
    def true_time_is_inside_as_long_as_nobody_lied(self) -> None:
        now = self.clock.now()
        if not self.lied:
            assert now.lo_s * 1000 <= self.true_ms
            assert now.hi_s is None or self.true_ms <= now.hi_s * 1000
            if self.vouched and self.true_ms // 1000 < LATEST_S:
                assert self.clock.standing is not Standing.DISPUTED


TestWorld = World.TestCase
TestWorld.settings = settings(max_examples=150, stateful_step_count=40)
