"""What rows say of each other: a compartment, the part it names and the right to it never contradict each other.

Checked before every commit. Whoever breaks it has a defect of ours in hand, and nothing of it reaches a door.
"""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Final

from lockerd.domain.model.attempts import Attempt
from lockerd.domain.model.compartments import Compartment, Condition
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.grants import Grant, GrantState
from lockerd.domain.model.ids import CompartmentId, PartId
from lockerd.domain.model.old_first import all_brought
from lockerd.domain.model.parts import OPENS, Part, PartState, has_ended
from lockerd.domain.model.state import Row, State

NOBODY: Final = None
"""The compartment names no part."""

TOGETHER: Final[dict[Condition, frozenset[PartState | None]]] = {
    Condition.FREE: frozenset({NOBODY}),
    Condition.RESERVED: frozenset({PartState.RESERVED, PartState.HANDING_IN}),
    Condition.TO_CHECK: frozenset(
        {
            NOBODY,
            PartState.RESERVED,
            PartState.AWAITED,
            PartState.HANDING_IN,
            PartState.EXPIRED,
            PartState.CANCELLED,
            PartState.REMAINDER,
        }
    ),
    Condition.LOADING: frozenset({PartState.LOADING}),
    Condition.OCCUPIED: frozenset(
        {
            PartState.READY,
            PartState.COLLECTING,
            PartState.EXCHANGING,
            PartState.EXPIRED,
            PartState.RECALLED,
            PartState.RETRIEVAL,
            PartState.HANDED_IN,
        }
    ),
    Condition.JAMMED: frozenset({PartState.READY, PartState.EXPIRED, PartState.RECALLED, PartState.RETRIEVAL}),
    Condition.HANDING_OVER: frozenset(
        {PartState.COLLECTING, PartState.COLLECTED, PartState.RETRIEVAL, PartState.HANDING_IN, PartState.EXCHANGING}
    ),
    Condition.RETRIEVAL: frozenset(
        {
            NOBODY,
            PartState.RETRIEVAL,
            PartState.READY,
            PartState.RECALLED,
            PartState.HANDED_IN,
            PartState.AWAITED,
            PartState.QUARANTINED,
            PartState.EXPIRED,
            PartState.CANCELLED,
            PartState.REMAINDER,
        }
    ),
    Condition.QUARANTINED: frozenset(
        {
            NOBODY,
            PartState.QUARANTINED,
            PartState.RECALLED,
            PartState.HANDED_IN,
            PartState.EXPIRED,
            PartState.CANCELLED,
            PartState.REMAINDER,
        }
    ),
}
"""Which state the part may be in that a compartment of this condition names."""

MAY_OPEN: Final = {
    Direction.OUT: frozenset({PartState.READY, PartState.COLLECTING, PartState.EXPIRED}),
    Direction.IN: frozenset({PartState.AWAITED, PartState.HANDING_IN, PartState.EXPIRED}),
    Direction.BOTH: frozenset({PartState.READY, PartState.EXCHANGING, PartState.EXPIRED}),
}
"""Where a part may be whose right can still open something."""

DOORS_OF: Final = {
    Direction.OUT: frozenset({Condition.OCCUPIED}),
    Direction.IN: frozenset({Condition.RESERVED, Condition.HANDING_OVER, Condition.TO_CHECK}),
    Direction.BOTH: frozenset({Condition.OCCUPIED}),
}
"""And where its compartment is then."""


Named = Mapping[CompartmentId, PartId | None]


def breaches(named: Named, state: State, rows: Iterable[Row]) -> dict[CompartmentId, str]:
    """What does not hold of rows that changed, by the compartment whose rows are concerned; empty: all is well.

    ``named`` says which part each compartment among them, and each that a part has left, named before.
    """
    found: dict[CompartmentId, str] = {}
    for compartment in dict.fromkeys(chain(named, *(_concerned(state, row) for row in rows))):
        if (what := _breach(named, state, compartment)) is not None:
            found[compartment] = f"{compartment}: {what}"
    return found


def _concerned(state: State, row: Row) -> tuple[CompartmentId, ...]:
    match row:
        case Compartment():
            return (row.id,)
        case Part():
            return () if row.compartment is None else (row.compartment,)
        case Attempt():
            return (row.compartment,)
        case Grant():
            parts = parts_of(state, row.order)
            return tuple(part.compartment for part in parts if part.compartment is not None)
        case _:
            return ()


def _breach(named: Named, state: State, name: CompartmentId) -> str | None:
    row = state.compartments.get(name)
    if row is None:
        return None  # taken out of the configuration
    part = None if row.part is None else state.parts.get(row.part)
    if row.part is not None and part is None:
        return "names a part that is not there"
    if part is not None and part.compartment != name:
        return f"names a part that is at {part.compartment}"
    if (None if part is None else part.state) not in TOGETHER[row.condition]:
        return f"{row.condition} and {'nobody' if part is None else part.state}"
    if (
        part is not None
        and part.right in OPENS
        and not (row.condition in DOORS_OF[part.direction] and part.state in MAY_OPEN[part.direction])
    ):
        return f"{row.condition}, {part.state}, and a right that is {part.right}"
    if part is not None and _too_early(state, part):
        return "is opened for the new document, and the old one is not with the office"
    if _left_behind(named, state, row):
        return "does not name a part any more that believes to be there"
    if _two_codes(state, part):
        return "has two codes that open it"
    return _attempt_breach(state, row)


def _left_behind(named: Named, state: State, row: Compartment) -> bool:
    """Parts that have ended keep the number of the door they lay behind; no other may."""
    known = named.get(row.id)
    part = None if known is None else state.parts.get(known)
    return part is not None and part.id != row.part and part.compartment == row.id and not has_ended(part)


def _too_early(state: State, part: Part) -> bool:
    """What lies there is handed out only after custody of what is brought first (rule 22)."""
    out = not part.way.brought and part.state in {PartState.COLLECTING, PartState.COLLECTED}
    beside = state.orders[part.id.order].parts > 1
    return out and beside and not all_brought(parts_of(state, part.id.order))


def _two_codes(state: State, part: Part | None) -> bool:
    if part is None:
        return False
    names = state.grants_of.get(part.id.order, ())
    return len(names) > 1 and sum(1 for name in names if state.grants[name].state is not GrantState.REVOKED) > 1


def _attempt_breach(state: State, row: Compartment) -> str | None:
    """One open attempt at a door, and it knows it (rule 1)."""
    if row.attempt is None:
        return None
    attempt = state.attempts.get(row.attempt)
    if attempt is None or attempt.outcome is not None or attempt.compartment != row.id:
        return f"waits for an attempt that is not open here ({row.attempt})"
    return None
