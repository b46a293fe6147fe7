"""The end of a visit, an attempt, a decision: what was not used goes back, the door is judged, what waited is done."""

from typing import Final

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.close import end_in_vain
from lockerd.domain.hand_over.custody import write_record
from lockerd.domain.hand_over.evidence import judged_as
from lockerd.domain.hand_over.give_back import give_back, give_back_loading, give_back_undoing
from lockerd.domain.hand_over.handing_in import leave_unopened
from lockerd.domain.hand_over.judging import judge
from lockerd.domain.hand_over.keep_back import keep_back
from lockerd.domain.hand_over.load_list import go_back, goes_back, leave_list, show_code
from lockerd.domain.hand_over.moves import entered
from lockerd.domain.hand_over.quarantine import quarantine
from lockerd.domain.hand_over.recall import INSIDE, NOT_PUT_IN, in_the_way, take_back
from lockerd.domain.hand_over.reserve import brought_first, is_usable, reserve
from lockerd.domain.hand_over.retrieving import leave_retrieval
from lockerd.domain.hand_over.walked_in import end_walk_in
from lockerd.domain.model.attempts import Attempt
from lockerd.domain.model.business import business
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import AWAY, active_visit, parts_of, served, state_of, worth
from lockerd.domain.model.directions import WAYS
from lockerd.domain.model.grants import LIVE, Grant, Worth
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.looks import looks
from lockerd.domain.model.orders import Hold
from lockerd.domain.model.parts import Needs, Part, PartState, RightState, are_brought, is_held, was_loaded
from lockerd.domain.model.reasons import DoorReason, TakeBackReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import DISPUTES, Claim, Phase, Role, Visit


def finish(draft: Draft, visit: Visit, trouble: Refusal | None = None, *, gone: bool = False) -> None:
    """End a visit whose compartment has no open attempt; staff whose list goes on stand at that again.

    Whoever has shown more codes is asked for a word before the door of the next (rule 25), unless they are ``gone``:
    time ended it, or somebody else began.
    """
    if goes_back(visit):
        leave_door(draft, visit, trouble)
        go_back(draft, visit, trouble or visit.trouble)
        if visit.order is not None:
            settle(draft, visit.order)
        return
    left = None if visit.trouble is Refusal.SAY_TAKEN_OUT else visit.trouble  # a question is over with its visit
    prints = visit.phase is Phase.BETWEEN and visit.papers and not gone
    end = Phase.PAPER_READY if prints else Phase.OVER
    draft.put(replace(visit, phase=end, phase_since_ms=draft.now.mono_ms, trouble=trouble or left))
    if visit.phase not in AWAY:
        leave_door(draft, visit, trouble)
        if business(visit).paper:
            _give_paper(draft, draft.state.visits[visit.id], trouble)
        else:
            draft.put(_with_record(draft, with_receipt(draft, draft.state.visits[visit.id])))
        if visit.waiting and not (gone or visit.alarmed):
            draft.put(entered(draft.state.visits[visit.id], Phase.BETWEEN, draft.now.mono_ms))
    leave_list(draft, visit)
    if visit.order is not None:
        settle(draft, visit.order)


def _give_paper(draft: Draft, visit: Visit, elsewhere: Refusal | None) -> None:
    """A receipt for what passed to the office; else a word of the attempt, which is no receipt (rule 18).

    Those of the doors before stay at hand. Of a door that is done, only that the next did not open is still told.
    """
    part = served(draft.state, visit)
    unread = Refusal.OUT_OF_SERVICE if is_held(part) else None
    visit = replace(visit, trouble=visit.trouble or unread)
    nothing = DoorReason.NOTHING_PUT_IN if part.way.brought else DoorReason.EXCHANGE_UNCLEAR
    reason = visit.trouble or (nothing if visit.opened else DoorReason.NOT_OPENED)
    paper = part.receipt or write_record(draft, part, visit, reason)
    trouble = visit.trouble if part.receipt is None else elsewhere
    draft.put(replace(visit, phase=Phase.PAPER_READY, papers=(*visit.papers, paper), trouble=trouble))


def with_receipt(draft: Draft, visit: Visit) -> Visit:
    """Whoever goes away, or on, has the receipt of the door that was judged just now (rule 18)."""
    theirs = visit.part is not None and (business(visit).takes or business(visit).paper)
    receipt = served(draft.state, visit).receipt if theirs else None
    return visit if receipt is None or receipt in visit.papers else replace(visit, papers=(*visit.papers, receipt))


def _with_record(draft: Draft, visit: Visit) -> Visit:
    """Whom the machine failed who came with a code to collect can prove that they were here; nobody has to."""
    failed = visit.trouble in _OURS and not visit.opened and visit.claim is Claim.NONE
    if visit.role is not Role.TAKER or visit.trouble is None or not (failed or visit.claim in DISPUTES):
        return visit
    reason = visit.trouble if failed else visit.claim
    record = write_record(draft, served(draft.state, visit), visit, reason)
    return replace(visit, papers=(*visit.papers, record))


_OURS: Final = frozenset({Refusal.DOOR_STUCK, Refusal.OUT_OF_SERVICE, Refusal.NOTHING_TAKEN_IN})
"""A lock that let nobody in, a board that fell silent, a disk that is full: what whoever stands there cannot help."""


def leave_door(draft: Draft, visit: Visit, trouble: Refusal | None) -> None:
    """The turn of the part that was served is over: what was not used is given back, what was handed over is judged."""
    assert draft.state.compartments[visit.compartment].attempt is None
    leave_retrieval(draft, visit.compartment, trouble)
    part = None if visit.part is None else draft.state.parts.get(visit.part)
    if part is not None and part.compartment == visit.compartment:
        match part.state:
            case PartState.COLLECTING if visit.grant is not None:
                give_back(draft, part, trouble)
            case PartState.LOADING if visit.opened:
                quarantine(draft, visit.compartment, DoorReason.LOADING_NOT_FINISHED)
            case PartState.LOADING:
                give_back_loading(draft, visit, stuck=trouble is Refusal.DOOR_STUCK)
            case PartState.EXCHANGING if part.right is RightState.ATTEMPTING:
                give_back(draft, part, trouble)
            case PartState.HANDING_IN | PartState.EXCHANGING:
                _leave_hand_in(draft, visit, part)
            case PartState.RETRIEVAL if not visit.opened:
                give_back_undoing(draft, part)
            case _:
                pass
    row = draft.state.compartments[visit.compartment]
    if not row.evidence.opened or row.evidence.closed:
        judge(draft, visit.compartment, visit.claim)


def _leave_hand_in(draft: Draft, visit: Visit, part: Part) -> None:
    """Without custody so far: judged where a closing was seen, and the person gets a paper whatever comes of it."""
    row = draft.state.compartments[visit.compartment]
    if row.condition is not Condition.HANDING_OVER:
        leave_unopened(draft, part)
    elif not row.evidence.closed:
        quarantine(draft, row.id, DoorReason.LEFT_OPEN)  # rule 17: a later closing is nobody's
    else:
        judge(draft, row.id, visit.claim)


def settle_attempt(draft: Draft, attempt: Attempt) -> None:
    """Do what waited for this attempt to end."""
    judge_when_left(draft, attempt.compartment)
    if attempt.part is not None:
        settle(draft, attempt.part.order)


def judge_when_left(draft: Draft, compartment: CompartmentId) -> None:
    """Judge a shut compartment at which nobody stands any more and nothing is on its way."""
    row = draft.state.compartments[compartment]
    if row.condition is not Condition.HANDING_OVER or row.attempt is not None:
        return
    if row.part is not None and WAYS[judged_as(draft.state.parts[row.part])].to_office:
        return  # rule 21: its own minutes run, and the code is good meanwhile
    if looks(draft.state, compartment) is Leaf.SHUT and active_visit(draft.state, compartment) is None:
        judge(draft, compartment)


def settle(draft: Draft, order: OrderId) -> None:
    """Do what waited for an attempt, a visit or a loading to end: a wanted hold, a wanted cancellation (rule 27)."""
    row = draft.state.orders.get(order)
    if row is not None and row.walk_in:
        end_walk_in(draft, row)
    if row is None or not (row.cancel_wanted or row.hold is Hold.WANTED):
        return
    if in_the_way(draft, order):
        return
    parts = parts_of(draft.state, order)
    if row.hold is Hold.WANTED:
        row = keep_back(draft, row)
    if not row.cancel_wanted or any(_nobody_knows(part) for part in parts):
        return
    row = draft.change(row, cancel_wanted=False)
    if any(part.state in NOT_PUT_IN | INSIDE for part in parts):
        take_back(draft, row, TakeBackReason.CANCELLED_BY_AUTHORITY)


def _nobody_knows(part: Part) -> bool:
    """Whether anything lies inside is not known before staff have looked."""
    opened = part.way.to_office and part.right is RightState.SPENT
    return part.state is PartState.QUARANTINED and (opened or not was_loaded(part))


def follow_up(draft: Draft, before: State) -> None:
    """Done once, after everything else of the decision, which found the state ``before``."""
    if draft.state.parts is not before.parts or draft.state.grants is not before.grants:
        end_dead_codes(draft)
    for order in sorted({part.order for part in draft.moved}):
        if draft.state.orders[order].parts > 1:
            end_in_vain(draft, order)
        settle(draft, order)
    reserve_waiting(draft)


def reserve_waiting(draft: Draft) -> None:
    """Give what became usable in this decision to the parts that wait, oldest order first (UUIDv7 sorts by time).

    When nothing became usable, only parts that began to wait are looked at: the list of all is long.
    """
    freed = any(is_usable(draft, draft.state.compartments[door]) for door in draft.looked_at)
    names = draft.state.live if freed else draft.began_to_wait
    hopeless: set[tuple[str, Needs, Needs | None, str]] = set()
    for part in (draft.state.parts[name] for name in sorted(names)):
        if part.state is not PartState.ANNOUNCED:
            continue
        first = brought_first(draft.state, part)
        what = "" if first is None else draft.state.orders[part.id.order].document_class
        asked = (part.authority, part.needs, None if first is None else first.needs, what)
        if asked not in hopeless and reserve(draft, part) is None:
            hopeless.add(asked)


WORTH_SHOWING: Final = LIVE | {Worth.JAMMED, Worth.NOT_YET}
"""States in which a code is left on the screen: after a jam, whoever put the item in can still undo that; one that is
made anew on demand is for what comes."""


def end_dead_codes(draft: Draft) -> None:
    """End every visit that shows a code which opens nothing any more, and say why."""
    visits = draft.state.visits
    for name in sorted(visit.id for visit in visits.values() if visit.phase is Phase.CODE_READY):
        visit = visits[name]
        grant = None if visit.grant is None else draft.state.grants.get(visit.grant)
        if grant is not None and _worth_showing(draft, grant):
            continue
        if others := tuple(
            each for each in visit.codes if (g := draft.state.grants.get(each)) and _worth_showing(draft, g)
        ):
            draft.put(show_code(draft, visit, others))
        else:
            finish(draft, visit, _why(draft, visit, grant))


def _worth_showing(draft: Draft, grant: Grant) -> bool:
    """Whether it opens something, or will once staff have reported: a code for what is brought comes back (rule 20)."""
    found = worth(draft.state, grant)
    brought = are_brought(parts_of(draft.state, grant.order))
    return found in WORTH_SHOWING or (brought and found is Worth.SUSPENDED)


def _why(draft: Draft, visit: Visit, grant: Grant | None) -> Refusal | None:
    if grant is None or worth(draft.state, grant) is Worth.SPENT:
        return None  # it has done what it was made for
    taken_back = state_of(draft.state, served(draft.state, visit).id.order) in {PartState.RECALLED, PartState.CANCELLED}
    revoked = worth(draft.state, grant) is Worth.REVOKED
    return Refusal.CANCELLED if revoked and taken_back else Refusal.CODE_VOID
