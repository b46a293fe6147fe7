"""What is said where an order has several doors, or a person several codes: what becomes of those that are left."""

from lockerd.api.http.wording import HandInEnd, Speaker, left_id, old_first_id
from lockerd.api.terminal.steps import parts_left
from lockerd.copies import replace
from lockerd.domain.model.business import BRINGS, role_for
from lockerd.domain.model.derived import asked_for, grant_of, parts_of
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.old_first import all_brought, is_old_first
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import NextStep, Phase, Visit
from lockerd.domain.openings.refusing import may_collect


def among_several(state: State, visit: Visit, speaker: Speaker, text: str, *, step: NextStep, end: HandInEnd) -> str:
    """The sentence of one door, and what has to be said besides."""
    order = visit.order
    assert order is not None, "somebody came for it"
    over, at_none = visit.phase in {Phase.OVER, Phase.PAPER_READY, Phase.BETWEEN}, visit.door is None
    if visit.phase is Phase.CODE_READY or (at_none and visit.phase is Phase.PAPER_READY):
        return text
    left, total = parts_left(state, visit), asked_for(state, order)
    two = is_exchanged(state, visit)
    if over:
        return _over(state, visit, speaker, text, end) if two else _left(visit, speaker, text, left, total)
    brings = visit.role in BRINGS
    usual = "step.door_of.hand_in" if brings else "step.door_of"
    which = old_first_id(brought=not brings) if two else usual
    text = f"{speaker.say(which, number=total - left, total=total)} {text}"
    next_comes = left > 0 and step in {NextStep.CONFIRM_TAKEN, NextStep.CONFIRM_IN}
    return f"{text} {speaker.say('step.next_door')}" if next_comes else text


def among_codes(visit: Visit, speaker: Speaker, text: str) -> str:
    """What is said between two codes of one visit, and of those that were not used in one that is over."""
    if visit.phase is Phase.BETWEEN:
        return f"{text} {speaker.say('step.papers_later')}" if visit.papers else text
    left = len(visit.waiting) if visit.phase in {Phase.OVER, Phase.PAPER_READY} else 0
    return text if left == 0 else f"{text} {speaker.say_number('step.codes_kept', left)}"


def as_shown(state: State, visit: Visit) -> Visit:
    """The visit as the paper that is shown tells of it: it may be that of a code whose turn came before."""
    paper = state.receipts.get(visit.paper) if visit.phase is Phase.PAPER_READY and visit.paper is not None else None
    if paper is None or paper.part.order == visit.order or paper.part.order not in state.orders:
        return visit
    grant = grant_of(state, paper.part.order)
    return replace(
        visit,
        role=role_for(state.orders[paper.part.order], state.parts[paper.part]),
        part=paper.part,
        door=paper.compartment if paper.compartment in state.compartments else None,
        grant=None if grant is None else grant.id,
        queue=(),
    )


def is_exchanged(state: State, visit: Visit) -> bool:
    """Whether its person brings an old document and fetches a new one, behind two doors."""
    known = visit.order is not None and visit.order in state.orders
    return known and visit.grant is not None and is_old_first(parts_of(state, OrderId(visit.order or "")))


def _left(visit: Visit, speaker: Speaker, text: str, left: int, total: int) -> str:
    """The visit at this door is over: what of the order is still to come."""
    if visit.phase is Phase.PAPER_READY:
        if visit.role not in BRINGS:
            return text
        text = f"{speaker.say('step.door_of', number=total - left, total=total)} {text}"
    return text if left == 0 else f"{text} {speaker.say_number(left_id(visit), left)}"


def _over(state: State, visit: Visit, speaker: Speaker, text: str, end: HandInEnd) -> str:
    """The same of an exchange behind two doors: nobody goes away without knowing where the new document is."""
    order = OrderId(visit.order or "")
    parts = parts_of(state, order)
    if state.orders[order].cancel_wanted or not any(may_collect(part) for part in parts):
        return text
    return f"{text} {speaker.say(old_first_id(brought=all_brought(parts), end=end))}"
