"""What somebody may bring now, and behind which door: proven empty and within their needs, or the one it is tied to."""

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.evidence import Verdict
from lockerd.domain.hand_over.handing_in import may_open_again
from lockerd.domain.hand_over.judging import verdict_on
from lockerd.domain.hand_over.reserve import choose_for_hand_in, room_to_bring, takes_in
from lockerd.domain.model.derived import active_visit, served
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import Part, PartState, RightState
from lockerd.domain.model.visits import Visit


def may_bring(draft: Draft, part: Part) -> bool:
    """Its code opens a door for it now; held after a power cut it does, while nobody is at that door."""
    if part.right is not RightState.ACTIVE or not may_open_again(part) or not _door_takes_it(draft, part):
        return False
    if part.state is PartState.HANDING_IN and part.compartment is not None:
        return active_visit(draft.state, part.compartment) is None
    return part.state is PartState.AWAITED


def doors_for(draft: Draft, part: Part) -> list[CompartmentId]:
    """The door it is tied to and no other; else those that are proven empty (rule 16), if need be a reserved one."""
    if part.compartment is not None:
        return [part.compartment]
    return choose_for_hand_in(draft, part) or room_to_bring(draft, part)


def passes_now(draft: Draft, visit: Visit) -> bool:
    """Whether what was put in here passes to the office now: only then somebody is led on to the next door."""
    verdict = verdict_on(draft, served(draft.state, visit), visit.claim)
    return verdict in {Verdict.CUSTODY_BY_SENSOR, Verdict.CUSTODY_BY_CLAIM}


def _door_takes_it(draft: Draft, part: Part) -> bool:
    """Whether the door it is tied to, if it is, still shows what its class asks for: sensors come and go (rule 16)."""
    wanted = draft.policy.of(part.authority, draft.state.orders[part.id.order].document_class)
    row = None if part.compartment is None else draft.state.compartments[part.compartment]
    return row is None or takes_in(wanted, row.place)
