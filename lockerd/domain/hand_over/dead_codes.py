"""Codes on show: one that has died is gone from the screen at once, whoever made an end of it."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import finish
from lockerd.domain.model.grants import LIVE, Grant, GrantState
from lockerd.domain.model.orders import OrderState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import in_order
from lockerd.domain.model.visits import Phase, Visit

WORTH_SHOWING: Final = LIVE | {GrantState.JAMMED}
"""States in which a code is left on the screen: after a jam, whoever put the item in can still undo that."""


def end_dead_codes(draft: Draft) -> None:
    """End every visit that shows a code which opens nothing any more, and say why."""
    for visit in in_order(draft.state.visits):
        if visit.phase is not Phase.CODE_READY or visit.grant is None:
            continue
        grant = draft.state.grants.get(visit.grant)
        if grant is None or grant.state not in WORTH_SHOWING:
            finish(draft, visit, _why(draft, visit, grant))


def _why(draft: Draft, visit: Visit, grant: Grant | None) -> Refusal | None:
    if grant is None or grant.state is GrantState.SPENT:
        return None  # it has done what it was made for
    order = draft.state.orders[visit.order].state
    taken_back = {OrderState.RECALLED, OrderState.CANCELLED}
    return Refusal.CANCELLED if grant.state is GrantState.REVOKED and order in taken_back else Refusal.CODE_VOID
