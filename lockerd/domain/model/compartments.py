"""Compartments: where they are, what condition they are in, and what speaks for their being empty."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from lockerd.domain.model.blocks import Block
from lockerd.domain.model.ids import AttemptId, CompartmentId, PartId
from lockerd.domain.model.readings import DoorSensor, Inputs, ItemSensor


@dataclass(frozen=True, slots=True)
class Place:
    """What the configuration says about one compartment; never changes while the daemon runs."""

    compartment: CompartmentId
    row: int
    column: int
    size: str
    """A name such as ``A4``; ``Policy.sizes`` orders the names from small to large."""
    height_cm: int
    """Height of the shelf above the floor."""
    door_sensor: DoorSensor
    item_sensor: ItemSensor = ItemSensor.NONE
    inputs: Inputs = field(default=Inputs())


class Condition(StrEnum):
    """What a compartment may be used for. Only ``free`` is proven empty (design rule 3)."""

    FREE = "free"
    RESERVED = "reserved"
    LOADING = "loading"
    OCCUPIED = "occupied"
    HANDING_OVER = "handing_over"
    """A person is, or may still be, at the open or just shut door."""
    TO_CHECK = "to_check"
    JAMMED = "jammed"
    RETRIEVAL = "retrieval"
    """Staff look inside and take out what lies there (rule 26)."""
    QUARANTINED = "quarantined"


class ConditionStep(StrEnum):
    """What moves a compartment from one condition to another."""

    RESERVE = "reserve"
    RELEASE = "release"
    LOAD = "load"
    GIVE_BACK = "give_back"
    CONFIRM = "confirm"
    OPEN = "open"
    JAM = "jam"
    PROVE_EMPTY = "prove_empty"
    RETRIEVE = "retrieve"
    DOUBT = "doubt"
    QUARANTINE = "quarantine"
    CLEAR = "clear"


_ANY = {ConditionStep.QUARANTINE: Condition.QUARANTINED}
_LOOK = {ConditionStep.RETRIEVE: Condition.RETRIEVAL}

CONDITION_MOVES: Final[Mapping[Condition, Mapping[ConditionStep, Condition]]] = {
    Condition.FREE: {
        ConditionStep.RESERVE: Condition.RESERVED,
        ConditionStep.LOAD: Condition.LOADING,
        ConditionStep.DOUBT: Condition.TO_CHECK,
        ConditionStep.CLEAR: Condition.FREE,
        **_LOOK,
        **_ANY,
    },
    Condition.RESERVED: {
        ConditionStep.OPEN: Condition.HANDING_OVER,
        ConditionStep.RELEASE: Condition.FREE,
        ConditionStep.LOAD: Condition.LOADING,
        ConditionStep.DOUBT: Condition.TO_CHECK,
        ConditionStep.CLEAR: Condition.FREE,
        **_ANY,
    },
    Condition.LOADING: {
        ConditionStep.CONFIRM: Condition.OCCUPIED,
        ConditionStep.GIVE_BACK: Condition.FREE,
        ConditionStep.DOUBT: Condition.TO_CHECK,
        **_ANY,
    },
    Condition.OCCUPIED: {
        ConditionStep.OPEN: Condition.HANDING_OVER,
        ConditionStep.JAM: Condition.JAMMED,
        ConditionStep.CLEAR: Condition.FREE,
        **_LOOK,
        **_ANY,
    },
    Condition.HANDING_OVER: {
        ConditionStep.CONFIRM: Condition.OCCUPIED,
        ConditionStep.PROVE_EMPTY: Condition.FREE,
        ConditionStep.DOUBT: Condition.TO_CHECK,
        **_LOOK,
        **_ANY,
    },
    Condition.TO_CHECK: {
        ConditionStep.OPEN: Condition.HANDING_OVER,
        ConditionStep.LOAD: Condition.LOADING,
        ConditionStep.DOUBT: Condition.TO_CHECK,
        ConditionStep.CLEAR: Condition.FREE,
        **_LOOK,
        **_ANY,
    },
    Condition.JAMMED: {
        ConditionStep.OPEN: Condition.HANDING_OVER,
        ConditionStep.CLEAR: Condition.FREE,
        **_LOOK,
        **_ANY,
    },
    Condition.RETRIEVAL: {
        ConditionStep.CONFIRM: Condition.OCCUPIED,
        ConditionStep.CLEAR: Condition.FREE,
        **_ANY,
    },
    Condition.QUARANTINED: {ConditionStep.CLEAR: Condition.FREE, **_LOOK, **_ANY},
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was observed since the last confirmed loading (or since the last clearing)."""

    opened: bool = False
    closed: bool = False
    """A closing was observed after the last opening."""


@dataclass(frozen=True, slots=True)
class Since:
    """When something began: true time, Unix seconds (design rule 10)."""

    lo_s: int
    """Not before."""
    hi_s: int | None
    """Not after; None: nobody trustworthy had told the time."""


@dataclass(frozen=True, slots=True)
class Compartment:
    """The remembered part of a compartment; its newest reading lives beside it in the state."""

    place: Place
    condition: Condition = Condition.TO_CHECK
    reason: str = ""
    """Why it is out of use, in the words of the facts; empty while it is in use."""
    blocks: tuple[Block, ...] = ()
    """Who wants nothing new put in, by the office; what lies inside can still be collected."""
    part: PartId | None = None
    """The part that lies, or shall lie, inside."""
    waits: Since | None = None
    """Since when it waits for staff; None: it does not, or it did before this was noted."""
    evidence: Evidence = field(default=Evidence())
    attempt: AttemptId | None = None
    """The open attempt, of which there is at most one."""
    pulse: AttemptId | None = None
    """The last attempt that fired here and was not seen to open: a later opening belongs to it (design rule 2)."""

    @property
    def id(self) -> CompartmentId:
        """The painted number."""
        return self.place.compartment

    def takes_from(self, authority: str) -> bool:
        """Whether nobody wants anything new of this office kept out."""
        return all(block.own_use and block.by == authority for block in self.blocks)


HOLDS_NOTHING: Final = frozenset({Condition.FREE, Condition.RESERVED, Condition.TO_CHECK})
"""Conditions in which no item is expected inside."""


class Leaf(StrEnum):
    """The door as far as its sensors can tell: a hook alone that let go counts as open, for caution."""

    OPEN = "open"
    UNLATCHED = "unlatched"
    """A contact says that the leaf is shut, a switch in the lock that nothing holds it (F25)."""
    SHUT = "shut"
    UNKNOWN = "unknown"
    UNSENSED = "unsensed"
