"""The one office of the search, and brakes so wide that they decide nothing."""

from typing import Final

from lockerd.domain.model.state import Policy

RETENTION_MS: Final = 30 * 86_400_000
POLICY: Final = Policy(
    authorities=frozenset({"stadt"}), openings_per_hour=240, openings_per_badge_hour=240, keep_ended_ms=10**15
)
