"""The same door once more, for whoever has just shut it: at most twice, and within two minutes (design rule 2)."""

from typing import Final

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.handing_in import AGAIN, begin_handing_in, may_open_again
from lockerd.domain.model.business import business
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.derived import served
from lockerd.domain.model.events import Refused
from lockerd.domain.model.patience import REOPENINGS, hold_left_ms
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import DISPUTES, Claim, Phase, Visit
from lockerd.domain.openings.attempting import fire, right_of
from lockerd.domain.openings.for_people import is_taken_back
from lockerd.domain.openings.refusing import refuse_opening

REOPEN_WINDOW_MS: Final = 120_000


def open_again(draft: Draft, visit: Visit, claim: Claim = Claim.NONE) -> Refused | None:
    """Fire its lock once more; ``claim``: what was said that the opening is for, and that counts after it as well."""
    if visit.phase is not Phase.DOOR_SHUT or not visit.opened:
        return Refused(Refusal.NOT_NOW)
    since_ms = draft.now.mono_ms - visit.phase_since_ms
    if visit.reopenings >= REOPENINGS or since_ms > REOPEN_WINDOW_MS or hold_left_ms(visit) <= 0:
        return Refused(Refusal.NO_MORE_OPENINGS)
    if is_taken_back(draft, visit):
        return Refused(Refusal.CANCELLED)
    if draft.state.compartments[visit.compartment].condition is Condition.QUARANTINED:
        return Refused(Refusal.ASK_STAFF)
    part = None if business(visit).reports else served(draft.state, visit)
    bringing = part if part is not None and part.way.brought else None
    if visit.claim_ms is not None or (bringing is not None and not may_open_again(bringing)):
        return Refused(Refusal.NO_MORE_OPENINGS)
    right = right_of(visit)
    if (refused := refuse_opening(draft, visit.compartment, right, visit.id)) is not None:
        return refused
    trouble = visit.trouble if claim in DISPUTES else None
    again = replace(visit, reopenings=visit.reopenings + 1, trouble=trouble, claim=claim)
    if bringing is not None:
        begin_handing_in(draft, bringing, visit.compartment, AGAIN)
    fire(draft, again, right, reopening=True)
    return None
