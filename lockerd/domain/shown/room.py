"""How much room there is, as it may be told to everybody: none, few or yes, and never so that a single visit shows.

Whoever watches what is told must not learn from it that a certain person has just come (design rule 12). So

- a word stands for many doors: a size of which fewer than ``DOORS_MIN`` doors are large enough is not told at all;
- a word that turned does not turn back at the next door: it takes two to leave ``none``, and ``yes`` begins higher than
  it ends;
- doors are looked at each quarter of an hour only, and a word follows at the hour, when its doors were found otherwise
  at ``STIRRED_MIN`` looks at least since it last turned, or after ``LOOKS_MAX``, six hours. Which of these visits
  turned it, and when, it does not tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from lockerd.domain.hand_over.reserve import fits, within_reach
from lockerd.domain.model.compartments import Compartment, Condition
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import Needs
from lockerd.domain.model.state import Policy, State

DOORS_MIN: Final = 5
FEW_FROM: Final = 2
"""So many free doors end ``none``; none at all begins it."""
YES_FROM: Final = 8
YES_UNTIL: Final = 5
"""Fewer free doors end ``yes``; asked once, as many are ``yes``."""
STIRRED_MIN: Final = 3
LOOKS_AN_HOUR: Final = 4
LOOKS_MAX: Final = 24


class Room(StrEnum):
    """How much of it there is."""

    NONE = "none"
    FEW = "few"
    YES = "yes"


Free = frozenset[CompartmentId]


@dataclass(frozen=True, slots=True)
class ToldRoom:
    """What is told of one size, and what has been since its word last turned."""

    room: Room
    free: Free
    """At the last look."""
    stirred: int = 0
    """Looks at which other doors were free than at the one before."""
    looks: int = 0
    """Since the first of them, itself included."""


@dataclass(frozen=True, slots=True)
class Board:
    """What is told of all sizes; ``looks`` so many since the start."""

    told: Mapping[str, ToldRoom] = field(default_factory=dict)
    looks: int = 0

    @property
    def at_the_hour(self) -> bool:
        """Whether words may turn at the next look."""
        return self.looks % LOOKS_AN_HOUR == 0


def look(board: Board, state: State, policy: Policy) -> Board:
    """The board after the look of one quarter of an hour; the first one tells how things stand."""
    told = {}
    for size in policy.sizes:
        if _doors(state, policy, size) >= DOORS_MIN:
            free = free_doors(state, policy, Needs(size=size))
            told[size] = _turned(board.told.get(size), free, at_the_hour=board.at_the_hour)
    return Board(told, board.looks + 1)


def _turned(last: ToldRoom | None, free: Free, *, at_the_hour: bool) -> ToldRoom:
    if last is None:
        return ToldRoom(told_room(len(free), Room.NONE), free)
    stirred = last.stirred + (free != last.free)
    looks = last.looks + 1 if stirred else 0
    room = told_room(len(free), last.room)
    if room is last.room or not at_the_hour or (stirred < STIRRED_MIN and looks < LOOKS_MAX):
        return ToldRoom(last.room, free, stirred, looks)
    return ToldRoom(room, free)


def told_room(free: int, last: Room) -> Room:
    """The word for so many free doors after another word."""
    if free == 0 or (last is Room.NONE and free < FEW_FROM):
        return Room.NONE
    return Room.YES if free >= (YES_UNTIL if last is Room.YES else YES_FROM) else Room.FEW


def room_for(state: State, policy: Policy, needs: Needs) -> Room:
    """The word for what somebody asks for, as things stand now: one door is room."""
    free = len(free_doors(state, policy, needs))
    return Room.NONE if free == 0 else Room.YES if free >= YES_UNTIL else Room.FEW


def free_doors(state: State, policy: Policy, needs: Needs) -> Free:
    """The doors that are proven empty, kept for nobody, and large enough at such a height.

    What is kept in reserve for those who need a door within reach is no room for others.
    """
    free = [row for row in state.compartments.values() if _is_free(row)]
    fitting = [row for row in free if fits(policy, needs, row.place)]
    reachable = sum(within_reach(policy, row.place) for row in free)
    if not needs.reach and reachable <= policy.reach_reserved:
        fitting = [row for row in fitting if not within_reach(policy, row.place)]
    return frozenset(row.id for row in fitting)


def _is_free(row: Compartment) -> bool:
    return row.condition is Condition.FREE and row.part is None and all(block.own_use for block in row.blocks)


def _doors(state: State, policy: Policy, size: str) -> int:
    return sum(fits(policy, Needs(size=size), row.place) for row in state.compartments.values())
