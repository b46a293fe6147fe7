"""One attempt from beginning to end: durable first, fired, its door seen open, closed (design rules 1 and 2)."""

from typing import Final, assert_never

from lockerd.copies import replace
from lockerd.domain.draft import Draft, InconsistentError
from lockerd.domain.hand_over.finish import finish, settle_attempt
from lockerd.domain.hand_over.judging import keep_disputed
from lockerd.domain.hand_over.moves import spend, walk_in
from lockerd.domain.hand_over.quarantine import disturb
from lockerd.domain.model.attempts import Attempt, BadgeRole, LastPulse, Outcome, Right, RightKind
from lockerd.domain.model.business import business
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.ids import AttemptId, CompartmentId, GrantId, PartId, VisitId
from lockerd.domain.model.looks import has_contact, looks
from lockerd.domain.model.old_first import all_brought
from lockerd.domain.model.parts import Part, PartState, RightState
from lockerd.domain.model.reasons import AttemptReason, DoorReason, Nothing
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import Fired, NotFiredReason, Unlock
from lockerd.domain.model.state import Opening, State
from lockerd.domain.model.visits import DISPUTES, Phase, Visit
from lockerd.domain.openings import brake
from lockerd.domain.openings.refusing import why_stopped_at
from lockerd.domain.openings.standing import opened_by_pulse

DEADLINE_MS: Final = 2_000
"""The first byte leaves within this time of the commit, or never."""
OPEN_TIMEOUT_MS: Final = 5_000
"""A door that has not been seen open so long after its pulse counts as shut (F20)."""
ANSWER_MS: Final = 10_000
"""An attempt that its bus has not answered so long after its commit is not waited for any more (design rule 15)."""


WhyClosed = DoorReason | AttemptReason | NotFiredReason | Nothing
"""What may be said of the end of an attempt."""


def fire(draft: Draft, visit: Visit, right: Right, *, reopening: bool = False) -> None:
    """One attempt for this visit."""
    assert visit.door is not None, "a lock is fired for somebody who stands before it"
    part, number = None if visit.part is None else draft.state.parts[visit.part], visit.attempts + 1
    if part is not None and right.kind is RightKind.GRANT and counts(part, reopening=reopening):
        number = draft.change(part, attempts=part.attempts + 1).attempts
    # A door opened again counts its two minutes from the closing, not from the try (design rule 2).
    since_ms = visit.phase_since_ms if reopening else draft.now.mono_ms
    attempt = commit_attempt(
        draft,
        visit.door,
        right,
        part=visit.part,
        visit=visit.id,
        number=number,
        reopening=reopening,
    )
    draft.put(
        replace(
            visit,
            phase=Phase.OPENING,
            phase_since_ms=since_ms,
            attempts=visit.attempts + 1,
            last_attempt=attempt.id,
        )
    )


def counts(part: Part, *, reopening: bool) -> bool:
    """Whether an attempt under a code is one of its three: opening again what was taken from is not."""
    return not reopening or part.way.brought


def commit_attempt(
    draft: Draft,
    compartment: CompartmentId,
    right: Right,
    *,
    part: PartId | None,
    visit: VisitId | None,
    number: int,
    reopening: bool = False,
) -> Attempt:
    """Write the attempt down, charge the brake, and have the lock fired once that is durable."""
    opens = None if part is None else draft.state.parts[part]
    may = may_open(draft.state, right, compartment, opens, reopening=reopening)
    if not may or _is_alone(draft, right, opens):
        raise InconsistentError(f"{compartment}: a right ({right.kind}) that does not open it", {compartment})
    site = draft.state.site
    attempt = Attempt(
        id=AttemptId(site.next_attempt),
        compartment=compartment,
        right=right,
        part=part,
        visit=visit,
        powered_ms=draft.now.powered_ms,
        reopening=reopening,
    )
    charged = (*brake.recent_openings(draft), Opening(attempt.powered_ms, brake.badge_of(right)))
    draft.change(site, next_attempt=site.next_attempt + 1, openings=charged)
    if right.second:
        brake.charge_badge(draft, right.second)
    draft.put(attempt)
    draft.change(draft.state.compartments[compartment], attempt=attempt.id)
    draft.tell(
        FactType.ATTEMPT_COMMITTED,
        compartment,
        part,
        attempt=attempt.id,
        right=right.kind,
        holder=right.holder,
        second=right.second,
        reason=right.reason or "",
        number=number,
    )
    draft.ask(Unlock(attempt.id, compartment, deadline_ms=draft.now.mono_ms + DEADLINE_MS))
    return attempt


def may_open(state: State, right: Right, compartment: CompartmentId, part: Part | None, *, reopening: bool) -> bool:
    """Whether a lock may be fired under this right for this part; ``reopening``: in the visit that has opened it."""
    match right.kind:
        case RightKind.TECHNICIAN:
            return bool(right.holder and right.reason)
        case RightKind.GRANT:
            grant = state.grants.get(GrantId(right.holder))
            if grant is None or part is None or grant.order != part.id.order:
                return False
            if why_stopped_at(state.orders[grant.order], part) is not None:
                return False
            beside = state.orders[grant.order].parts > 1 and not part.way.brought
            if beside and not all_brought(parts_of(state, grant.order)):
                return False  # rule 22: the old document first
            if reopening and not part.way.brought:
                return part.right is RightState.SPENT
            return grant.state is GrantState.ACTIVE and part.right is RightState.ATTEMPTING
        case RightKind.LOADING:
            mine = part is not None and part.state is PartState.LOADING and right.authority == part.authority
            return mine and right.role is BadgeRole.LOADING
        case RightKind.RETRIEVAL:
            looked_at = state.compartments[compartment].condition is Condition.RETRIEVAL
            if right.role is BadgeRole.TECHNICIAN:
                return looked_at  # on the bench, by name: as every door, whoever's it is
            if part is not None and right.authority != part.authority:
                return False
            if looked_at:
                return right.role is BadgeRole.RETRIEVAL
            undone = part is not None and part.state is PartState.RETRIEVAL
            return undone and right.role is BadgeRole.LOADING
        case never:
            assert_never(never)


def _is_alone(draft: Draft, right: Right, part: Part | None) -> bool:
    """Whether one badge would put in what two people put in."""
    if right.kind is not RightKind.LOADING or part is None:
        return False
    order = draft.state.orders[part.id.order]
    wanted = draft.policy.of(order.authority, order.document_class).two_people
    return wanted and right.second in {"", right.holder}


def fired(draft: Draft, report: Fired) -> None:
    """The lock was fired; from now on an opening is this attempt's."""
    attempt = draft.state.attempts.get(report.attempt)
    if attempt is None or attempt.outcome is not None or attempt.began_ms is not None or attempt.recovering:
        return
    visit = visit_at(draft, attempt)
    attempt = draft.change(attempt, began_ms=report.began_ms)
    set_pulse(draft, attempt.compartment, attempt.id)
    last = LastPulse(attempt.id, attempt.compartment, report.began_ms)
    pulsed = draft.state.pulsed.insert(attempt.compartment, report.began_ms)
    let_off = draft.state.given_back.discard(brake.causer(draft, attempt.right))
    draft.remember(last_pulse=last, pulsed=pulsed, given_back=let_off)
    draft.tell(FactType.ATTEMPT_FIRED, attempt.compartment, attempt.part, attempt=attempt.id)
    if looks(draft.state, attempt.compartment) is Leaf.UNSENSED:
        as_good_as_opened(draft, attempt, visit)  # withdrawn or not
    elif attempt.withdrawn and not still_waits(draft, attempt, visit):
        # The opening before the pulse has been judged; one that comes after it belongs to this pulse.
        close_attempt(draft, attempt, Outcome.NOT_OBSERVED, AttemptReason.WITHDRAWN_TOO_LATE)
        end_unopened(draft, visit, Refusal.DOOR_NOT_SHUT)
    settle_attempt(draft, attempt)


def still_waits(draft: Draft, attempt: Attempt, visit: Visit | None) -> bool:
    """Withdrawn for what happened elsewhere (F23, F68): its own door has not moved, whoever waits there still does."""
    technician = attempt.right.kind is RightKind.TECHNICIAN
    at_the_door = technician or (visit is not None and visit.phase is Phase.OPENING)
    return at_the_door and looks(draft.state, attempt.compartment) is Leaf.SHUT


def seen_open(draft: Draft, attempt: Attempt) -> None:
    """The pulse was followed by an opening: the code is spent now, and not before (design rule 2)."""
    compartment = attempt.compartment
    contact = has_contact(draft.state.compartments[compartment].place)
    close_attempt(draft, attempt, Outcome.OPENED if contact else Outcome.UNLATCHED, opened=True)
    if attempt.right.kind is RightKind.TECHNICIAN:
        opened_by_pulse(draft, compartment)
        disturb(draft, compartment, DoorReason.TECHNICIAN_OPENED)
        settle_attempt(draft, attempt)
        return
    if attempt.right.kind is RightKind.GRANT:
        spend(draft, attempt.part)
    visit = visit_at(draft, attempt)
    walk_in(draft, compartment, visit)
    if visit is not None and visit.claim in DISPUTES:
        keep_disputed(draft, visit)


def as_good_as_opened(draft: Draft, attempt: Attempt, visit: Visit | None, reason: DoorReason | Nothing = "") -> None:
    """No sensor: one attempt, and nothing better will ever be known (design rule 2)."""
    close_attempt(draft, attempt, Outcome.NOT_OBSERVED, reason, opened=True)
    if attempt.right.kind is RightKind.TECHNICIAN:
        opened_by_pulse(draft, attempt.compartment)
        disturb(draft, attempt.compartment, DoorReason.TECHNICIAN_OPENED)
    if attempt.right.kind is RightKind.GRANT:
        spend(draft, attempt.part)
    walk_in(draft, attempt.compartment, visit)
    if visit is not None and visit.claim in DISPUTES:
        keep_disputed(draft, visit)


def close_attempt(
    draft: Draft, attempt: Attempt, outcome: Outcome, reason: WhyClosed = "", *, opened: bool = False
) -> Attempt:
    """End an attempt. Unless it has ``opened`` its door, it stays the compartment's ``pulse`` if it was fired: a later
    opening belongs to it."""
    closed = draft.change(attempt, outcome=outcome)
    row = draft.state.compartments[attempt.compartment]
    draft.change(row, attempt=None, pulse=None if opened else row.pulse)
    draft.tell(
        FactType.ATTEMPT_CLOSED,
        attempt.compartment,
        attempt.part,
        attempt=attempt.id,
        outcome=outcome,
        reason=reason,
    )
    return closed


def set_pulse(draft: Draft, compartment: CompartmentId, attempt: AttemptId | None) -> None:
    """Name the attempt to which a later unexplained opening belongs; the one before is forgotten with that."""
    row = draft.state.compartments[compartment]
    draft.change(row, pulse=attempt)
    part = None if row.part is None else draft.state.parts[row.part]
    if attempt is not None and part is not None and part.way.brought:
        draft.change(part, pulsed=True)  # rule 16: from now on nothing proves that nobody has put anything in


def visit_at(draft: Draft, attempt: Attempt) -> Visit | None:
    """The visit that goes on and waits for this attempt."""
    visit = None if attempt.visit is None else draft.state.visits.get(attempt.visit)
    return None if visit is None or visit.phase in {Phase.OVER, Phase.PAPER_READY, Phase.BETWEEN} else visit


def end_unopened(draft: Draft, visit: Visit | None, trouble: Refusal) -> None:
    """The visit ends, as its door was not opened."""
    if visit is not None and visit.phase is Phase.OPENING:
        finish(draft, visit, trouble)


def right_of(visit: Visit) -> Right:
    """The right under which this visit's lock is fired."""
    kind = business(visit).right
    if visit.technician:
        return Right(kind, visit.technician, visit.reason, role=BadgeRole.TECHNICIAN)
    holder = visit.grant if kind is RightKind.GRANT else visit.badge
    role = business(visit).badge
    return Right(kind, holder or "", authority=visit.authority, second=visit.second, role=role)
