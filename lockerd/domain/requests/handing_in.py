"""A code for what somebody brings: the door of the first part that can be put in now (rules 16, 22 and 24)."""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.handing_in import begin_handing_in
from lockerd.domain.model.attempts import Right, RightKind
from lockerd.domain.model.business import role_for
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.events import Accepted, Refused, StartCollection
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Visit
from lockerd.domain.openings.attempting import fire
from lockerd.domain.openings.bringing import doors_for, may_bring
from lockerd.domain.openings.refusing import may_collect, open_for_person


def open_for_hand_in(draft: Draft, event: StartCollection, grant: Grant) -> Accepted | Refused:
    """Open a door for the first part that is still to be brought, or say why there is none.

    The door of a part that is tied, and whose board is silent, is ``wait`` for that part only.
    """
    order, parts = draft.state.orders[grant.order], parts_of(draft.state, grant.order)
    waiting = [part for part in parts if may_bring(draft, part)]
    if not waiting:
        return Refused(Refusal.ASK_STAFF)
    following = [*waiting, *(part for part in parts if may_collect(part))]
    right = Right(RightKind.GRANT, grant.id, authority=grant.authority)
    first: Refused | None = None
    tries = [(each, door) for each in waiting for door in doors_for(draft, each)]
    for part, compartment in tries:
        refused = open_for_person(draft, compartment, right)
        first = first or refused
        if refused is not None:
            continue
        begin_handing_in(draft, draft.state.parts[part.id], compartment, event.form)
        now_ms = draft.now.mono_ms
        begun = Visit(
            id=event.visit,
            role=role_for(order, part),
            part=part.id,
            door=compartment,
            grant=grant.id,
            badge=None,
            authority=grant.authority,
            turn_ms=now_ms,
            queue=tuple(other.id for other in following if other.id != part.id),
            phase_since_ms=now_ms,
            begun_lo_s=draft.now.lo_s,
            slow_hands=any(each.needs.slow_hands for each in following),
        )
        fire(draft, begun, right)
        return Accepted(visit=event.visit)
    return first or Refused(Refusal.NO_COMPARTMENT)
