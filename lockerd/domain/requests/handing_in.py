"""A code for what somebody brings: the door of the first part that can be put in now (rules 16 and 24)."""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.handing_in import begin_handing_in
from lockerd.domain.model.attempts import Right, RightKind
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.events import Accepted, Refused, StartCollection
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Role, Visit
from lockerd.domain.openings.attempting import fire
from lockerd.domain.openings.bringing import doors_for, may_bring
from lockerd.domain.openings.refusing import open_for_person


def open_for_hand_in(draft: Draft, event: StartCollection, grant: Grant, role: Role) -> Accepted | Refused:
    """Open a door for the first part that is still to be brought, or say why there is none.

    The door of a part that is tied, and whose board is silent, is ``wait`` for that part only.
    """
    waiting = [part for part in parts_of(draft.state, grant.order) if may_bring(draft, part)]
    if not waiting:
        return Refused(Refusal.ASK_STAFF)
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
            role=role,
            part=part.id,
            door=compartment,
            grant=grant.id,
            badge=None,
            authority=grant.authority,
            turn_ms=now_ms,
            queue=tuple(other.id for other in waiting if other.id != part.id),
            phase_since_ms=now_ms,
            begun_lo_s=draft.now.lo_s,
            slow_hands=any(each.needs.slow_hands for each in waiting),
        )
        fire(draft, begun, right)
        return Accepted(visit=event.visit)
    return first or Refused(Refusal.NO_COMPARTMENT)
