"""What somebody who leaves something says at the shut door: all is in, or exchanged, or nothing (rules 17, 20, 23)."""

from collections.abc import Collection
from typing import Final

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.evidence import Verdict
from lockerd.domain.hand_over.handing_in import may_open_again
from lockerd.domain.hand_over.judging import verdict_on
from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.derived import served
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.events import Refused, Say
from lockerd.domain.model.looks import looks
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.patience import REOPENINGS
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Claim, Phase, Visit
from lockerd.domain.model.words import Word
from lockerd.domain.openings.for_people import go_on

NOT_NOW: Final = Refused(Refusal.NOT_NOW)


DONE: Final = {Direction.IN: Word.ALL_IN, Direction.BOTH: Word.EXCHANGED}
"""By direction, what is said where it was done; where it was not, the word is the same."""
CLAIM: Final = {Word.ALL_IN: Claim.ALL_IN, Word.EXCHANGED: Claim.EXCHANGED}


def say_of_hand_in(draft: Draft, visit: Visit, said: Say) -> Refused | None:
    """Take what is missing, or the word that ends a hand-in, or an exchange, at this door."""
    word = said.word
    if word is Word.MISSING:
        return _missing(draft, visit, said.missing)
    if not _at_shut_door(draft, visit) or word not in {DONE[served(draft.state, visit).direction], Word.NOTHING_IN}:
        return NOT_NOW
    return _nothing_in(draft, visit) if word is Word.NOTHING_IN else _done(draft, visit, CLAIM[word])


def _missing(draft: Draft, visit: Visit, codes: Collection[str]) -> Refused | None:
    """Take what of the checklist is not there; said anew it replaces what was said before, until the last word here."""
    part = None if visit.part is None else draft.state.parts[visit.part]
    if part is None or part.state is not PartState.HANDING_IN or not part.checklist:
        return NOT_NOW
    if visit.phase not in {Phase.DOOR_OPEN, Phase.DOOR_SHUT} or visit.claim is not Claim.NONE:
        return NOT_NOW
    if not {*part.checklist} >= {*codes}:
        return Refused(Refusal.NOT_ON_CHECKLIST)
    draft.change(part, missing=tuple(code for code in part.checklist if code in codes))
    return None


def _at_shut_door(draft: Draft, visit: Visit) -> bool:
    """Whether somebody who leaves something stands at the door they have shut, and nothing was said of it yet."""
    if visit.part is None:
        return False
    part = draft.state.parts[visit.part]
    begun = part.state in {PartState.HANDING_IN, PartState.EXCHANGING}
    here = visit.phase is Phase.DOOR_SHUT and begun and visit.claim is Claim.NONE
    return here and looks(draft.state, visit.compartment) is Leaf.SHUT


def _done(draft: Draft, visit: Visit, claim: Claim) -> Refused | None:
    """The word at which custody passes, where the evidence allows it; else the door is offered once more (rule 20)."""
    unproven = verdict_on(draft, served(draft.state, visit), claim) is Verdict.QUARANTINED
    if unproven and visit.trouble is not Refusal.ITEM_NOT_SEEN and _may_open_again(draft, visit):
        draft.put(replace(visit, trouble=Refusal.ITEM_NOT_SEEN))
        return None
    draft.put(replace(visit, claim=claim, claim_ms=draft.now.mono_ms))
    return None


def _nothing_in(draft: Draft, visit: Visit) -> Refused | None:
    """The person goes away with what they brought: no receipt, and the code stays good for this door (rule 20)."""
    draft.change(served(draft.state, visit), missing=None)
    go_on(draft, replace(visit, claim=Claim.NOTHING_IN))
    return None


def _may_open_again(draft: Draft, visit: Visit) -> bool:
    part = served(draft.state, visit)
    return visit.reopenings < REOPENINGS and (not part.way.brought or may_open_again(part))
