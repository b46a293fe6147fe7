"""Directions: whose things go where at a door, and what goes with that wherever it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Direction(StrEnum):
    """Whose things go where."""

    OUT = "out"
    """The office's things to the person."""
    IN = "in"
    """The person's things to the office."""
    BOTH = "both"
    """An exchange in one compartment: the office's new document for the person's old one (rule 23)."""


@dataclass(frozen=True, slots=True)
class Way:
    """What differs between directions in more than one place; what does in one only is a table there."""

    brought: bool
    """Nothing lies there before the person comes: no staff load it, and a door is tied to it (rule 16)."""
    to_office: bool
    """What the person leaves passes to the office, at one moment and with a receipt (rule 17)."""


WAYS: Final[Mapping[Direction, Way]] = {
    Direction.OUT: Way(brought=False, to_office=False),
    Direction.IN: Way(brought=True, to_office=True),
    Direction.BOTH: Way(brought=False, to_office=True),
}
"""A new direction begins with a row here."""
