"""Compartments whose rows contradict each other: nobody opens them any more but staff who look."""

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.rights import only_door
from lockerd.domain.model.compartments import Condition, Evidence
from lockerd.domain.model.derived import active_visit
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.parts import ENDED, PartState, RightState
from lockerd.domain.model.reasons import DoorReason, RevokeReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase


def isolate(draft: Draft, compartment: CompartmentId) -> None:
    """Quarantine, whatever the tables say of where it was; what is on its way to be fired there is given back."""
    row = draft.state.compartments.get(compartment)
    if row is None:
        return
    attempt = None if row.attempt is None else draft.state.attempts.get(row.attempt)
    waits = attempt is not None and attempt.outcome is None and attempt.compartment == compartment
    part = None if row.part is None else draft.state.parts.get(row.part)
    mine = part is not None and part.compartment == compartment and part.state not in ENDED
    draft.change(
        row,
        condition=Condition.QUARANTINED,
        reason=DoorReason.CONTRADICTION,
        evidence=Evidence(),
        attempt=row.attempt if waits else None,
        part=row.part if mine else None,
    )
    if part is not None and mine:
        spent = part.right in {RightState.SPENT, RightState.ENDED, RightState.NONE}
        state = part.state if part.state is PartState.REMAINDER else PartState.QUARANTINED
        draft.change(part, state=state, right=part.right if spent else RightState.SUSPENDED)
        _keep_one_code(draft, part.id.order)
    draft.tell(
        FactType.COMPARTMENT_QUARANTINED, compartment, row.part if mine else None, reason=DoorReason.CONTRADICTION
    )
    visit = active_visit(draft.state, compartment)
    if visit is not None:
        over = replace(visit, phase=Phase.OVER, phase_since_ms=draft.now.mono_ms, trouble=Refusal.ASK_STAFF, queue=())
        draft.put(over)


def _keep_one_code(draft: Draft, order: OrderId) -> None:
    """Of two codes of one order the newest is the one that was meant; a door with both could never be cleared."""
    for name in draft.state.grants_of.get(order, ())[:-1]:
        grant = draft.state.grants[name]
        if grant.state is not GrantState.REVOKED:
            draft.change(grant, state=GrantState.REVOKED)
            door = only_door(draft, order)
            draft.tell(FactType.GRANT_REVOKED, door, order=order, grant=name, reason=RevokeReason.REISSUED)
