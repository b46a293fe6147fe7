"""Why a door waits for staff, in one word: the same at the terminal and for technicians."""

from enum import StrEnum

from lockerd.domain.model.compartments import Compartment, Condition
from lockerd.domain.model.retrievals import for_supervisor, named
from lockerd.domain.model.state import State


class Why(StrEnum):
    """Why a door waits for staff."""

    HANDED_IN = "handed_in"
    EXPIRED = "expired"
    RECALLED = "recalled"
    HELD = "held"
    TO_CHECK = "to_check"
    JAMMED = "jammed"
    QUARANTINED = "quarantined"
    OTHER_FOUND = "other_found"


def why_it_waits(state: State, row: Compartment) -> Why:
    """Of a door that does wait."""
    part = named(state, row)
    if for_supervisor(row):
        return Why.OTHER_FOUND
    if row.condition is Condition.HANDING_OVER:
        return Why.HELD
    return Why(part.state if row.condition is Condition.OCCUPIED and part is not None else row.condition)
