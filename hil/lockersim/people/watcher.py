"""Watches the physical world from the first moment: which rights people had, what they came to see and take."""

import math
from dataclasses import dataclass, field
from enum import StrEnum

from lockersim.wall.wall import Wall
from lockersim.world.model import Cause, Happening, WorldEvent

MISLED_MS = 1_000.0
"""How soon a board obeys what a scenario has it told past lockerd."""


class RightKind(StrEnum):
    """Why somebody may have a door opened."""

    COLLECTION = "collection"
    LOADING = "loading"
    HAND_IN = "hand_in"
    TECHNICIAN = "technician"
    NOBODY = "nobody"
    """A scenario had it fired past lockerd, which can only see it and say so."""


@dataclass(slots=True)
class Right:
    """Somebody's right to one opened door, as the simulator knows it without asking lockerd.

    ``compartment`` of a collection is where the document really lies; of a loading or a hand-in it is what lockerd
    chose, which must be one of ``empty``: the compartments with nothing of anybody else in them when that began. Of a
    hand-in whose answer never came it is any of these.
    """

    kind: RightKind
    document: str | None
    since_ms: float
    compartment: str | None = None
    empty: frozenset[str] = frozenset()
    until_ms: float = math.inf

    def covers(self, compartment: str | None, at_ms: float) -> bool:
        """Whether it justifies ``compartment`` being opened at that moment."""
        unanswered = self.kind is RightKind.HAND_IN and self.compartment is None and compartment in self.empty
        here = compartment is not None and compartment == self.compartment
        return (here or unanswered) and self.since_ms <= at_ms <= self.until_ms


@dataclass(frozen=True, slots=True)
class Exposure:
    """A door swung open, and these things lay behind it."""

    at_ms: float
    compartment: str
    cause: Cause
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taking:
    """Somebody took a thing out; ``by`` is whose turn it was (a document's name), None for staff or anybody."""

    at_ms: float
    compartment: str
    document: str
    by: str | None


@dataclass(slots=True)
class Watcher:
    """The record that the checks judge at the end."""

    wall: Wall
    rights: list[Right] = field(default_factory=list)
    exposures: list[Exposure] = field(default_factory=list)
    takings: list[Taking] = field(default_factory=list)
    opened_all: int = 0

    def __post_init__(self) -> None:
        self.wall.world.subscribe(self._see)

    @property
    def now_ms(self) -> float:
        """The world's time."""
        return self.wall.clock.now_ms()

    def collection(self, document: str) -> Right:
        """Somebody comes with the code for ``document``."""
        where = self.wall.world.where(document)
        return self._grant(Right(RightKind.COLLECTION, document, self.now_ms, where))

    def loading(self, document: str) -> Right:
        """Staff come with ``document``."""
        return self._grant(Right(RightKind.LOADING, document, self.now_ms, empty=self._empty_but_for(None)))

    def hand_in(self, document: str) -> Right:
        """Somebody comes with ``document``, or has put it in already and comes once more."""
        return self._grant(Right(RightKind.HAND_IN, document, self.now_ms, empty=self._empty_but_for(document)))

    def _empty_but_for(self, document: str | None) -> frozenset[str]:
        rows = self.wall.world.compartments.values()
        return frozenset(row.id for row in rows if all(item.name == document for item in row.items))

    def technician(self, compartment: str) -> Right:
        """A technician asks for one door."""
        return self._grant(Right(RightKind.TECHNICIAN, None, self.now_ms, compartment))

    def end(self, right: Right) -> None:
        """The right is used up from now on."""
        right.until_ms = self.now_ms

    def take(self, compartment: str, document: str, *, by: str | None) -> None:
        """Take a thing out of an open compartment and remember who did."""
        self.wall.hands.take_out(compartment, document)
        self.takings.append(Taking(self.now_ms, compartment, document, by))

    def _grant(self, right: Right) -> Right:
        self.rights.append(right)
        return right

    def _see(self, event: WorldEvent) -> None:
        if event.kind is Happening.OPEN_ALL:
            self.opened_all += 1
        elif event.kind is Happening.MISLED:
            until_ms = event.at_ms + MISLED_MS
            self._grant(Right(RightKind.NOBODY, None, event.at_ms, event.compartment, until_ms=until_ms))
        elif event.kind is Happening.DOOR_OPENED and event.compartment is not None:
            items = self.wall.world.compartments[event.compartment].items
            names = tuple(item.name for item in items)
            self.exposures.append(Exposure(event.at_ms, event.compartment, event.cause, names))
