"""What is forgotten when it costs nothing and decides nothing any more: which badge did what, for which order a
verifier was asked (design rule 12)."""

from rpds import HashTrieMap

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.load_session import PAUSE_MS
from lockerd.domain.hand_over.stocktaking import end, put_round
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.reasons import RoundEnd
from lockerd.domain.model.rounds import ALONE_MS, FORGOTTEN_MS
from lockerd.domain.model.state import HOUR_MS
from lockerd.domain.model.statements import NONCE_MS
from lockerd.domain.openings import brake
from lockerd.domain.requests.two_people import SECOND_WITHIN_MS


def forget_names(draft: Draft) -> None:
    """Badges in budgets, in what they made anew, in who loads, in what waits for a second one; and old nonces."""
    state, mono_ms = draft.state, draft.now.mono_ms
    brake.forget_old(draft)
    for going in state.site.rounds:
        if draft.now.powered_ms - going.last_ms >= FORGOTTEN_MS:
            end(draft, going, RoundEnd.FORGOTTEN)
        elif going.badges and draft.now.powered_ms - going.last_ms > ALONE_MS:
            put_round(draft, replace(going, badges=()))
    for grant in in_order(state.grants):
        if grant.reissued_by and draft.now.powered_ms - grant.reissued_ms >= HOUR_MS:
            draft.change(grant, reissued_by="")
    if state.load_session is not None and mono_ms - state.load_session.last_ms >= PAUSE_MS:
        draft.remember(load_session=None)
    waiting = {asked: each for asked, each in state.first_badges.items() if mono_ms - each.shown_ms <= SECOND_WITHIN_MS}
    if len(waiting) < len(state.first_badges):
        draft.remember(first_badges=HashTrieMap(waiting))
    nonces = {order: each for order, each in state.nonces.items() if mono_ms - each.asked_ms <= NONCE_MS}
    if len(nonces) < len(state.nonces):
        draft.remember(nonces=HashTrieMap(nonces))
