"""Showing a code: what it is worth now, and the first of its doors."""

from collections.abc import Sequence
from typing import Any, Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.handing_in import begin_handing_in
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
from lockerd.domain.model.visits import Phase, Visit, had_its_turn
from lockerd.domain.openings import brake
from lockerd.domain.openings.attempting import fire
from lockerd.domain.openings.beside import doors_as_said
from lockerd.domain.openings.bringing import may_bring
from lockerd.domain.openings.needs_together import as_said
from lockerd.domain.openings.refusing import BUSY, may_collect, open_for_person
from lockerd.domain.requests import preconditions, tries
from lockerd.domain.requests.on_demand import ask_for

NEW_MS: Final = 10 * 60_000
"""For so long a code that was made anew here is collected only while the badge's visit goes on (powered time)."""


def start_collection(draft: Draft, event: StartCollection) -> Answer:
    """A code was shown: open its door, or say why not.

    A code shown or typed again while its own visit goes on gives that visit, and nothing is fired for it.
    """
    judged = judge_code(draft, event)
    if not isinstance(judged, Grant):
        return judged
    answer = open_code(draft, event, judged)
    return refuse_code(draft, event, answer) if isinstance(answer, Refused) else answer


def judge_code(draft: Draft, event: StartCollection) -> Grant | Accepted | Refused:
    """The grant of a code that may open something, the visit that goes on with it, or why it opens nothing: failed
    tries are counted, and what is refused is written down."""
    grant = None if event.grant is None else draft.state.grants.get(event.grant)
    if event.form is CodeForm.TYPED and (refused := tries.refuse_typing(draft, event)) is not None:
        return refuse_code(draft, event, refused)
    if event.wrong_site is not None:
        return refuse_code(draft, event, Refused(Refusal.WRONG_SITE))
    if event.said.size is not None and event.said.size not in draft.policy.sizes:
        return refuse_code(draft, event, Refused(Refusal.SIZE_UNKNOWN))
    running = None if event.grant is None else running_visit(draft.state, event.grant, event.within)
    if running is not None:
        return Accepted(visit=running.id) if event.within in {None, running.id} else refuse_code(draft, event, BUSY)
    if grant is None or (refusal := why_refused(draft.state, grant)) is Refusal.CODE_NOT_VALID:
        if event.form is CodeForm.TYPED:
            tries.count_failure(draft, event)
        return refuse_code(draft, event, Refused(Refusal.CODE_NOT_VALID))
    if refusal not in {None, Refusal.NOT_PUT_IN_YET}:
        return refuse_code(draft, event, BUSY if refusal is Refusal.BUSY else Refused(refusal))
    if _is_over(draft, grant, event.exp_s):
        return refuse_code(draft, event, Refused(Refusal.EXPIRED))
    if (refused := refuse_new(draft, grant)) is not None:
        return refuse_code(draft, event, refused)
    if grant.code.asks and (refused := preconditions.refuse(draft, event, grant)) is not None:
        return refuse_code(draft, event, refused)
    return grant if refusal is None else refuse_code(draft, event, ask_for(draft, grant))


def open_code(draft: Draft, event: StartCollection, grant: Grant, earlier: Visit | None = None) -> Accepted | Refused:
    """Open the first of its parts that can be opened now, or say why there is none; a visit that begins forgives.

    ``earlier``: the visit that goes on with this code, where others had their turn before; what else it asks for is met
    when it is shown there.
    """
    answer = _open_first(draft, event, grant, _coming(draft, event, grant, earlier), earlier)
    if isinstance(answer, Refused):
        return answer
    if grant.code.asks and earlier is None:
        preconditions.met(draft, event, grant)
    if event.form is CodeForm.TYPED:
        tries.forgive(draft, event)
    return answer


def _open_first(
    draft: Draft, event: StartCollection, grant: Grant, coming: dict[str, Any], earlier: Visit | None
) -> Accepted | Refused:
    """A silent board is ``wait`` for its part only (rule 24)."""
    order, parts = draft.state.orders[grant.order], parts_of(draft.state, grant.order)
    if any(part.way.brought for part in parts) and not all_brought(parts):
        return _to_bring(draft, event, parts, coming, earlier)
    right = Right(RightKind.GRANT, grant.id, authority=grant.authority)
    waiting = [p for p in parts if may_collect(p) and (not p.way.to_office or _door_shows(draft, p))]
    slow_hands = event.said.slow_hands or any(each.needs.slow_hands for each in waiting)
    slow_hands = slow_hands or (earlier is not None and earlier.slow_hands)
    going_on = None if earlier is None else earlier.id
    first: Refused | None = None
    for part in waiting:
        assert part.compartment is not None
        refused = open_for_person(draft, part.compartment, right, going_on)
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
        others = tuple(other.id for other in waiting if other.id != part.id)
        begun = Visit(role=role, part=part.id, door=part.compartment, queue=others, slow_hands=slow_hands, **coming)
        fire(draft, begun, right)
        return Accepted(visit=begun.id)
    return first or Refused(Refusal.ASK_STAFF)


def _to_bring(
    draft: Draft, event: StartCollection, parts: Sequence[Part], coming: dict[str, Any], earlier: Visit | None
) -> Accepted | Refused:
    """The door of the first part that can be put in now (rules 16, 22 and 24).

    The door of a part that is tied, and whose board is silent, is ``wait`` for that part only.
    """
    waiting = [as_said(draft.policy, part, event.said) for part in parts if may_bring(draft, part)]
    if not waiting:
        return Refused(Refusal.ASK_STAFF)
    following = [*waiting, *(part for part in parts if may_collect(part))]
    right = Right(RightKind.GRANT, event.grant or "", authority=parts[0].authority)
    slow_hands = any(each.needs.slow_hands for each in following) or (earlier is not None and earlier.slow_hands)
    going_on = None if earlier is None else earlier.id
    first: Refused | None = None
    tried = [(each, door) for each in waiting for door in doors_as_said(draft, each, beside=event.said.beside)]
    for part, door in tried:
        refused = open_for_person(draft, door, right, going_on)
        first = first or refused
        if refused is not None:
            continue
        begin_handing_in(draft, draft.state.parts[part.id], door, event.form)
        role = KINDS[draft.state.orders[part.id.order].kind][part.direction]
        others = tuple(other.id for other in following if other.id != part.id)
        begun = Visit(role=role, part=part.id, door=door, queue=others, slow_hands=slow_hands, **coming)
        fire(draft, begun, right)
        return Accepted(visit=begun.id)
    return first or Refused(Refusal.NO_COMPARTMENT)


def _coming(draft: Draft, event: StartCollection, grant: Grant, earlier: Visit | None) -> dict[str, Any]:
    """What a visit begins with, whatever its door. Of what was said and tried with another code nothing counts there,
    but that somebody was called."""
    now_ms = draft.now.mono_ms
    visit = event.visit if earlier is None else earlier.id
    begun: dict[str, Any] = {
        "id": visit,
        "grant": grant.id,
        "badge": None,
        "authority": grant.authority,
        "said": event.said,
    }
    begun |= {"turn_ms": now_ms, "phase_since_ms": now_ms, "begun_lo_s": draft.now.lo_s}
    if earlier is None:
        return begun
    kept = {"papers": earlier.papers, "waiting": earlier.waiting, "before": had_its_turn(earlier)}
    return begun | kept | {"help_called": earlier.help_called}


def _door_shows(draft: Draft, part: Part) -> bool:
    """Whether a door where something is left still shows what its class asks for: sensors come and go (rule 16)."""
    assert part.compartment is not None
    return serves(draft.state, draft.policy, part, draft.state.compartments[part.compartment].place)


def refuse_code(draft: Draft, event: StartCollection, refused: Refused) -> Refused:
    """Write down that a code opened nothing."""
    grant = None if event.grant is None else draft.state.grants.get(event.grant)
    draft.tell(
        FactType.CODE_REFUSED,
        order=None if grant is None else grant.order,
        reason=refused.reason,
        by=event.form,
        count=1,
    )
    return refused


def refuse_new(draft: Draft, grant: Grant) -> Refused | None:
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


def _is_over(draft: Draft, grant: Grant, exp_s: int | None) -> bool:
    """Whether the time of the code has run out; expiry is judged here and not again during the visit."""
    # While the time is disputed only served time counts: a clock gone wrong must not end a live grant's code (F56).
    past_its_bound = exp_s is not None and draft.now.doubt is None and draft.now.lo_s > exp_s
    # Whom a power cut kept from the door has some minutes more, whenever it came (F10).
    in_grace = any(part.right is RightState.GRACE for part in parts_of(draft.state, grant.order))
    return (grant.retention_left_ms <= 0 and not in_grace) or past_its_bound
