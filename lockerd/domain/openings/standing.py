"""Which doors are not shut, and which of them hold the wall up: the next door only when the last is shut (rule 6)."""

from typing import Final

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.looks import looks
from lockerd.domain.model.state import Standing

UNSENSED_MS: Final = 60_000
"""A door that no sensor tells of counts as open for so long after its pulse."""


def opened_by_pulse(draft: Draft, compartment: CompartmentId) -> None:
    """A pulse of ours opened this door, and no visit stands behind it: a technician's, a late or a wrong one."""
    known = draft.state.standing.get(compartment) or Standing(compartment, looks(draft.state, compartment))
    draft.put(replace(known, opened_ms=draft.now.mono_ms))


def holds_up(draft: Draft, standing: Standing, *, said_shut: bool = False) -> bool:
    """Whether others wait for this door: until it is seen shut, its alarm ran, or a word stands in for a sensor."""
    if standing.opened_ms is None or standing.told:
        return False
    open_ms = draft.now.mono_ms - standing.opened_ms
    match looks(draft.state, standing.compartment):
        case Leaf.UNSENSED:
            return not said_shut and open_ms < UNSENSED_MS
        case Leaf.UNKNOWN:
            return open_ms < draft.policy.door_alarm_ms  # F41: nothing will be told of it
        case Leaf.OPEN | Leaf.UNLATCHED | Leaf.SHUT:
            return True


def forget_unsensed(draft: Draft, standing: Standing) -> None:
    """Drop a door that no sensor tells of, once it holds nobody up any more."""
    if not holds_up(draft, standing):
        draft.forget(standing)
