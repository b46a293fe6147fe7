"""Several codes in one visit, as a family has them: each is a right of its own, one door at a time (rule 25, ADR 47).

Nothing is opened by showing one while somebody stands at a door. Its turn comes with the person's word, when the one
before is over, however that ended; who goes away without a word leaves every door shut.
"""

from typing import Final

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import finish
from lockerd.domain.hand_over.moves import entered
from lockerd.domain.model.business import role_for
from lockerd.domain.model.derived import parts_of, state_of, why_refused
from lockerd.domain.model.events import Accepted, Answer, Refused, StartCollection
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.refusals import NAMES_A_WAIT, Refusal
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import CODES_PER_VISIT, Claim, Phase, Presented, Role, Visit, had_its_turn
from lockerd.domain.openings.refusing import BUSY, ON_BATTERY_RETRY_MS, on_battery
from lockerd.domain.requests import preconditions
from lockerd.domain.requests.collecting import judge_code, open_code, refuse_code, refuse_new

TAKEN_BACK: Final = frozenset({PartState.CANCELLED, PartState.RECALLED, PartState.RETRIEVAL, PartState.RETRIEVED})


def show_another(draft: Draft, event: StartCollection) -> Answer:
    """A code is shown in a visit that goes on: it waits for its turn, or is refused as at the start.

    Where nobody stands at a door any more, its own is opened at once.
    """
    visit = _place_for(draft, event)
    if isinstance(visit, Refused):
        return visit
    judged = judge_code(draft, event)
    if not isinstance(judged, Grant):
        return judged
    if visit.phase is not Phase.PAPER_READY:
        shown = Presented(judged.id, judged.order, event.form, event.number, event.terminal, event.said)
        draft.put(replace(visit, waiting=(*visit.waiting, shown)))
    elif isinstance(answer := open_code(draft, event, judged, visit), Refused):
        return refuse_code(draft, event, answer)
    if judged.code.asks:
        preconditions.met(draft, event, judged)
    return Accepted(visit=visit.id)


def _place_for(draft: Draft, event: StartCollection) -> Visit | Refused:
    """The visit in which another code may be shown now, or why it may not: no code is looked at for that."""
    visit = None if event.within is None else draft.state.visits.get(event.within)
    if visit is None or visit.phase is Phase.OVER:
        return Refused(Refusal.VISIT_OVER)
    if not takes_codes(visit):
        return Refused(Refusal.NOT_NOW)
    if len(visit.shown) >= CODES_PER_VISIT:
        return Refused(Refusal.VISIT_FULL)
    if on_battery(draft.state):
        return Refused(Refusal.ON_BATTERY, retry_after_ms=ON_BATTERY_RETRY_MS)
    return visit


def takes_codes(visit: Visit) -> bool:
    """Whether its person came with a code, and is still there as far as is known.

    Where a paper is shown, they are if a word of theirs led there: else whoever comes next would stand in their visit.
    """
    if not visit.shown or visit.role is Role.WALK_IN or visit.alarmed:
        return False
    match visit.phase:
        case Phase.PAPER_READY:
            return visit.claim is not Claim.NONE and not visit.waiting
        case Phase.CODE_READY | Phase.OVER:
            return False
        case Phase.OPENING | Phase.RETRYING | Phase.DOOR_OPEN | Phase.DOOR_SHUT | Phase.BETWEEN:
            return True


def may_show(state: State, visit: Visit) -> bool:
    """Whether another code would be looked at now."""
    return takes_codes(visit) and len(visit.shown) < CODES_PER_VISIT and not on_battery(state)


def open_next(draft: Draft, visit: Visit) -> Refused | None:
    """The person is ready for the next code: its first door. One that opens nothing any more is told and passed by.

    What is over in a moment is refused, and the code keeps its turn.
    """
    if visit.phase is not Phase.BETWEEN:
        return Refused(Refusal.NOT_NOW)
    shown, rest = visit.waiting[0], visit.waiting[1:]
    event = StartCollection(
        visit.id, shown.form, shown.grant, number=shown.number, terminal=shown.terminal, said=shown.said
    )
    following = replace(visit, waiting=rest)
    grant = draft.state.grants.get(shown.grant)
    answer = _open(draft, event, grant, following)
    if not isinstance(answer, Refused) or answer.reason in NAMES_A_WAIT:
        return answer if isinstance(answer, Refused) else None
    refuse_code(draft, event, answer)
    _pass_by(draft, following, grant, shown, answer.reason)
    return None


def _open(draft: Draft, event: StartCollection, grant: Grant | None, visit: Visit) -> Accepted | Refused:
    if grant is None:
        return Refused(Refusal.CODE_VOID)  # its order has ended meanwhile
    match why_refused(draft.state, grant):
        case None:
            return refuse_new(draft, grant) or open_code(draft, event, grant, visit)
        case Refusal.BUSY:
            return BUSY
        case Refusal.CODE_NOT_VALID:
            gone = state_of(draft.state, grant.order) in TAKEN_BACK
            return Refused(Refusal.CANCELLED if gone else Refusal.CODE_VOID)
        case refusal:
            return Refused(refusal)


def _pass_by(draft: Draft, visit: Visit, grant: Grant | None, shown: Presented, why: Refusal) -> None:
    """Of this code nothing was opened: the next one waits for a word, or the visit ends with that."""
    passed = replace(visit, before=had_its_turn(visit), grant=shown.grant, trouble=why)
    if grant is not None:
        part = next((each for each in parts_of(draft.state, grant.order) if each.receipt is None), None)
        part = part or parts_of(draft.state, grant.order)[0]
        role = role_for(draft.state.orders[grant.order], part)
        passed = replace(passed, role=role, part=part.id, authority=grant.authority)
    passed = replace(passed, door=None, queue=(), claim=Claim.NONE, claim_ms=None, opened=False)
    passed = entered(passed, Phase.BETWEEN, draft.now.mono_ms)
    draft.put(passed)
    if not passed.waiting:
        finish(draft, passed)
