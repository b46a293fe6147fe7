"""Where somebody waits for what happens next: which doors are looked at more often, and whether time is."""

from typing import assert_never

from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import Phase, Visit


def watched_doors(state: State) -> frozenset[CompartmentId]:
    """Those with an attempt under way, or with somebody there."""
    attempts = {attempt.compartment for attempt in state.attempts.values() if attempt.outcome is None}
    somebody = {visit.door for visit in state.visits.values() if visit.door is not None and _is_at_its_door(visit)}
    return frozenset(attempts | somebody)


def _is_at_its_door(visit: Visit) -> bool:
    """Whether what its door does next is waited for; a door that was left open is looked at as any other."""
    match visit.phase:
        case Phase.OVER | Phase.CODE_READY | Phase.PAPER_READY | Phase.BETWEEN:
            return False
        case Phase.DOOR_OPEN:
            return not visit.alarmed
        case Phase.OPENING | Phase.RETRYING | Phase.DOOR_SHUT:
            return True
        case never:
            assert_never(never)


def is_restless(state: State) -> bool:
    """Whether seconds may decide what happens next."""
    open_attempt = any(attempt.outcome is None for attempt in state.attempts.values())
    here = any(visit.phase is not Phase.OVER for visit in state.visits.values())
    return here or bool(state.standing) or open_attempt
