"""The end of a hand-in without a code: its right is the visit, and ends with it or with the process (rule 21)."""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.close import close_unbrought
from lockerd.domain.hand_over.rights import end_right, revoke
from lockerd.domain.model.derived import grant_of, parts_of
from lockerd.domain.model.orders import Order
from lockerd.domain.model.parts import PartState, is_tied
from lockerd.domain.model.reasons import RevokeReason
from lockerd.domain.model.visits import Phase

_GONE = frozenset({Phase.PAPER_READY, Phase.OVER})


def end_walk_in(draft: Draft, order: Order) -> None:
    """Once nobody stands there any more under it, nothing opens its door but staff; where nothing was tried it closes.

    What was put in is judged as ever: at once, or some minutes after a power cut or a silent board.
    """
    if order.ended_powered_ms is not None or _goes_on(draft, order):
        return
    grant = grant_of(draft.state, order.id)
    if grant is not None:
        revoke(draft, grant, RevokeReason.VISIT_OVER)
    for part in parts_of(draft.state, order.id):
        if part.state is PartState.AWAITED and not is_tied(part):
            close_unbrought(draft, part)
        else:
            end_right(draft, part)


def _goes_on(draft: Draft, order: Order) -> bool:
    visits, attempts = draft.state.visits.values(), draft.state.attempts.values()
    there = any(visit.order == order.id and visit.phase not in _GONE for visit in visits)
    tried = any(a.outcome is None and a.part is not None and a.part.order == order.id for a in attempts)
    return there or tried
