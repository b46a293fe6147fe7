"""Codes: one that comes into being, and a new one for one that is lost."""

from typing import Final

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.rights import only_door, revoke
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.codes import FreshCode
from lockerd.domain.model.derived import active_visit, live_grant, parts_of, with_number, worth
from lockerd.domain.model.document_classes import in_words
from lockerd.domain.model.events import Accepted, Answer, Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Grant, ProofTries, Worth
from lockerd.domain.model.looks import reading_of
from lockerd.domain.model.parts import Part, PartState, RightState, are_brought
from lockerd.domain.model.readings import Item
from lockerd.domain.model.reasons import RevokeReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import Reissue
from lockerd.domain.openings import brake
from lockerd.domain.openings.for_people import printing_visit, refuse_staff

NUMBER_TAKEN: Final = Refused(Refusal.BUSY, retry_after_ms=1_000)
"""Another code got this pick-up number a moment ago; the next one drawn will do (design rule 11)."""

_BY_CODE: Final = frozenset(
    {PartState.READY, PartState.COLLECTING, PartState.AWAITED, PartState.HANDING_IN, PartState.EXCHANGING}
)
_GOOD: Final = frozenset({Worth.ACTIVE, Worth.GRACE, Worth.NOT_YET})
_WAITS: Final = frozenset({Worth.JAMMED, Worth.SUSPENDED})


def reissue(draft: Draft, event: Reissue) -> Answer:
    """A new code for a ready order, or for what is still to be brought; the old code dies.

    Attempts, openings, retention, grace and tie go on as they were, jammed or suspended ones too: of what is brought
    the report of staff makes the new code good again. Where they only can hand out what lies there, none is made. It
    waits for an open attempt and until the visit at such a door is judged (rule 27).
    """
    order = draft.state.orders.get(event.order)
    by, whose = event.staff, None if order is None else order.authority
    refused = None if by is None else refuse_staff(draft.state, draft.policy, by, BadgeRole.LOADING, whose)
    if refused is not None:
        return refused
    if order is None:
        return Refused(Refusal.ORDER_UNKNOWN)
    parts = parts_of(draft.state, order.id)
    if any(_is_served(draft, part) for part in parts):
        return Refused(Refusal.BUSY, retry_after_ms=10_000)
    old = live_grant(draft.state, order.id)
    if old is None or order.cancel_wanted or worth(draft.state, old) not in _GOOD | _WAITS:
        return Refused(Refusal.ORDER_NOT_READY)
    if worth(draft.state, old) in _WAITS and not are_brought(parts):
        return Refused(Refusal.ASK_STAFF)  # before staff have looked, whoever got such a code would come in vain
    if number_taken(draft, event.code):
        return NUMBER_TAKEN
    badge = "" if event.staff is None else event.staff.badge
    if badge:
        if (refused := brake.badge_over_budget(draft, badge)) is not None:
            return refused
        brake.charge_badge(draft, badge)
    fresh = make_anew(draft, old, event.code, badge=badge)
    if event.staff is not None and event.visit is not None:
        printing_visit(draft, event.visit, fresh, event.staff)
    return Accepted(visit=event.visit, grant=fresh.id)


def make_anew(draft: Draft, old: Grant, code: FreshCode, *, badge: str = "") -> Grant:
    """Another code in place of one that dies; ``badge``: under which that was done here."""
    fresh = replace(
        old,
        id=code.grant,
        code=code.record,
        reissued_by=badge,
        reissued_ms=draft.now.powered_ms,
        # A badge makes no account of wrong second secrets anew: else whoever has one could go on guessing.
        secret_tries=old.secret_tries if badge else ProofTries(),
        statement_tries=old.statement_tries if badge else ProofTries(),
    )
    revoke(draft, old, RevokeReason.REISSUED)
    issue(draft, fresh, code, replaces=old)
    return fresh


def _is_served(draft: Draft, part: Part) -> bool:
    """Whether somebody is at its door under the old code, or what happened there is not judged yet."""
    renewed = part.state in _BY_CODE or (part.state is PartState.QUARANTINED and part.way.brought)
    if part.compartment is None or not renewed:
        return False
    by_code = part.state in {PartState.COLLECTING, PartState.EXCHANGING}
    visited = part.state is PartState.HANDING_IN and active_visit(draft.state, part.compartment) is not None
    return by_code or visited or draft.state.compartments[part.compartment].attempt is not None


def number_taken(draft: Draft, code: FreshCode) -> bool:
    """Whether another code got its pick-up number a moment ago."""
    return bool(with_number(draft.state, code.record.pickup_number))


def uncounted_ms(draft: Draft) -> int:
    """How much of the running step has passed; what is left of codes is counted in steps (`ticking`)."""
    return draft.now.powered_ms - draft.state.site.retention_counted_ms


def issue(draft: Draft, grant: Grant, code: FreshCode, *, replaces: Grant | None) -> None:
    """A code comes into being, and is told to central encrypted."""
    # The next count takes off a whole step, of which the part before now is none of this code's time.
    early_ms = uncounted_ms(draft) if replaces is None else 0
    draft.put(replace(grant, retention_left_ms=grant.retention_left_ms + early_ms))
    draft.tell(
        FactType.GRANT_ISSUED,
        only_door(draft, grant.order),
        order=grant.order,
        grant=grant.id,
        sealed_code=code.sealed,
        retention_ms=grant.retention_left_ms,
        replaces="" if replaces is None else replaces.id,
        asks=in_words(grant.code.asks),
    )


def make_ready(draft: Draft, part: Part, code: FreshCode, badge: str) -> Grant | Refusal:
    """Something was confirmed to lie there: the code of its order, once all of it does; or why there is none."""
    order = draft.state.orders[part.id.order]
    if any(each.right is RightState.NONE for each in parts_of(draft.state, order.id)):
        return Refusal.CANCELLED if order.cancel_wanted else Refusal.ASK_STAFF
    seen = Item.UNKNOWN if part.compartment is None else reading_of(draft.state, part.compartment).item
    draft.tell(FactType.ORDER_READY, only_door(draft, order.id), order=order.id, badge=badge, item_seen=seen)
    if order.cancel_wanted:
        return Refusal.CANCELLED  # it is recalled now; nobody gets this code
    known = live_grant(draft.state, order.id)
    if known is not None:
        # On demand: its person has the code already, and its time begins now.
        return draft.change(known, retention_left_ms=order.retention_ms + uncounted_ms(draft))
    grant = Grant(
        id=code.grant,
        order=order.id,
        authority=order.authority,
        code=code.record,
        retention_left_ms=order.retention_ms,
    )
    issue(draft, grant, code, replaces=None)
    return grant
