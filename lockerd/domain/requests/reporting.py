"""What staff say they found behind a door: taken out, left there on a round, or nothing (rule 26)."""

from typing import Final

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.exchanging import NEW, OLD, is_exchange
from lockerd.domain.hand_over.finish import finish
from lockerd.domain.hand_over.retrieving import counted_otherwise, report
from lockerd.domain.hand_over.stocktaking import can_stay, count_door, seen_gone, stay
from lockerd.domain.model.business import business
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.events import Refused, Say
from lockerd.domain.model.looks import looks, reading_of
from lockerd.domain.model.parts import RightState
from lockerd.domain.model.readings import Item
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase, Visit
from lockerd.domain.model.words import Word
from lockerd.domain.openings.refusing import not_read
from lockerd.domain.requests.issuing import make_ready, number_taken

NOT_NOW: Final = Refused(Refusal.NOT_NOW)


def say_of_retrieval(draft: Draft, visit: Visit, said: Say) -> Refused | None:
    """Take the report; it counts only after an opening and a closing that were seen since this retrieval began."""
    if not business(visit).reports or said.word not in _answers(draft, visit):
        return NOT_NOW
    if draft.state.compartments[visit.compartment].condition is not Condition.RETRIEVAL:
        return Refused(Refusal.ASK_STAFF)
    if (refused := _why_not_looked(draft, visit)) is not None:
        return refused
    if _lacks_code(draft, visit, said):
        return NOT_NOW
    doubt = _doubt(draft, visit, said)
    if doubt is not None and visit.trouble is not doubt:
        # F32: ask once more before the contradiction costs the compartment, or a slip calls the office.
        draft.put(replace(visit, trouble=doubt))
        return None
    visit = count_door(draft, visit, said)
    if said.word is Word.AS_EXPECTED:
        _leave_there(draft, visit, said)
    else:
        report(draft, visit.compartment, said, visit.badge or "")
    insisted = doubt if doubt in {Refusal.ITEM_STILL_SEEN, Refusal.ITEM_NOT_SEEN} else None
    finish(draft, replace(visit, trouble=None), insisted)
    return None


def _why_not_looked(draft: Draft, visit: Visit) -> Refused | None:
    row = draft.state.compartments[visit.compartment]
    match looks(draft.state, row.id):
        case Leaf.UNKNOWN:
            return not_read(draft, row.id)
        case Leaf.OPEN | Leaf.UNLATCHED:
            return Refused(Refusal.DOOR_NOT_SHUT)
        case Leaf.SHUT:
            return None if row.evidence.opened and row.evidence.closed else Refused(Refusal.NOT_LOOKED_INSIDE)
        case Leaf.UNSENSED:
            # the badge's word stands in for the sensor, once the lock was fired
            return None if visit.phase is Phase.DOOR_OPEN else NOT_NOW


def _doubt(draft: Draft, visit: Visit, said: Say) -> Refusal | None:
    """What sensors or the order's count say against the word."""
    seen = reading_of(draft.state, visit.compartment).item is Item.PRESENT
    match said.word:
        case Word.OTHER:
            return None
        case Word.AS_EXPECTED if seen_gone(draft, visit.compartment):
            return Refusal.ITEM_NOT_SEEN
        case word if seen and word is not Word.AS_EXPECTED:
            return Refusal.ITEM_STILL_SEEN
        case _:
            return Refusal.COUNT_DIFFERS if counted_otherwise(draft, visit.compartment, said) else None


def _leave_there(draft: Draft, visit: Visit, said: Say) -> None:
    confirms = visit.part is not None and draft.state.parts[visit.part].right is RightState.NONE
    part = stay(draft, visit, said)
    if part is not None and said.code is not None and confirms:
        make_ready(draft, part, said.code, visit.badge or "")


def _answers(draft: Draft, visit: Visit) -> frozenset[Word]:
    """What staff may report: of an exchange, for each of two documents whether it lay there (rule 23)."""
    part = None if visit.part is None else draft.state.parts[visit.part]
    two = part is not None and is_exchange(part)
    stays = {Word.AS_EXPECTED} if can_stay(draft, visit) else set[Word]()
    return frozenset({Word.NOTHING, Word.OTHER}) | stays | (OLD | NEW if two else {Word.FOUND})


def _lacks_code(draft: Draft, visit: Visit, said: Say) -> bool:
    """Whether what lies there is confirmed with this word, and no code was made for it, or one that cannot be used."""
    part = None if visit.part is None else draft.state.parts[visit.part]
    confirms = said.word is Word.AS_EXPECTED and part is not None and part.right is RightState.NONE
    return confirms and (said.code is None or number_taken(draft, said.code))
