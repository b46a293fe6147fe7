"""What staff may take out: which doors wait for them, and whose they are (rule 26)."""

from typing import Final

from lockerd.domain.model.compartments import Compartment, Condition
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.parts import Part, PartState, is_held, is_remainder, was_loaded
from lockerd.domain.model.reasons import DoorReason
from lockerd.domain.model.state import State

LOOKED_INTO: Final = frozenset({Condition.TO_CHECK, Condition.JAMMED, Condition.QUARANTINED})
"""Conditions that staff end by looking."""
TAKEN_OUT: Final = frozenset({PartState.EXPIRED, PartState.RECALLED, PartState.HANDED_IN})
"""States of parts that lie behind a shut door, and that only staff take out."""


def named(state: State, row: Compartment) -> Part | None:
    """The part that may lie there; one that has only reserved the compartment does not, nor one that nobody knows."""
    part = None if row.part is None else state.parts.get(row.part)
    return None if part is None or part.state is PartState.RESERVED else part


def waits_for_staff(state: State, row: Compartment) -> bool:
    """Whether a retrieval may begin there, as far as the rows tell."""
    part = named(state, row)
    if row.condition in LOOKED_INTO:
        return True
    if part is None:
        return False
    if row.condition is Condition.OCCUPIED:
        return part.state in TAKEN_OUT
    return row.condition is Condition.HANDING_OVER and is_held(part)  # rule 20: their begin ends its minutes


def expected(state: State, row: Compartment) -> int | None:
    """How many things the office had said there are; None: nobody's name is on the door, they were never all put in,
    or the door is a remainder, for which nothing was announced."""
    part = named(state, row)
    if part is None or is_remainder(part):
        return None
    return part.item_count if part.way.brought or was_loaded(part) else None


def said_missing(state: State, row: Compartment) -> tuple[str, ...]:
    """Of what the office had asked for, the codes that are not there in the word of the person who was here."""
    part = named(state, row)
    return () if part is None else part.missing or ()


def for_supervisor(row: Compartment) -> bool:
    """Whether staff have found something else there, and not said since that it is found or nothing (rule 26)."""
    return row.reason == DoorReason.OTHER_FOUND


def waiting(state: State, authority: str) -> tuple[Compartment, ...]:
    """The doors that wait for the staff of one authority: by number, those that carry a name first."""
    rows = [row for row in in_order(state.compartments) if waits_for_staff(state, row)]
    mine = [row for row in rows if (part := named(state, row)) is None or part.authority == authority]
    return tuple(sorted(mine, key=lambda row: named(state, row) is None))
