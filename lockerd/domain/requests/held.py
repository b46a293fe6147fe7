"""The person's word that the door does not open: written down, nothing is tried any more, staff are called (F20)."""

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import finish
from lockerd.domain.hand_over.quarantine import quarantine
from lockerd.domain.model.attempts import Outcome
from lockerd.domain.model.business import business
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.looks import has_contact, not_shut_word, reading_of, spoke
from lockerd.domain.model.reasons import DoorReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import Claim, Phase, Visit
from lockerd.domain.openings.attempting import close_attempt
from lockerd.domain.openings.pulses import jam_visit


def _may_be(state: State, visit: Visit) -> bool:
    """Whether a person may say so: after a pulse, where no contact on the leaf says that the door stands open.

    A switch in the lock, or no sensor at all, took the pulse for an opening; a contact says that a try has failed.
    """
    if visit.door is None:
        return False
    row = state.compartments[visit.door]
    attempt = None if row.attempt is None else state.attempts[row.attempt]
    sent = attempt is None or attempt.began_ms is not None
    match visit.phase:
        case Phase.DOOR_OPEN:
            return attempt is None and not has_contact(row.place) and visit.claim is not Claim.TAKEN_OUT
        case Phase.RETRYING:
            return sent and row.pulse is not None
        case Phase.OPENING:
            return sent and visit.attempts > 1 and not visit.opened
        case Phase.DOOR_SHUT | Phase.CODE_READY | Phase.PAPER_READY | Phase.BETWEEN | Phase.OVER:
            return False


def say_held(draft: Draft, visit: Visit) -> bool:
    """End the visit at a door that does not open; what lies inside waits for staff, a code not used yet is kept.

    False, and nothing happens, where it cannot be so.
    """
    if not _may_be(draft.state, visit):
        return False
    row = draft.state.compartments[visit.compartment]
    item, at = reading_of(draft.state, row.id).item, spoke(draft.state, row.id)
    word = "not_observed" if visit.phase is not Phase.DOOR_OPEN else not_shut_word(draft.state, row.id)
    draft.tell(FactType.VISIT_DOES_NOT_OPEN, row.id, visit.part, observed=word, input=at, item=item)
    if visit.phase is not Phase.DOOR_OPEN:
        if row.attempt is not None:
            close_attempt(draft, draft.state.attempts[row.attempt], Outcome.NOT_OBSERVED, DoorReason.DOES_NOT_OPEN)
        jam_visit(draft, visit, DoorReason.DOES_NOT_OPEN)
    elif not business(visit).takes:
        # Nothing could be put in: the order gets another compartment, as after three tries in vain.
        finish(draft, replace(visit, opened=False), Refusal.DOOR_STUCK)
    else:
        # The lock let go: whoever pulls harder gets in, so nothing inside is anybody's until staff have looked.
        quarantine(draft, row.id, DoorReason.DOES_NOT_OPEN)
        finish(draft, visit, Refusal.ASK_STAFF)
    return True
