"""What somebody needs of a door, as they say it at the terminal beside a code or without one; never why."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class SaidNeeds:
    """It comes on top of what the office has asked for, and takes nothing of that away."""

    size: str | None = None
    """At least so large."""
    within_reach: bool = False
    """On a shelf that everybody reaches; where those are is the site's policy."""
    slow_hands: bool = False
    beside: bool = False
    """Where there are several doors, side by side as far as that can be."""


NOTHING_SAID: Final = SaidNeeds()
