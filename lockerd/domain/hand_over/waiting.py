"""Since when a door waits for staff: noted in the decision that put it on their list."""

from lockerd.domain.draft import Draft
from lockerd.domain.model.compartments import Since
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.retrievals import waits_for_staff
from lockerd.domain.model.state import State


def date_waiting(draft: Draft, before: State) -> None:
    """Note it at every door that this decision put on the list, and forget it at those that it took off.

    ``before`` is the state that the decision found: what waited then without a note goes on without one.
    """
    moved = (draft.state.parts.get(name) for name in draft.moved)
    doors = draft.looked_at | {part.compartment for part in moved if part is not None and part.compartment is not None}
    for row in (draft.state.compartments[name] for name in sorted(doors) if name in draft.state.compartments):
        waits = waits_for_staff(draft.state, row)
        if not waits and row.waits is not None:
            draft.change(row, waits=None)
        elif waits and row.waits is None and not _waited(before, row.id):
            draft.change(row, waits=Since(draft.now.lo_s, draft.now.hi_s))


def _waited(before: State, compartment: CompartmentId) -> bool:
    row = before.compartments.get(compartment)
    return row is not None and waits_for_staff(before, row)
