"""Showing a code: what it is worth now, and the visit it starts."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.moves import begin_collecting, begin_exchanging
from lockerd.domain.hand_over.reserve import serves
from lockerd.domain.model.attempts import Right, RightKind
from lockerd.domain.model.business import KINDS, LEAVES
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.derived import parts_of, running_visit, why_refused
from lockerd.domain.model.events import Accepted, Answer, Refused, StartCollection
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.old_first import all_brought
from lockerd.domain.model.parts import Part, RightState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase, Visit
from lockerd.domain.openings import brake
from lockerd.domain.openings.attempting import fire
from lockerd.domain.openings.refusing import BUSY, may_collect, open_for_person
from lockerd.domain.requests import preconditions, tries
from lockerd.domain.requests.handing_in import open_for_hand_in

NEW_MS: Final = 10 * 60_000
"""For so long a code that was made anew here is collected only while the badge's visit goes on (powered time)."""


def start_collection(draft: Draft, event: StartCollection) -> Answer:
    """A code was shown: open its door, or say why not.

    A code shown or typed again while its own visit goes on gives that visit, and nothing is fired for it.
    """
    if event.form is CodeForm.TYPED and (refused := tries.refuse_typing(draft, event)) is not None:
        return _refuse_code(draft, event, refused)
    if event.wrong_site is not None:
        return _refuse_code(draft, event, Refused(Refusal.WRONG_SITE))
    grant = None if event.grant is None else draft.state.grants.get(event.grant)
    if grant is not None and (running := running_visit(draft.state, grant.id)) is not None:
        return Accepted(visit=running.id)
    if grant is None or (refusal := why_refused(draft.state, grant)) is Refusal.CODE_NOT_VALID:
        if event.form is CodeForm.TYPED:
            tries.count_failure(draft, event)
        return _refuse_code(draft, event, Refused(Refusal.CODE_NOT_VALID))
    if refusal is not None:
        return _refuse_code(draft, event, BUSY if refusal is Refusal.BUSY else Refused(refusal))
    if _is_over(draft, grant, event.exp_s):
        return _refuse_code(draft, event, Refused(Refusal.EXPIRED))
    if (refused := _refuse_new(draft, grant)) is not None:
        return _refuse_code(draft, event, refused)
    if grant.code.asks and (refused := preconditions.refuse(draft, event, grant)) is not None:
        return _refuse_code(draft, event, refused)
    answer = _open_first(draft, event, grant)
    if isinstance(answer, Refused):
        return _refuse_code(draft, event, answer)
    if grant.code.asks:
        preconditions.met(draft, event, grant)
    if event.form is CodeForm.TYPED:
        tries.forgive(draft, event)
    return answer


def _open_first(draft: Draft, event: StartCollection, grant: Grant) -> Accepted | Refused:
    """Open the first of its parts that can be opened now: a silent board is ``wait`` for its part only (rule 24)."""
    order, parts = draft.state.orders[grant.order], parts_of(draft.state, grant.order)
    if any(part.way.brought for part in parts) and not all_brought(parts):
        return open_for_hand_in(draft, event, grant)
    right = Right(RightKind.GRANT, grant.id, authority=grant.authority)
    waiting = [p for p in parts if may_collect(p) and (not p.way.to_office or _door_shows(draft, p))]
    first: Refused | None = None
    for part in waiting:
        assert part.compartment is not None
        refused = open_for_person(draft, part.compartment, right)
        first = first or refused
        if refused is not None:
            continue
        role = KINDS[order.kind][part.direction]
        if role in LEAVES:
            begin_exchanging(draft, part, event.form)
        else:
            begin_collecting(draft, part, event.form)
        if _too_new_ms(draft, grant) > 0:
            brake.charge_badge(draft, grant.reissued_by)
        visit = Visit(
            id=event.visit,
            role=role,
            part=part.id,
            door=part.compartment,
            grant=grant.id,
            badge=None,
            authority=grant.authority,
            turn_ms=draft.now.mono_ms,
            queue=tuple(other.id for other in waiting if other.id != part.id),
            phase_since_ms=draft.now.mono_ms,
            begun_lo_s=draft.now.lo_s,
            slow_hands=any(each.needs.slow_hands for each in waiting),
        )
        fire(draft, visit, right)
        return Accepted(visit=visit.id)
    return first or Refused(Refusal.ASK_STAFF)


def _door_shows(draft: Draft, part: Part) -> bool:
    """Whether a door where something is left still shows what its class asks for: sensors come and go (rule 16)."""
    assert part.compartment is not None
    return serves(draft.state, draft.policy, part, draft.state.compartments[part.compartment].place)


def _refuse_new(draft: Draft, grant: Grant) -> Refused | None:
    """Whoever has a badge can make any code of the office anew, and read it: it waits until its owner may have asked.

    While the visit of that badge goes on, staff stand there with the person: what happens is the badge's.
    """
    new_ms = _too_new_ms(draft, grant)
    if new_ms <= 0:
        return None
    visits = draft.state.visits.values()
    if not any(v.badge == grant.reissued_by and v.phase is not Phase.OVER for v in visits):
        return Refused(Refusal.CODE_TOO_NEW, retry_after_ms=new_ms)
    draft.act(badge=grant.reissued_by)
    return brake.badge_over_budget(draft, grant.reissued_by)


def _too_new_ms(draft: Draft, grant: Grant) -> int:
    """For how long it is still one that a badge made anew a moment ago."""
    return grant.reissued_ms + NEW_MS - draft.now.powered_ms if grant.reissued_by else 0


def _refuse_code(draft: Draft, event: StartCollection, refused: Refused) -> Refused:
    order = None if event.grant is None else draft.state.grants.get(event.grant)
    draft.tell(
        FactType.CODE_REFUSED,
        order=None if order is None else order.order,
        reason=refused.reason,
        by=event.form,
        count=1,
    )
    return refused


def _is_over(draft: Draft, grant: Grant, exp_s: int | None) -> bool:
    """Whether the time of the code has run out; expiry is judged here and not again during the visit."""
    # While the time is disputed only served time counts: a clock gone wrong must not end a live grant's code (F56).
    past_its_bound = exp_s is not None and draft.now.doubt is None and draft.now.lo_s > exp_s
    # Whom a power cut kept from the door has some minutes more, whenever it came (F10).
    in_grace = any(part.right is RightState.GRACE for part in parts_of(draft.state, grant.order))
    return (grant.retention_left_ms <= 0 and not in_grace) or past_its_bound
