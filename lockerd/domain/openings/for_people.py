"""Starting visits and trying a door again: the paths on which a lock is fired for a person."""

from dataclasses import replace
from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import finish
from lockerd.domain.model.attempts import Right, RightKind
from lockerd.domain.model.events import Refused, Staff
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.ids import CompartmentId, VisitId
from lockerd.domain.model.orders import Order, OrderState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import in_order
from lockerd.domain.model.visits import Phase, Visit, VisitKind
from lockerd.domain.openings.attempting import commit_attempt, refuse_opening

ASK_AGAIN_MS: Final = 10_000
"""For so long after a visit began a board that is silent is asked again, before the person is sent away (rule 15)."""
RETRY_FOR_MS: Final = 30_000
"""A person whose door stuck is sent away when the wall is busy for longer."""


def refuse_staff(order: Order, staff: Staff) -> Refused | None:
    """Staff of one authority handle that authority's orders only."""
    return None if staff.authority == order.authority else Refused(Refusal.WRONG_AUTHORITY)


def open_for_person(
    draft: Draft, compartment: CompartmentId, right: Right, going_on: VisitId | None = None
) -> Refused | None:
    """Checks of every opening; on the way the visit of whoever stood here before comes to its end.

    A loading that is not confirmed yet goes on: its door is shut and holds nobody up but whoever put in.
    ``going_on`` is the visit that this opening belongs to, where it does not begin one.
    """
    shut = [visit for visit in in_order(draft.state.visits) if visit.phase is Phase.DOOR_SHUT]
    unconfirmed = [visit for visit in shut if visit.kind is VisitKind.LOADING]
    if right.kind is RightKind.LOADING and any(visit.badge == right.holder for visit in unconfirmed):
        return Refused(Refusal.BUSY, retry_after_ms=3_000)
    refused = refuse_opening(draft, compartment, right, going_on)
    if refused is None:
        for visit in shut:
            if visit not in unconfirmed:
                finish(draft, visit)
    return refused


def fire(draft: Draft, visit: Visit, right: Right, *, reopening: bool = False) -> None:
    """One attempt for this visit."""
    number = visit.attempts + 1
    if right.kind is RightKind.GRANT and not reopening and visit.grant is not None:
        grant = draft.state.grants[visit.grant]
        line = grant.line(visit.compartment)
        number = line.attempts + 1
        lines = tuple(replace(o, attempts=number) if o == line else o for o in grant.lines)
        draft.put(replace(grant, lines=lines))
    # A door opened again counts its two minutes from the closing, not from the try (design rule 2).
    since_ms = visit.phase_since_ms if reopening else draft.now.mono_ms
    attempt = commit_attempt(
        draft,
        visit.compartment,
        right,
        order=visit.order,
        visit=visit.id,
        number=number,
        reopening=reopening,
    )
    draft.put_visit(
        replace(
            visit,
            phase=Phase.OPENING,
            phase_since_ms=since_ms,
            attempts=visit.attempts + 1,
            last_attempt=attempt.id,
        )
    )


def right_of(visit: Visit) -> Right:
    """The right under which this visit's lock is fired again."""
    if visit.grant is not None and visit.kind is VisitKind.COLLECTION:
        return Right(RightKind.GRANT, visit.grant)
    kind = RightKind.RETRIEVAL if visit.kind is VisitKind.RETRIEVAL else RightKind.LOADING
    return Right(kind, visit.badge or "")


def try_again(draft: Draft, visit: Visit) -> None:
    """The next attempt at a stuck door: read, decide, pulse - never a blind repeat (F20)."""
    right = right_of(visit)
    if not _wanted(draft, visit):
        finish(draft, visit, Refusal.CANCELLED if draft.state.orders[visit.order].cancel_wanted else Refusal.ASK_STAFF)
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
    return draft.now.mono_ms - visit.started_ms < ASK_AGAIN_MS


def _wanted(draft: Draft, visit: Visit) -> bool:
    """Whether the right still stands, and nobody has taken the order back meanwhile."""
    order = draft.state.orders[visit.order]
    trying = {OrderState.COLLECTING, OrderState.LOADING, OrderState.RETRIEVAL}
    return order.state in trying and not order.cancel_wanted


def printing_visit(draft: Draft, visit: VisitId, grant: Grant, staff: Staff) -> None:
    """A visit that only shows a code that was issued again."""
    draft.put_visit(
        Visit(
            id=visit,
            kind=VisitKind.LOADING,
            order=grant.order,
            compartment=grant.lines[0].compartment,
            grant=grant.id,
            badge=staff.badge,
            started_ms=draft.now.mono_ms,
            phase=Phase.CODE_READY,
            phase_since_ms=draft.now.mono_ms,
        )
    )
