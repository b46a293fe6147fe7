"""Doors side by side, for whoever says that going from one to another is hard for them."""

from collections.abc import Sequence

from lockerd.domain.draft import Draft
from lockerd.domain.model.compartments import Place
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import Part, has_ended
from lockerd.domain.openings.bringing import doors_for


def doors_as_said(draft: Draft, part: Part, *, beside: bool) -> list[CompartmentId]:
    """Where this part can be put in, the best first; ``beside``: those that are nearest to the other doors of its order
    come first of all, or, where none is known yet, those that have another free one near them."""
    doors = doors_for(draft, part)
    parts = parts_of(draft.state, part.id.order)
    if not beside or len(parts) < 2:
        return doors
    others = (each.compartment for each in parts if each.id != part.id and not has_ended(each))
    known = [draft.state.compartments[name].place for name in others if name is not None]
    free = [draft.state.compartments[name].place for name in doors]
    return sorted(doors, key=lambda name: _away(draft.state.compartments[name].place, known or free))


def _away(place: Place, others: Sequence[Place]) -> int:
    """How many doors lie between it and the nearest of the others, counted along rows and columns."""
    steps = (abs(place.row - each.row) + abs(place.column - each.column) for each in others if each != place)
    return min(steps, default=0)
