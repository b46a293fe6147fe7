"""What a person says during a visit: recorded as claimed, acted on as far as the rules allow."""

from typing import Final, assert_never

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.contradiction import sensor_fault
from lockerd.domain.hand_over.evidence import ItemProof, item_proof
from lockerd.domain.hand_over.finish import finish
from lockerd.domain.hand_over.moves import entered
from lockerd.domain.model.attempts import Outcome
from lockerd.domain.model.business import business
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import served
from lockerd.domain.model.events import Accepted, Answer, Refused, Say
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.looks import door_sensor_of, looks, reading_of
from lockerd.domain.model.patience import more_time_left, with_more_time
from lockerd.domain.model.readings import Item
from lockerd.domain.model.reasons import AttemptReason, FaultReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import DISPUTES, Claim, Phase, Visit, must_say_empty
from lockerd.domain.model.words import Word
from lockerd.domain.openings.attempting import close_attempt, right_of
from lockerd.domain.openings.for_people import go_on
from lockerd.domain.openings.refusing import is_gone
from lockerd.domain.requests.another_code import open_next
from lockerd.domain.requests.disputing import dispute
from lockerd.domain.requests.hand_in_words import say_of_hand_in
from lockerd.domain.requests.held import say_held
from lockerd.domain.requests.opening_again import open_again
from lockerd.domain.requests.reporting import say_of_retrieval
from lockerd.domain.requests.undoing import say_of_list

ANY_TIME: Final = frozenset({Word.HELP, Word.MORE_TIME, Word.EMPTY, Word.MISSING, Word.DOES_NOT_OPEN})
"""Words that do not need the end of an open attempt."""

NOT_NOW: Final = Refused(Refusal.NOT_NOW)


def say(draft: Draft, event: Say) -> Answer:
    """Take one word of a person."""
    visit = draft.state.visits.get(event.visit)
    if visit is not None and event.word is Word.PAPER:
        return _paper(draft, visit) or Accepted(visit=visit.id)
    if visit is None or visit.phase is Phase.OVER:
        return Refused(Refusal.VISIT_OVER)
    if event.word not in {Word.HELP, Word.DONE} and is_gone(draft.state, right_of(visit)):
        return Refused(Refusal.BADGE_NOT_VALID)  # rule 26: what is said under a badge that is gone does not count
    if visit.door is None or visit.phase is Phase.BETWEEN:
        return _take(draft, visit, event) or Accepted(visit=visit.id)
    if event.word is Word.TAKEN_OUT and may_contradict(draft.state, visit):
        _taken_out_while_shut(draft, visit)
        return Accepted(visit=visit.id)
    if event.word not in ANY_TIME and draft.state.compartments[visit.compartment].attempt is not None:
        return NOT_NOW if visit.phase is Phase.OPENING else Refused(Refusal.WAIT, retry_after_ms=3_000)
    return _take(draft, visit, event) or Accepted(visit=visit.id)


def _take(draft: Draft, visit: Visit, said: Say) -> Refused | None:
    match said.word:
        case Word.HELP:
            draft.put(replace(visit, help_called=True))
            draft.tell(FactType.VISIT_HELP, visit.door, visit.part, count=1)
            return None
        case Word.MORE_TIME:
            return _more_time(draft, visit)
        case Word.EMPTY:
            return _empty(draft, visit)
        case Word.TAKEN_OUT:
            return _taken_out(draft, visit)
        case Word.MISSING | Word.ALL_IN | Word.NOTHING_IN | Word.EXCHANGED:
            return say_of_hand_in(draft, visit, said)
        case (
            Word.AS_EXPECTED
            | Word.FOUND
            | Word.FOUND_OLD
            | Word.FOUND_NEW
            | Word.FOUND_BOTH
            | Word.NOTHING
            | Word.OTHER
        ):
            return say_of_retrieval(draft, visit, said)
        case Word.OPEN_AGAIN:
            return open_again(draft, visit)
        case Word.UNDO | Word.UNDO_ALL | Word.NEXT_CODE:
            return say_of_list(draft, visit, said.word)
        case Word.DOES_NOT_OPEN | Word.WRONG_ITEM | Word.NOTHING_INSIDE:
            return _complain(draft, visit, said.word)
        case Word.NEXT_DOOR | Word.PAPER:
            return open_next(draft, visit) if said.word is Word.NEXT_DOOR else _paper(draft, visit)
        case Word.DONE:
            return _done(draft, visit)
        case never:
            assert_never(never)


def _complain(draft: Draft, visit: Visit, word: Word) -> Refused | None:
    if word is Word.DOES_NOT_OPEN:
        return None if say_held(draft, visit) else NOT_NOW
    return dispute(draft, visit, word)


def _paper(draft: Draft, visit: Visit) -> Refused | None:
    """Whoever has collected wants the receipt, a moment after the end, or that of the next door; nobody has to."""
    match visit.phase:
        case Phase.OVER if visit.papers:
            draft.put(entered(visit, Phase.PAPER_READY, draft.now.mono_ms))
        case Phase.OVER:
            return Refused(Refusal.VISIT_OVER)
        case Phase.PAPER_READY if len(visit.papers) > 1:
            draft.put(replace(visit, papers=(*visit.papers[1:], visit.papers[0])))
        case _:
            return NOT_NOW
    return None


def _more_time(draft: Draft, visit: Visit) -> Refused | None:
    if visit.phase in {Phase.OPENING, Phase.RETRYING} or not more_time_left(visit):
        return NOT_NOW
    draft.put(with_more_time(visit))
    return None


def _empty(draft: Draft, visit: Visit) -> Refused | None:
    if not must_say_empty(visit) or visit.phase not in {Phase.DOOR_OPEN, Phase.DOOR_SHUT}:
        return NOT_NOW
    draft.put(replace(visit, claim=Claim.EMPTY))
    return None


def _taken_out(draft: Draft, visit: Visit) -> Refused | None:
    if not business(visit).takes or visit.claim in DISPUTES:
        return NOT_NOW
    if visit.phase is Phase.DOOR_OPEN:
        claimed = replace(visit, claim=Claim.TAKEN_OUT)
        draft.put(claimed)
        if looks(draft.state, visit.compartment) is Leaf.UNSENSED:
            go_on(draft, claimed)
        return None
    if visit.phase is not Phase.DOOR_SHUT:
        return NOT_NOW
    seen = reading_of(draft.state, visit.compartment).item is Item.PRESENT
    if seen and visit.trouble is not Refusal.ITEM_STILL_SEEN:
        # F32: ask once more before the contradiction costs the compartment.
        draft.put(replace(visit, trouble=Refusal.ITEM_STILL_SEEN))
        return None
    claimed = replace(visit, claim=Claim.TAKEN_OUT)
    draft.put(claimed)
    go_on(draft, claimed)
    return None


def may_contradict(state: State, visit: Visit) -> bool:
    """Whether the person may say that the item is out although no opening was seen: after a try that failed (F21)."""
    number = state.compartments[visit.compartment].attempt
    attempt = None if number is None else state.attempts[number]
    sent = attempt is None or attempt.began_ms is not None
    pulsed = state.compartments[visit.compartment].pulse is not None
    tried = (visit.phase is Phase.RETRYING and pulsed) or (visit.phase is Phase.OPENING and visit.attempts > 1)
    return business(visit).takes and not visit.opened and tried and sent


def _taken_out_while_shut(draft: Draft, visit: Visit) -> None:
    """The person's word against the sensor's: nothing is spent by a word, staff look (F21, F29)."""
    row = draft.state.compartments[visit.compartment]
    if row.attempt is not None:
        close_attempt(
            draft, draft.state.attempts[row.attempt], Outcome.NOT_OBSERVED, AttemptReason.TAKEN_OUT_WHILE_SHUT
        )
    sensor_fault(draft, row.id, door_sensor_of(row.place), FaultReason.TAKEN_OUT_WHILE_SHUT)
    claimed = replace(visit, claim=Claim.TAKEN_OUT, trouble=None)
    draft.put(claimed)
    finish(draft, claimed)


def _done(draft: Draft, visit: Visit) -> Refused | None:
    unsensed = visit.phase is Phase.DOOR_OPEN and looks(draft.state, visit.compartment) is Leaf.UNSENSED
    shows = {Phase.CODE_READY, Phase.PAPER_READY, Phase.BETWEEN}
    at_door = (visit.phase is Phase.DOOR_SHUT or unsensed) and business(visit).takes
    if not at_door and visit.phase not in shows:
        return NOT_NOW
    doubt = _left_unsaid(draft, visit) if at_door else None
    if doubt is not None and visit.trouble is not doubt:
        draft.put(replace(visit, trouble=doubt))
    elif at_door:
        go_on(draft, visit)
    else:
        finish(draft, visit)
    return None


def _left_unsaid(draft: Draft, visit: Visit) -> Refusal | None:
    """What is asked once more before a visit that ends without a word costs the compartment (F32)."""
    row = draft.state.compartments[visit.compartment]
    if visit.claim in {Claim.TAKEN_OUT, *DISPUTES} or row.condition is not Condition.HANDING_OVER:
        return None
    match item_proof(served(draft.state, visit), row.place, reading_of(draft.state, row.id)):
        case ItemProof.AS_BEFORE | ItemProof.CONTRARY:
            return Refusal.ITEM_STILL_SEEN
        case ItemProof.NOTHING:
            return Refusal.SAY_TAKEN_OUT
        case ItemProof.AS_EXPECTED | ItemProof.UNKNOWN:
            return None
