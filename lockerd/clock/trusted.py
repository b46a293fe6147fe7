"""The clock that decisions see: an interval whose lower end never goes back (design rule 10; F55, F56, F57)."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final, Protocol

from lockerd.clock.interval import Interval, Sighting, drift_ms
from lockerd.domain.state import Now

STEP_MS: Final = 5 * 60_000
"""A source further away from our own estimate than this is not believed (F56)."""


class Clock(Protocol):
    """What the parts of the daemon know of time."""

    def monotonic_ms(self) -> int:
        """Milliseconds since some moment before this boot; never goes back."""
        ...

    def now(self) -> Now:
        """Monotonic, powered and trusted time, all of this moment."""
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


class TrustedClock:
    """Looks at its source each time it is asked.

    The source is compared with the first time that was believed since the start plus the time elapsed, not with the
    last one: otherwise a bad source could walk away in steps that are each small enough.
    """

    def __init__(
        self,
        *,
        look: Callable[[], Sighting | None],
        monotonic_ms: Callable[[], int],
        lo_s: int,
        powered_ms: int,
        report: Callable[[Standing, int], None],
    ) -> None:
        """``lo_s`` and ``powered_ms`` are those last written down; the time since then is unknown.

        ``look`` gives None while the source is not to be believed. ``report`` is called at each change of `standing`
        with the milliseconds by which the source is ahead of our own estimate (0 where it says nothing).
        """
        self._look = look
        self._monotonic_ms = monotonic_ms
        self._report = report
        self._started_ms = monotonic_ms()
        self._powered_before_ms = powered_ms
        self._known = Interval(self._started_ms, lo_s * 1000, None)
        self._said_lo_ms = self._known.lo_ms
        self._first: tuple[int, int] | None = None
        self._standing = Standing.UNKNOWN

    @property
    def standing(self) -> Standing:
        """What the time rested on when it was last asked for."""
        return self._standing

    def monotonic_ms(self) -> int:
        """See `Clock.monotonic_ms`."""
        return self._monotonic_ms()

    def now(self) -> Now:
        """See `Clock.now`."""
        at_ms = self._monotonic_ms()
        here = self._known.later(at_ms)
        seen = self._look()
        if seen is None:
            self._stand(Standing.HOLDOVER if self._first else Standing.UNKNOWN, 0)
        else:
            here = self._weigh(here, seen)
        self._said_lo_ms = here.lo_ms
        return Now(
            mono_ms=at_ms,
            powered_ms=self._powered_before_ms + at_ms - self._started_ms,
            lo_s=here.lo_ms // 1000,
            hi_s=None if here.hi_ms is None else -(-here.hi_ms // 1000),
        )

    def _weigh(self, here: Interval, seen: Sighting) -> Interval:
        ahead_ms, allowed_ms = self._distance(here, seen)
        if not -allowed_ms <= ahead_ms <= allowed_ms and (self._first or ahead_ms < 0):
            self._stand(Standing.DISPUTED, ahead_ms)
            return here
        if self._first is None:
            self._first = (here.at_ms, seen.unix_ms)
        self._known = here.with_sighting(seen, floor_ms=self._said_lo_ms)
        self._stand(Standing.TRUSTED, ahead_ms)
        return self._known

    def _distance(self, here: Interval, seen: Sighting) -> tuple[int, int]:
        """How far the sighting is ahead of our own estimate, and how far it may be.

        Before the first one only ``lo`` is known: nothing contradicts a later time, an earlier one does.
        """
        if self._first is None:
            return seen.unix_ms - here.lo_ms, STEP_MS + seen.error_ms
        at_ms, unix_ms = self._first
        elapsed_ms = here.at_ms - at_ms
        return seen.unix_ms - unix_ms - elapsed_ms, STEP_MS + seen.error_ms + drift_ms(elapsed_ms)

    def _stand(self, standing: Standing, ahead_ms: int) -> None:
        if standing is not self._standing:
            self._standing = standing
            self._report(standing, ahead_ms)
