"""Codes on show: one that has died is gone from the screen at once, whoever made an end of it."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import finish
from lockerd.domain.model.derived import parts_of, state_of, worth
from lockerd.domain.model.grants import LIVE, Grant, Worth
from lockerd.domain.model.parts import Direction, PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase, Visit

WORTH_SHOWING: Final = LIVE | {Worth.JAMMED}
"""States in which a code is left on the screen: after a jam, whoever put the item in can still undo that."""


def end_dead_codes(draft: Draft) -> None:
    """End every visit that shows a code which opens nothing any more, and say why."""
    for visit in draft.visits():
        if visit.phase is not Phase.CODE_READY or visit.grant is None:
            continue
        grant = draft.state.grants.get(visit.grant)
        if grant is None or not _worth_showing(draft, grant):
            finish(draft, visit, _why(draft, visit, grant))


def _worth_showing(draft: Draft, grant: Grant) -> bool:
    """Whether it opens something, or will once staff have reported: a code for what is brought comes back (rule 20)."""
    found = worth(draft.state, grant)
    brought = any(part.direction is Direction.IN for part in parts_of(draft.state, grant.order))
    return found in WORTH_SHOWING or (brought and found is Worth.SUSPENDED)


def _why(draft: Draft, visit: Visit, grant: Grant | None) -> Refusal | None:
    if grant is None or worth(draft.state, grant) is Worth.SPENT:
        return None  # it has done what it was made for
    taken_back = state_of(draft.state, visit.order) in {PartState.RECALLED, PartState.CANCELLED}
    revoked = worth(draft.state, grant) is Worth.REVOKED
    return Refusal.CANCELLED if revoked and taken_back else Refusal.CODE_VOID
