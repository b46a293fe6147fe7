"""Going round: begun through a list of doors, one opened after the other, broken off and gone on with (rule 26)."""

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.stocktaking import end, put_round, round_of
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.compartments import Compartment, Condition
from lockerd.domain.model.derived import active_visit, in_order
from lockerd.domain.model.events import Accepted, Answer, Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.reasons import RoundEnd
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.retrievals import for_supervisor, named, waits_for_staff
from lockerd.domain.model.rounds import ALONE_MS, Round, RoundKind, Scope
from lockerd.domain.model.staff import EndRound, StartRound
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import Role, Visit
from lockerd.domain.openings.for_people import refuse_staff
from lockerd.domain.openings.refusing import BUSY
from lockerd.domain.requests.retrieving import look_behind
from lockerd.domain.requests.two_people import begun, first_of_two, wait_for_other

_SHUT_AWAY = frozenset({Condition.FREE, Condition.RESERVED, Condition.OCCUPIED})
"""Beside what waits for staff, where nobody is at the door and nothing is on its way."""


def start_round(draft: Draft, event: StartRound) -> Answer:
    """Begin a round, or go on with the one that was broken off: open the next of its doors that can be opened now."""
    refused = _refuse_badge(draft, event)
    if refused is not None:
        return refused
    going = round_of(draft, _whose(event))
    if event.scope is None:
        if going is None or going.kind is not event.kind:
            return Refused(Refusal.NO_ROUND)
        return _next_door(draft, event, going)
    if going is not None:
        return Refused(Refusal.ROUND_GOES_ON)
    doors = _doors(draft.state, event)
    if not doors:
        return Refused(Refusal.NOTHING_TO_RETRIEVE)
    fresh = Round(event.kind, _whose(event), (), len(doors), doors, draft.now.powered_ms)
    return _next_door(draft, event, fresh)


def end_round(draft: Draft, event: EndRound) -> Answer:
    """End it before its last door: what was not looked into stays as it is."""
    if event.staff is not None:
        refused = refuse_staff(draft.state, draft.policy, event.staff, BadgeRole.RETRIEVAL, None)
        if refused is not None:
            return refused
    going = round_of(draft, "" if event.staff is None else event.staff.authority)
    if going is None:
        return Refused(Refusal.NO_ROUND)
    end(draft, going, RoundEnd.BROKEN_OFF)
    return Accepted()


def _whose(event: StartRound) -> str:
    return "" if event.staff is None else event.staff.authority


def _refuse_badge(draft: Draft, event: StartRound) -> Refused | None:
    if event.staff is None:
        return None
    return refuse_staff(draft.state, draft.policy, event.staff, BadgeRole.RETRIEVAL, None)


def is_theirs(state: State, row: Compartment, authority: str) -> bool:
    """Whether a round of this office may come to a door: it names nothing of another one's, reserved or inside."""
    part = None if row.part is None else state.parts.get(row.part)
    return not authority or part is None or part.authority == authority


def for_a_person(state: State, row: Compartment) -> bool:
    """Whether something waits there for whoever has its code: no single badge opens that (ADR 46)."""
    return row.condition is Condition.OCCUPIED and not waits_for_staff(state, row)


def _belongs(state: State, row: Compartment, event: StartRound) -> bool:
    """Whether there is anything to do at a door on a round of this kind."""
    if event.kind is RoundKind.STOCKTAKE:
        return True
    return named(state, row) is not None or waits_for_staff(state, row)


def _doors(state: State, event: StartRound) -> tuple[CompartmentId, ...]:
    """Which it leads through: all that this office may look behind, or of these what waits for staff."""
    rows = [row for row in in_order(state.compartments) if is_theirs(state, row, _whose(event))]
    wanted = [row for row in rows if event.scope is Scope.ALL or waits_for_staff(state, row)]
    return tuple(row.id for row in wanted if _belongs(state, row, event))


def _next_door(draft: Draft, event: StartRound, going: Round) -> Answer:
    """The next that can be opened now; what another office has got meanwhile, or is empty by now, is left out."""
    state, known = draft.state, round_of(draft, going.authority)
    rows = [state.compartments[door] for door in going.left if door in state.compartments]
    rows = [row for row in rows if is_theirs(state, row, going.authority) and _belongs(state, row, event)]
    if not rows:
        end(draft, replace(going, left=()), RoundEnd.DONE)
        return Refused(Refusal.NOTHING_TO_RETRIEVE)
    left = tuple(row.id for row in rows)
    two = event.staff is not None and any(for_a_person(state, row) for row in rows)
    badges = _badges(draft, event, going) if two else going.badges
    if isinstance(badges, Refused):
        return badges
    first: Refused | None = None
    for row in rows:
        trial = Draft(draft.state, draft.now, draft.policy)
        at_back = (*(door for door in left if door != row.id), row.id)  # who breaks off here comes to it last
        now = replace(going, left=at_back, badges=badges, last_ms=draft.now.powered_ms)
        answer = _open(trial, event, now, row)
        if isinstance(answer, Accepted):
            if known is None:
                draft.tell(FactType.ROUND_BEGUN, round=now.kind, authority=now.authority, count=now.doors)
            put_round(draft, now)
            return _open(draft, event, now, row)
        first = first or answer
    return first or BUSY


def _badges(draft: Draft, event: StartRound, going: Round) -> tuple[str, ...] | Refused:
    """Who may open what waits for people: two, the first a supervisor; either of them alone while they go on."""
    assert event.staff is not None, "a technician on the bench has a name and a reason"
    badge, fresh = event.staff.badge, draft.now.powered_ms - going.last_ms <= ALONE_MS
    if badge in going.badges and fresh:
        return going.badges
    asked = (event.kind, going.authority)
    first = first_of_two(draft, asked, event.staff)
    if first is None:
        if BadgeRole.SUPERVISOR not in event.staff.roles:
            return Refused(Refusal.SUPERVISOR_NEEDED)
        return wait_for_other(draft, asked, event.staff)
    begun(draft, asked)
    return (first, badge)


def _open(draft: Draft, event: StartRound, going: Round, row: Compartment) -> Accepted | Refused:
    if active_visit(draft.state, row.id) is not None:
        return BUSY
    if row.condition not in _SHUT_AWAY and not waits_for_staff(draft.state, row):
        return BUSY  # somebody is at this door, or was when the power failed
    roles = frozenset[BadgeRole]() if event.staff is None else event.staff.roles
    if for_supervisor(row) and event.staff is not None and BadgeRole.SUPERVISOR not in roles:
        return Refused(Refusal.SUPERVISOR_NEEDED)
    visit = Visit(
        id=event.visit,
        role=Role.STOCKTAKER if event.kind is RoundKind.STOCKTAKE else Role.RETRIEVER,
        part=None,
        door=row.id,
        grant=None,
        badge=None if event.staff is None else event.staff.badge,
        authority=going.authority,
        turn_ms=draft.now.mono_ms,
        technician=event.who,
        reason=event.reason,
        loads=BadgeRole.LOADING in roles,
        round=going,
    )
    return look_behind(draft, visit)
