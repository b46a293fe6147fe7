"""Why a source of time is not believed (design rule 10)."""

from enum import StrEnum


class Doubt(StrEnum):
    """What contradicts the source."""

    BEHIND = "behind"
    """It says a time before one that is known to have passed (F57)."""
    BEYOND_RELEASE = "beyond_release"
    """It says a time so far ahead that this release would be older than any may become."""
    BEYOND_CERTIFICATES = "beyond_certificates"
    """It says a time after the end of the site's certificates."""
    LEAP = "leap"
    """It is far ahead of the time last written down, and nothing vouches for it (F56)."""
    JUMPED = "jumped"
    """It has gone away from what it said first since the start (F56)."""
