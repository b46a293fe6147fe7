"""Somebody without a code brings something: the order comes into being with the first attempt, or not at all."""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.handing_in import begin_handing_in
from lockerd.domain.model.attempts import Right, RightKind
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.events import Accepted, Answer, Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import NO_CODE, Grant
from lockerd.domain.model.ids import PartId
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.parts import Needs, Part, PartState, RightState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Role, Visit
from lockerd.domain.model.walk_ins import StartWalkIn
from lockerd.domain.openings.attempting import fire
from lockerd.domain.openings.needs_together import together
from lockerd.domain.openings.refusing import refuse_opening
from lockerd.domain.openings.walk_ins import charge_walk_in, doors_for_walk_in, why_not_offered, why_not_yet

BY = "walk_in"
"""In place of how a code was shown."""


def start_walk_in(draft: Draft, event: StartWalkIn) -> Answer:
    """Open a free door for it, or say why not; then nothing is kept of it but what was refused, and why.

    Who stands at a door, or has just shut one, is served to the end: without a code nobody's visit is ended.
    """
    answer = _refuse(draft, event) or _open(draft, event)
    if isinstance(answer, Refused):
        draft.tell(FactType.CODE_REFUSED, reason=answer.reason, by=BY, count=1)
    return answer


def _refuse(draft: Draft, event: StartWalkIn) -> Refused | None:
    if (refused := why_not_offered(draft, event.document_class)) is not None:
        return refused
    if event.said.size is not None and event.said.size not in draft.policy.sizes:
        return Refused(Refusal.SIZE_UNKNOWN)
    fixed = draft.policy.walk_ins[event.document_class].item_count
    if fixed is None and event.item_count is None:
        return Refused(Refusal.COUNT_NEEDED)
    if fixed is not None and event.item_count not in {None, fixed}:
        return Refused(Refusal.WRONG_COUNT)
    if not doors_for_walk_in(draft, event.document_class, _needs(draft, event)):
        return Refused(Refusal.NO_COMPARTMENT)
    return why_not_yet(draft)


def _open(draft: Draft, event: StartWalkIn) -> Accepted | Refused:
    offered = draft.policy.walk_ins[event.document_class]
    right = Right(RightKind.GRANT, event.grant, authority=offered.authority)
    needs = _needs(draft, event)
    first: Refused | None = None
    for door in doors_for_walk_in(draft, event.document_class, needs):
        refused = refuse_opening(draft, door, right, None)
        first = first or refused
        if refused is not None:
            continue
        part = _come_into_being(draft, event, needs)
        begin_handing_in(draft, part, door, BY)
        charge_walk_in(draft, event.document_class)
        visit = Visit(
            id=event.visit,
            role=Role.WALK_IN,
            part=part.id,
            door=door,
            grant=event.grant,
            badge=None,
            authority=offered.authority,
            turn_ms=draft.now.mono_ms,
            phase_since_ms=draft.now.mono_ms,
            begun_lo_s=draft.now.lo_s,
            slow_hands=needs.slow_hands,
        )
        fire(draft, visit, right)
        return Accepted(visit=event.visit)
    assert first is not None, "there is a door, as was asked before"
    return first


def _needs(draft: Draft, event: StartWalkIn) -> Needs:
    """What the class needs and what the person says, together."""
    policy = draft.policy
    return together(policy, Needs(size=policy.walk_ins[event.document_class].size), event.said)


def _come_into_being(draft: Draft, event: StartWalkIn, needs: Needs) -> Part:
    """The order, its one part and the grant that is the visit's right."""
    offered = draft.policy.walk_ins[event.document_class]
    order = Order(
        id=event.order,
        authority=offered.authority,
        kind=Kind.HAND_IN,
        document_class=event.document_class,
        case_reference="",
        parts=1,
        retention_ms=0,
        walk_in=True,
    )
    part = Part(
        id=PartId(order.id, 1),
        direction=Direction.IN,
        authority=order.authority,
        needs=needs,
        item_count=event.item_count or offered.item_count or 1,
        state=PartState.AWAITED,
        right=RightState.ACTIVE,
    )
    draft.put(order)
    draft.put(part)
    draft.put(Grant(id=event.grant, order=order.id, authority=order.authority, code=NO_CODE, retention_left_ms=0))
    draft.tell(
        FactType.ORDER_WALKED_IN,
        order=order.id,
        grant=event.grant,
        document_class=order.document_class,
        item_count=part.item_count,
    )
    return part
