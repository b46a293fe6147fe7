"""Watches the physical world from the first moment: which rights people had, what they came to see and take."""

import math
from collections.abc import Iterable
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
    RETRIEVAL = "retrieval"
    EXCHANGE = "exchange"
    TECHNICIAN = "technician"
    NOBODY = "nobody"
    """A scenario had it fired past lockerd, which can only see it and say so."""


@dataclass(slots=True)
class Right:
    """Somebody's right to have doors opened, as the simulator knows it without asking lockerd.

    ``doors`` of a collection or an exchange are those behind which things of the document really lie; of a loading or a
    hand-in what lockerd chose, one after the other, which must be among ``empty``: the compartments with nothing of
    anybody else in them when that began. Of a hand-in whose answer never came it is any of these.
    """

    kind: RightKind
    document: str | None
    since_ms: float
    doors: set[str] = field(default_factory=set)
    things: frozenset[str] = frozenset()
    """What belongs to the document: a thing for each part."""
    empty: frozenset[str] = frozenset()
    until_ms: float = math.inf

    def covers(self, compartment: str | None, at_ms: float) -> bool:
        """Whether it justifies ``compartment`` being opened at that moment."""
        unanswered = self.kind is RightKind.HAND_IN and not self.doors and compartment in self.empty
        return (compartment in self.doors or unanswered) and self.since_ms <= at_ms <= self.until_ms


@dataclass(frozen=True, slots=True)
class Exposure:
    """A door swung open, and these things lay behind it."""

    at_ms: float
    compartment: str
    cause: Cause
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taking:
    """Somebody took a thing out; ``by`` is under whose right, None for staff or anybody."""

    at_ms: float
    compartment: str
    thing: str
    by: Right | None


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

    def collection(self, document: str, things: Iterable[str]) -> Right:
        """Somebody comes with the code for ``document``."""
        return self._grant(self._fetching(RightKind.COLLECTION, document, frozenset(things)))

    def exchange(self, document: str, things: Iterable[str], old: str) -> Right:
        """Somebody comes with the code for ``document`` and the old one in their hands, or left there before."""
        right = self._fetching(RightKind.EXCHANGE, document, frozenset(things))
        right.things |= {old}
        return self._grant(right)

    def _fetching(self, kind: RightKind, document: str, things: frozenset[str]) -> Right:
        places = map(self.wall.world.where, things)
        doors = {place for place in places if place is not None}
        for right in self.rights:
            if (right.kind, right.document) == (kind, document):
                right.until_ms = min(right.until_ms, self.now_ms)  # who comes again has left the visit before
        return Right(kind, document, self.now_ms, doors, things)

    def loading(self, document: str, things: Iterable[str]) -> Right:
        """Staff come with ``document``, or with what of it does not lie in the wall yet."""
        right = Right(RightKind.LOADING, document, self.now_ms, things=frozenset(things), empty=self._empty_but_for())
        return self._grant(right)

    def hand_in(self, document: str, things: Iterable[str]) -> Right:
        """Somebody comes with ``document``, or has put it in already and comes once more."""
        things = frozenset(things)
        empty = self._empty_but_for(*things)
        return self._grant(Right(RightKind.HAND_IN, document, self.now_ms, things=things, empty=empty))

    def _empty_but_for(self, *things: str) -> frozenset[str]:
        rows = self.wall.world.compartments.values()
        return frozenset(row.id for row in rows if all(item.name in things for item in row.items))

    def retrieval(self, compartment: str) -> Right:
        """Staff look behind a door that waits for them."""
        return self._grant(Right(RightKind.RETRIEVAL, None, self.now_ms, {compartment}))

    def technician(self, compartment: str) -> Right:
        """A technician asks for one door."""
        return self._grant(Right(RightKind.TECHNICIAN, None, self.now_ms, {compartment}))

    def end(self, right: Right) -> None:
        """The right is used up from now on."""
        right.until_ms = self.now_ms

    def take(self, compartment: str, thing: str, *, by: Right | None) -> None:
        """Take a thing out of an open compartment and remember who did."""
        self.wall.hands.take_out(compartment, thing)
        self.takings.append(Taking(self.now_ms, compartment, thing, by))

    def _grant(self, right: Right) -> Right:
        self.rights.append(right)
        return right

    def _see(self, event: WorldEvent) -> None:
        if event.kind is Happening.OPEN_ALL:
            self.opened_all += 1
        elif event.kind is Happening.MISLED:
            until_ms = event.at_ms + MISLED_MS
            doors = set() if event.compartment is None else {event.compartment}
            self._grant(Right(RightKind.NOBODY, None, event.at_ms, doors, until_ms=until_ms))
        elif event.kind is Happening.DOOR_OPENED and event.compartment is not None:
            items = self.wall.world.compartments[event.compartment].items
            names = tuple(item.name for item in items)
            self.exposures.append(Exposure(event.at_ms, event.compartment, event.cause, names))
