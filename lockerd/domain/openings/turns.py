"""How long somebody may stand at a door or in front of what is shown, before the visit ends by itself."""

from typing import Final, assert_never

from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.looks import looks
from lockerd.domain.model.patience import factor, hold_left_ms
from lockerd.domain.model.state import Policy, State
from lockerd.domain.model.visits import Phase, Visit
from lockerd.domain.openings.standing import UNSENSED_MS

IDLE_MS: Final = 120_000
"""A shut door that nobody says anything about any more; also how long a loading can be undone."""


def time_ms(state: State, policy: Policy, visit: Visit) -> int | None:
    """From the beginning of this phase; at the end the visit is over, or an open door's alarm runs.

    None: not the person's time runs but the lock's or the sensors', or it is over.
    """
    match visit.phase:
        case Phase.DOOR_OPEN | Phase.DOOR_SHUT if visit.claim_ms is not None:
            return None
        case Phase.DOOR_OPEN:
            unsensed = looks(state, visit.compartment) is Leaf.UNSENSED
            usual_ms = UNSENSED_MS if unsensed else policy.door_alarm_ms
            return min(usual_ms * factor(visit) + visit.extra_ms, hold_left_ms(visit))
        case Phase.DOOR_SHUT | Phase.CODE_READY | Phase.PAPER_READY | Phase.BETWEEN:
            return IDLE_MS * factor(visit) + visit.extra_ms
        case Phase.OPENING | Phase.RETRYING | Phase.OVER:
            return None
        case never:
            assert_never(never)


def ends_ms(state: State, policy: Policy, visit: Visit) -> int | None:
    """Monotonic: when the person's time is over, as things are; None: it does not run, or it was over before."""
    own_ms = time_ms(state, policy, visit)
    if own_ms is None or (visit.phase is Phase.DOOR_OPEN and visit.alarmed):
        return None
    return visit.phase_since_ms + own_ms
