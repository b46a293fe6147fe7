"""The clock that decisions see: an interval whose lower end never goes back (design rule 10; F55, F56, F57)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from lockerd.clock.bounds import Bounds
from lockerd.clock.interval import Interval, Sighting, drift_ms
from lockerd.domain.model.doubt import Doubt
from lockerd.domain.model.state import Now

STEP_MS: Final = 5 * 60_000
"""A source further away from our own estimate than this is not believed (F56)."""
WATCH_MS: Final = 60_000
"""How far off the time may be that a technician reads from a watch."""


class Clock(Protocol):
    """What the parts of the daemon know of time."""

    def monotonic_ms(self) -> int:
        """Milliseconds since some moment before this boot; never goes back."""
        ...

    def now(self) -> Now:
        """Monotonic, powered and trusted time, all of this moment."""
        ...

    def correct(self, unix_s: int) -> Now:
        """Begin anew from what a technician on site says; the only way in which ``lo_s`` may go back."""
        ...


class Standing(StrEnum):
    """What the trusted time rests on."""

    UNKNOWN = "unknown"
    """Nobody trustworthy has told the time since the start: it may be any time later than ``lo``."""
    TRUSTED = "trusted"
    """The source was believed when it was last looked at."""
    HOLDOVER = "holdover"
    """The source says nothing; the interval widens by the drift of the crystal."""
    DISPUTED = "disputed"
    """The source contradicts what we know and is not believed; otherwise as before."""


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed of the time at one moment, and why."""

    now: Now
    standing: Standing
    source_s: int | None
    """What the source says; None: nothing."""
    bounds: Bounds


class TrustedClock:
    """Looks at its source each time it is asked.

    The source is compared with the first time that was believed since the start plus the time elapsed, not with the
    last one: otherwise a bad source could walk away in steps that are each small enough. The first one itself is held
    against what was known before it (`Bounds`).
    """

    def __init__(
        self,
        *,
        look: Callable[[], Sighting | None],
        vouched: Callable[[], bool],
        monotonic_ms: Callable[[], int],
        bounds: Bounds,
        powered_ms: int,
        report: Callable[[Standing, Doubt | None, int], None],
    ) -> None:
        """``bounds`` and ``powered_ms`` come from what was last written down; the time since then is unknown.

        ``look`` gives None while the source is not to be believed; ``vouched`` tells whether somebody else keeps the
        source right. ``report`` is called at each change of `standing` or of the doubt, with the milliseconds by which
        the source is ahead of our own estimate (0 where it says nothing).
        """
        self._look = look
        self._vouched = vouched
        self._monotonic_ms = monotonic_ms
        self._report = report
        self._bounds = bounds
        self._started_ms = monotonic_ms()
        self._powered_before_ms = powered_ms
        self._known = Interval(self._started_ms, bounds.lo_s * 1000, None)
        self._said_lo_ms = self._known.lo_ms
        self._first: tuple[int, int] | None = None
        self._standing = Standing.UNKNOWN
        self._doubt: Doubt | None = None

    @property
    def standing(self) -> Standing:
        """What the time rested on when it was last asked for."""
        return self._standing

    def monotonic_ms(self) -> int:
        """See `Clock.monotonic_ms`."""
        return self._monotonic_ms()

    def now(self) -> Now:
        """See `Clock.now`."""
        return self._at(self._look())

    def believed(self) -> Belief:
        """What `now` says, with its reasons."""
        seen = self._look()
        now = self._at(seen)
        return Belief(now, self._standing, None if seen is None else seen.unix_ms // 1000, self._bounds)

    def correct(self, unix_s: int) -> Now:
        """See `Clock.correct`; the source is then held against this, as against a first time that was believed."""
        at_ms = self._monotonic_ms()
        self._first = (at_ms, unix_s * 1000)
        self._known = Interval(at_ms, unix_s * 1000 - WATCH_MS, unix_s * 1000 + WATCH_MS)
        self._said_lo_ms = self._known.lo_ms
        return self.now()

    def _at(self, seen: Sighting | None) -> Now:
        at_ms = self._monotonic_ms()
        here = self._known.later(at_ms)
        if seen is None:
            self._stand(Standing.HOLDOVER if self._first else Standing.UNKNOWN, None, 0)
        else:
            here = self._weigh(here, seen)
        self._said_lo_ms = here.lo_ms
        return Now(
            mono_ms=at_ms,
            powered_ms=self._powered_before_ms + at_ms - self._started_ms,
            lo_s=here.lo_ms // 1000,
            hi_s=None if here.hi_ms is None else -(-here.hi_ms // 1000),
            doubt=self._doubt,
        )

    def _weigh(self, here: Interval, seen: Sighting) -> Interval:
        ahead_ms, doubt = self._first_doubt(here, seen) if self._first is None else self._later_doubt(here, seen)
        if doubt is not None:
            self._stand(Standing.DISPUTED, doubt, ahead_ms)
            return here
        if self._first is None:
            self._first = (here.at_ms, seen.unix_ms)
        self._known = here.with_sighting(seen, floor_ms=self._said_lo_ms)
        self._stand(Standing.TRUSTED, None, ahead_ms)
        return self._known

    def _first_doubt(self, here: Interval, seen: Sighting) -> tuple[int, Doubt | None]:
        """How far the sighting is ahead of ``lo``, and what contradicts it."""
        ahead_ms = seen.unix_ms - here.lo_ms
        if ahead_ms < -(STEP_MS + seen.error_ms):
            return ahead_ms, Doubt.BEHIND
        return ahead_ms, self._bounds.doubt(seen.unix_ms // 1000, vouched=self._vouched())

    def _later_doubt(self, here: Interval, seen: Sighting) -> tuple[int, Doubt | None]:
        """How far the sighting is ahead of our own estimate, and whether that is too far."""
        assert self._first is not None
        at_ms, unix_ms = self._first
        elapsed_ms = here.at_ms - at_ms
        ahead_ms = seen.unix_ms - unix_ms - elapsed_ms
        allowed_ms = STEP_MS + seen.error_ms + drift_ms(elapsed_ms)
        return ahead_ms, None if -allowed_ms <= ahead_ms <= allowed_ms else Doubt.JUMPED

    def _stand(self, standing: Standing, doubt: Doubt | None, ahead_ms: int) -> None:
        if (standing, doubt) != (self._standing, self._doubt):
            self._standing, self._doubt = standing, doubt
            self._report(standing, doubt, ahead_ms)
