"""A visit at its door: tried again, gone on to the next, and the right under which that is done."""

from collections.abc import Iterator
from typing import Final, assert_never

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import finish, leave_door, with_receipt
from lockerd.domain.hand_over.handing_in import begin_handing_in
from lockerd.domain.hand_over.moves import begin_collecting, begin_undoing
from lockerd.domain.model.attempts import BadgeRole, RightKind
from lockerd.domain.model.business import BRINGS, business, role_for
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import parts_of, served
from lockerd.domain.model.events import Refused
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.ids import CompartmentId, PartId, VisitId
from lockerd.domain.model.looks import looks
from lockerd.domain.model.parts import Part, PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import Staff
from lockerd.domain.model.state import Policy, State
from lockerd.domain.model.visits import Phase, Role, Visit, at_next_door
from lockerd.domain.openings.attempting import fire, right_of
from lockerd.domain.openings.beside import doors_as_said
from lockerd.domain.openings.bringing import may_bring, passes_now
from lockerd.domain.openings.needs_together import as_said
from lockerd.domain.openings.refusing import may_collect, refuse_opening

ASK_AGAIN_MS: Final = 10_000
"""For so long after a turn began a board that is silent is asked again, before the person is sent away (rule 15)."""
RETRY_FOR_MS: Final = 30_000
"""A person whose door stuck is sent away when the wall is busy for longer."""
NEXT: Final = "next"
"""By what a part is collected whose order's code was shown at the door before."""


def refuse_staff(
    state: State, policy: Policy, staff: Staff, role: BadgeRole | None, authority: str | None
) -> Refused | None:
    """A badge that was not called back does what it is for, and with that authority's orders only; None: nobody's.

    ``role`` None: whatever the badge is for.

    One of an office that does not use this site does nothing here, whoever signed it: not even nobody's doors are its.
    """
    gone = state.site.badge_list.names((staff.badge,))
    if gone or role not in {None, *staff.roles} or staff.authority not in policy.authorities:
        return Refused(Refusal.BADGE_NOT_VALID)
    return None if authority in {None, staff.authority} else Refused(Refusal.WRONG_AUTHORITY)


def go_on(draft: Draft, visit: Visit) -> None:
    """The turn of the part at this door is over: that of the next begins, or the visit ends (rule 24).

    What is refused at the next door before its commit ends the visit, and is told; the code stays good for the rest.
    Only a lock that rests, or a look that is late, is waited for: that is over in a moment.
    """
    refused: Refused | None = None
    over_soon = False
    right = right_of(visit)
    for part, door in _next_doors(draft, visit):
        refused = refuse_opening(draft, door, right, visit.id)
        if refused is None:
            leave_door(draft, visit, None)
            visit = with_receipt(draft, visit)
            following = at_next_door(visit, part, door, draft.now.mono_ms, must_check=False)
            following = replace(following, role=_next_role(draft, visit, part), begun_lo_s=draft.now.lo_s)
            _begin(draft, following, draft.state.parts[part], door)
            fire(draft, following, right)
            return
        over_soon = over_soon or refused.reason is Refusal.WAIT
    if not (over_soon and _waits_for_next(draft, visit)):
        finish(draft, visit, _no_next_door(draft, visit) if refused is None else refused.reason)


def _waits_for_next(draft: Draft, visit: Visit) -> bool:
    """Whether whoever is done here stands at this shut door for a moment more; nobody else is served meanwhile."""
    since_ms = draft.now.mono_ms if visit.claim_ms is None else visit.claim_ms
    unsensed = visit.phase is Phase.DOOR_OPEN and looks(draft.state, visit.compartment) is Leaf.UNSENSED
    if not (visit.phase is Phase.DOOR_SHUT or unsensed) or draft.now.mono_ms - since_ms >= ASK_AGAIN_MS:
        return False
    draft.put(replace(visit, claim_ms=since_ms, trouble=Refusal.WAIT))
    return True


def _next_doors(draft: Draft, visit: Visit) -> Iterator[tuple[PartId, CompartmentId]]:
    """What could be opened next; whoever brings something comes to another door only from one that is done."""
    if not _is_led_on(draft, visit):
        return
    for name in visit.queue:
        part = draft.state.parts[name]
        wanted = as_said(draft.policy, part, visit.said)
        match _next_role(draft, visit, name):
            case role if role in BRINGS:
                doors = doors_as_said(draft, wanted, beside=visit.said.beside) if may_bring(draft, part) else []
                yield from ((name, door) for door in doors)
            case Role.TAKER if part.compartment is not None and may_collect(part):
                yield name, part.compartment
            case Role.UNDOER if part.compartment is not None and part.state in {PartState.RECALLED, PartState.EXPIRED}:
                yield name, part.compartment
            case _:
                pass  # the next door of staff is chosen when its turn comes; an exchange in one compartment has one


def _next_role(draft: Draft, visit: Visit, part: PartId) -> Role:
    """As what the person stands at the door of this part of the order."""
    by_code = business(visit).right is RightKind.GRANT
    return role_for(draft.state.orders[part.order], draft.state.parts[part]) if by_code else visit.role


def _is_led_on(draft: Draft, visit: Visit) -> bool:
    """Whether this door is done, and nobody has taken the order back: rule 22 opens no next one before custody."""
    return not is_taken_back(draft, visit) and (visit.role not in BRINGS or passes_now(draft, visit))


def _no_next_door(draft: Draft, visit: Visit) -> Refusal | None:
    """What whoever brings something, and came for another door as well, is told where that is not opened."""
    if visit.role not in BRINGS:
        return None
    left = [draft.state.parts[name] for name in visit.queue]
    waits = any(not part.way.brought for part in left)
    if waits and is_taken_back(draft, visit):
        return Refusal.CANCELLED
    if not _is_led_on(draft, visit):
        return None
    if any(may_bring(draft, part) for part in left):
        return Refusal.NO_COMPARTMENT
    return Refusal.ASK_STAFF if waits else None


def _begin(draft: Draft, visit: Visit, part: Part, door: CompartmentId) -> None:
    """What the row of its role says of the part that is served next."""
    match visit.role:
        case Role.TAKER:
            begin_collecting(draft, part, NEXT)
        case Role.GIVER:
            begin_handing_in(draft, part, door, NEXT)
        case Role.UNDOER:
            begin_undoing(draft, part)
        case Role.WALK_IN | Role.EXCHANGER | Role.LOADER | Role.RETRIEVER | Role.STOCKTAKER:
            raise AssertionError("they have no queue")
        case never:
            assert_never(never)


def try_again(draft: Draft, visit: Visit) -> None:
    """The next attempt at a stuck door: read, decide, pulse - never a blind repeat (F20)."""
    right = right_of(visit)
    if not _wanted(draft, visit):
        finish(draft, visit, Refusal.CANCELLED if is_taken_back(draft, visit) else Refusal.ASK_STAFF)
        return
    refused = refuse_opening(draft, visit.compartment, right, visit.id)
    if refused is None:
        fire(draft, visit, right)
    elif visit.trouble is Refusal.WAIT and refused.reason is Refusal.WAIT:
        if not may_ask_again(draft, visit):
            finish(draft, visit, Refusal.OUT_OF_SERVICE)
    elif refused.reason is not Refusal.BUSY or draft.now.mono_ms - visit.phase_since_ms >= RETRY_FOR_MS:
        finish(draft, visit, refused.reason)


def may_ask_again(draft: Draft, visit: Visit) -> bool:
    """Whether somebody whose lock was not fired is not kept waiting for too long by another try."""
    return draft.now.mono_ms - visit.turn_ms < ASK_AGAIN_MS


def _wanted(draft: Draft, visit: Visit) -> bool:
    """Whether the right still stands, and nobody has taken the order back meanwhile."""
    if business(visit).reports:
        return draft.state.compartments[visit.compartment].condition is Condition.RETRIEVAL
    return served(draft.state, visit).state is business(visit).under_way and not is_taken_back(draft, visit)


def is_taken_back(draft: Draft, visit: Visit) -> bool:
    """Whether central wants the order back that is served; what staff take out they may take out all the same."""
    if visit.order is None or business(visit).reports:
        return False
    return draft.state.orders[visit.order].cancel_wanted


def printing_visit(draft: Draft, visit: VisitId, grant: Grant, staff: Staff) -> None:
    """A visit that only shows a code that was issued again."""
    parts = parts_of(draft.state, grant.order)
    part = next(
        (part for part in parts if part.compartment is not None and part.state is not PartState.REMAINDER), parts[0]
    )
    draft.put(
        Visit(
            id=visit,
            role=Role.LOADER,
            part=part.id,
            door=part.compartment,
            grant=grant.id,
            codes=(grant.id,),
            badge=staff.badge,
            authority=grant.authority,
            turn_ms=draft.now.mono_ms,
            phase=Phase.CODE_READY,
            phase_since_ms=draft.now.mono_ms,
        )
    )
