"""Whether somebody else may come for an order, changed by its office: stricter as long as anything is left (ADR 51)."""

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.keep_back import TOO_LATE
from lockerd.domain.model.derived import grant_of, live_grant, parts_of, without_delegates
from lockerd.domain.model.orders import Order
from lockerd.domain.model.parts import was_loaded
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.requests.announcing import is_out
from lockerd.domain.requests.holding import why_too_late
from lockerd.domain.requests.statements import can_prove_the_person


def why_not_delegates(draft: Draft, wanted: Order) -> Refusal | None:
    """Why it cannot be as wanted. Whoever holds a code has been told what it asks for: it never asks for less."""
    parts = parts_of(draft.state, wanted.id)
    if all(part.state in TOO_LATE or is_out(part) for part in parts):
        return why_too_late(parts)
    if wanted.no_delegate:
        proven = can_prove_the_person(draft.policy, wanted.authority, draft.now)
        return None if proven else Refusal.NO_VERIFIER
    if any(map(was_loaded, parts)):
        return Refusal.ALREADY_PUT_IN
    return None if grant_of(draft.state, wanted.id) is None else Refusal.ORDER_NOT_READY


def exclude_delegates(draft: Draft, order: Order) -> None:
    """A code that is out asks for a verifier's word too, from the next visit on; whoever stands at a door is served."""
    grant = live_grant(draft.state, order.id)
    if order.no_delegate and grant is not None:
        draft.change(grant, code=replace(grant.code, asks=without_delegates(grant.code.asks)))
