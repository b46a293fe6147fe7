"""Why a receipt may have to say that nobody looked (rule 18)."""

from enum import StrEnum


class Outage(StrEnum):
    """Why nobody looked at a door for a while behind which something was being put in."""

    NONE = "none"
    SILENCE = "silence"
    """Its sensors could not be read; the station ran on (F41)."""
    POWER = "power"
    """The station itself was off, and began anew; its sensors may have been silent besides."""
