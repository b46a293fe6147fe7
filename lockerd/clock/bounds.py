"""What contradicts the first time that a source tells after a start (design rule 10; F56)."""

from dataclasses import dataclass
from typing import Final

from lockerd.domain.model.doubt import Doubt

YEAR_S: Final = 366 * 24 * 3600
EARLIEST_S: Final = 1_793_491_200
"""2026-11-01, the month of this release: no true time is earlier, whatever a clock without battery says (F55)."""
LATEST_S: Final = EARLIEST_S + 10 * YEAR_S
"""No release is meant to run for more than ten years; a clock that says so is wrong (2069, for example)."""
LEAP_S: Final = 400 * 24 * 3600
"""How far a clock that nobody vouches for may be ahead of the time last written down: a site may have been off for a
year. It is shorter than the life of a code, so that even a wrong leap within it ends none."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is known of the time before a source was asked."""

    written_s: int | None
    """The lower end that was written down last, Unix seconds; None: a new site, which has lived through nothing."""
    certificates_s: int | None = None
    """The earliest end of the site's certificates."""

    @property
    def lo_s(self) -> int:
        """What the time begins at."""
        return max(self.written_s or 0, EARLIEST_S)

    def doubt(self, unix_s: int, *, vouched: bool) -> Doubt | None:
        """Why a first sighting ahead of `lo_s` is not believed; ``vouched``: somebody else keeps the clock right.

        Certificates that had ended before the time last written down contradict nothing any more (F67).
        """
        if unix_s > LATEST_S:
            return Doubt.BEYOND_RELEASE
        ends_s = self.certificates_s
        if ends_s is not None and self.lo_s < ends_s < unix_s:
            return Doubt.BEYOND_CERTIFICATES
        if self.written_s is not None and not vouched and unix_s > self.written_s + LEAP_S:
            return Doubt.LEAP
        return None
