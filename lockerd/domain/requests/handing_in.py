"""A code for what somebody brings: a proven-empty door within their needs, or the one it is tied to (rule 16)."""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.handing_in import begin_handing_in, may_open_again
from lockerd.domain.hand_over.reserve import choose_for_hand_in, takes_in
from lockerd.domain.model.attempts import Right, RightKind
from lockerd.domain.model.derived import active_visit, parts_of
from lockerd.domain.model.events import Accepted, Refused, StartCollection
from lockerd.domain.model.grants import Grant
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import Part, PartState, RightState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Visit
from lockerd.domain.openings.attempting import fire
from lockerd.domain.openings.refusing import open_for_person


def open_for_hand_in(draft: Draft, event: StartCollection, grant: Grant) -> Accepted | Refused:
    """Open a door for the first part that is still to be brought, or say why there is none."""
    part = next((part for part in parts_of(draft.state, grant.order) if _may_bring(draft, part)), None)
    if part is None:
        return Refused(Refusal.ASK_STAFF)
    right = Right(RightKind.GRANT, grant.id, authority=grant.authority)
    first: Refused | None = None
    for compartment in _doors(draft, part):
        refused = open_for_person(draft, compartment, right)
        first = first or refused
        if refused is not None:
            continue
        begin_handing_in(draft, draft.state.parts[part.id], compartment, event.form)
        now_ms = draft.now.mono_ms
        begun = Visit(
            id=event.visit,
            role=event.role,
            part=part.id,
            door=compartment,
            grant=grant.id,
            badge=None,
            authority=grant.authority,
            turn_ms=now_ms,
            phase_since_ms=now_ms,
            begun_lo_s=draft.now.lo_s,
            slow_hands=part.needs.slow_hands,
        )
        fire(draft, begun, right)
        return Accepted(visit=event.visit)
    return first or Refused(Refusal.NO_COMPARTMENT)


def _may_bring(draft: Draft, part: Part) -> bool:
    """Its code opens a door for it now; held after a power cut it does, while nobody is at that door."""
    if part.right is not RightState.ACTIVE or not may_open_again(part) or not _door_takes_it(draft, part):
        return False
    if part.state is PartState.HANDING_IN and part.compartment is not None:
        return active_visit(draft.state, part.compartment) is None
    return part.state is PartState.AWAITED


def _door_takes_it(draft: Draft, part: Part) -> bool:
    """Whether the door it is tied to, if it is, still shows what its class asks for: sensors come and go (rule 16)."""
    document_class = draft.state.orders[part.id.order].document_class
    row = None if part.compartment is None else draft.state.compartments[part.compartment]
    return row is None or takes_in(draft.policy, document_class, row.place)


def _doors(draft: Draft, part: Part) -> list[CompartmentId]:
    """The door it is tied to and no other; else those that are proven empty."""
    if part.compartment is not None:
        return [part.compartment]
    return choose_for_hand_in(draft, part)
