"""Rounds: somebody goes from door to door, one after the other, and says at each what lies there."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lockerd.domain.model.ids import CompartmentId

ALONE_MS: Final = 15 * 60_000
"""Powered time after the last door for which one of two people may go on alone; later both show their badges again."""
FORGOTTEN_MS: Final = 24 * 3_600_000
"""Powered time after which a round that nobody goes on with is over."""


class RoundKind(StrEnum):
    """What somebody goes round for."""

    STOCKTAKE = "stocktake"
    """What should lie there stays there, and its order goes on."""
    EMPTYING = "emptying"
    """Everything is taken out."""


class Scope(StrEnum):
    """Which doors it leads through."""

    ALL = "all"
    """All that are this office's, and nobody's; on the bench every one."""
    WAITING = "waiting"
    """Of these, only those that wait for staff anyhow: one badge is enough."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round, of which each office has one at most, and technicians have one: broken off, it goes on."""

    kind: RoundKind
    authority: str
    """Whose staff go round; empty: a technician on the bench."""
    badges: tuple[str, ...]
    """Of the two people, where it opens what waits for a person; none: whoever has the role may go on."""
    doors: int
    """How many there were at the beginning."""
    left: tuple[CompartmentId, ...]
    """Of which nobody has said what lies there, in the order in which they are opened."""
    last_ms: int
    """Powered; when its last door was opened or reported."""
    as_expected: int = 0
    taken_out: int = 0
    nothing: int = 0
    other: int = 0
    differences: int = 0
    """At so many doors something else was found than should have lain there."""
