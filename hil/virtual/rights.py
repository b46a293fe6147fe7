"""Who may have which door opened, as the world knows it without asking lockerd."""

import math
from dataclasses import dataclass
from enum import StrEnum

from virtual.loop import SeededLoop

LATE_S = 1.5
"""How long after a life ended what it had already sent may still pull a lock."""


class Kind(StrEnum):
    """Why a door may be opened."""

    COLLECTION = "collection"
    LOADING = "loading"
    HAND_IN = "hand_in"
    WALK_IN = "walk_in"
    EXCHANGE = "exchange"
    RETRIEVAL = "retrieval"
    TECHNICIAN = "technician"
    MISLED = "misled"
    """Somebody had it fired past lockerd."""


@dataclass(slots=True, eq=False)
class Right:
    """From the moment somebody asks until their visit is over. ``document`` None: whatever lies there.

    ``places`` None: lockerd chooses the door. ``items`` are what belongs to the document's order.
    """

    kind: Kind
    document: str | None
    since_s: float
    places: frozenset[str] | None = None
    items: frozenset[str] = frozenset()
    badges: tuple[str, ...] = ()
    """Under which it is asked for."""
    until_s: float = math.inf

    def covers(self, compartment: str, at_s: float) -> bool:
        """Whether it justifies this door being fired at that moment."""
        placed = self.places is None or compartment in self.places
        return placed and self.since_s <= at_s <= self.until_s


class Rights:
    """All rights that anybody ever had."""

    def __init__(self, loop: SeededLoop) -> None:
        self._loop = loop
        self.all: list[Right] = []
        self._live: list[Right] = []

    def give(
        self,
        kind: Kind,
        document: str | None,
        places: frozenset[str] | None,
        items: frozenset[str] = frozenset(),
        badges: tuple[str, ...] = (),
    ) -> Right:
        """Somebody comes and asks."""
        right = Right(kind, document, self._loop.time(), places, items, badges)
        self.all.append(right)
        self._live.append(right)
        return right

    def end(self, right: Right, *, late: bool = False) -> None:
        """The visit is over, or (``late``) the life of lockerd that knew of it."""
        right.until_s = min(right.until_s, self._loop.time() + (LATE_S if late else 0.0))

    def covering(self, compartment: str) -> list[Right]:
        """The rights that justify this door being fired now."""
        now_s = self._loop.time()
        self._live = [right for right in self._live if right.until_s + LATE_S >= now_s]
        return [right for right in self._live if right.covers(compartment, now_s)]
