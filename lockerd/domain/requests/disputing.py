"""The word of whoever came to collect that what lies there is not theirs, or that nothing does (F54).

Nothing passes to them, and no receipt is written: what they took out goes back behind the same door, staff look, and
the office is told at once. What was put in together with it is kept, too: it may have been mixed up as well.
"""

from typing import Final

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import finish
from lockerd.domain.hand_over.incident import note_incident
from lockerd.domain.hand_over.judging import DISPUTED
from lockerd.domain.hand_over.load_session import keep_session
from lockerd.domain.hand_over.quarantine import quarantine
from lockerd.domain.model.business import business
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import served
from lockerd.domain.model.events import Refused
from lockerd.domain.model.looks import looks, reading_of
from lockerd.domain.model.readings import Item
from lockerd.domain.model.reasons import IncidentReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Claim, Phase, Visit
from lockerd.domain.model.words import Word
from lockerd.domain.requests.opening_again import open_again

SAID: Final = {
    Word.WRONG_ITEM: (Claim.WRONG_ITEM, IncidentReason.WRONG_ITEM),
    Word.NOTHING_INSIDE: (Claim.NOTHING_INSIDE, IncidentReason.NOTHING_INSIDE),
}


def dispute(draft: Draft, visit: Visit, word: Word) -> Refused | None:
    """Take the word: once, at a door that was opened for them and has not been judged yet."""
    claim, incident = SAID[word]
    if not (business(visit).disputes and visit.opened and visit.phase in {Phase.DOOR_OPEN, Phase.DOOR_SHUT}):
        return Refused(Refusal.NOT_NOW)
    row = draft.state.compartments[visit.compartment]
    if row.condition is not Condition.HANDING_OVER:
        return Refused(Refusal.NOT_NOW)
    note_incident(draft, row.id, visit.part, incident)
    keep_session(draft, served(draft.state, visit))
    said = replace(visit, claim=claim, trouble=Refusal.DISPUTED, queue=(), claim_ms=None)
    draft.put(said)
    back = claim is Claim.WRONG_ITEM and reading_of(draft.state, row.id).item is not Item.PRESENT
    if visit.phase is Phase.DOOR_SHUT and back:
        draft.change(served(draft.state, visit), disputed=True)
        open_to_put_back(draft, said)
        return None
    quarantine(draft, row.id, DISPUTED[claim])
    if visit.phase is Phase.DOOR_SHUT or looks(draft.state, row.id) is Leaf.UNSENSED:
        finish(draft, said)
    return None


def open_to_put_back(draft: Draft, visit: Visit) -> None:
    """Open a shut door once more for what is not theirs; kept for staff once it is open, or will not be opened.

    A lock that rests, or somebody at another door, is over in a moment: asked for again as long as the time for
    opening again lasts, and nobody else waits for it meanwhile.
    """
    refused = open_again(draft, visit, visit.claim)
    if refused is not None and refused.reason not in {Refusal.WAIT, Refusal.BUSY}:
        finish(draft, visit)
