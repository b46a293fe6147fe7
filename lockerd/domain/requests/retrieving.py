"""Taking out by staff at the terminal: the door they begin at, and what they say they found there (rule 26)."""

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.retrieving import begin_retrieval
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.compartments import Compartment
from lockerd.domain.model.derived import active_visit
from lockerd.domain.model.events import Accepted, Answer, Refused
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.retrievals import for_supervisor, named, waiting, waits_for_staff
from lockerd.domain.model.staff import Staff, StartRetrieval
from lockerd.domain.model.state import Policy, State
from lockerd.domain.model.visits import Role, Visit
from lockerd.domain.openings.attempting import fire, right_of
from lockerd.domain.openings.for_people import refuse_staff
from lockerd.domain.openings.refusing import BUSY, open_for_person


def waiting_for(state: State, policy: Policy, staff: Staff) -> tuple[Compartment, ...] | Refused:
    """The doors that wait for whoever holds this badge, in the order in which they are opened."""
    refused = refuse_staff(state, policy, staff, BadgeRole.RETRIEVAL, None)
    return refused or waiting(state, staff.authority)


def start_retrieval(draft: Draft, event: StartRetrieval) -> Answer:
    """Open the door that staff want to look behind, or the first of their list that can be opened now."""
    doors = waiting_for(draft.state, draft.policy, event.staff)
    if isinstance(doors, Refused):
        return doors
    if event.compartment is not None:
        return _open(draft, event, event.compartment)
    first: Refused | None = None
    for row in doors:
        answer = _open(draft, event, row.id)
        if isinstance(answer, Accepted):
            return answer
        first = first or answer
    return first or Refused(Refusal.NOTHING_TO_RETRIEVE)


def _open(draft: Draft, event: StartRetrieval, compartment: CompartmentId) -> Accepted | Refused:
    if (refused := _refuse(draft, event, compartment)) is not None:
        return refused
    return look_behind(draft, retriever(draft, event, compartment))


def retriever(draft: Draft, event: StartRetrieval, compartment: CompartmentId, second: str = "") -> Visit:
    """Whoever wants to look behind this door; ``second``: the other badge of two."""
    return Visit(
        id=event.visit,
        role=Role.RETRIEVER,
        part=None,
        door=compartment,
        grant=None,
        badge=event.staff.badge,
        authority=event.staff.authority,
        second=second,
        turn_ms=draft.now.mono_ms,
    )


def look_behind(draft: Draft, visit: Visit) -> Accepted | Refused:
    """Open a door for whoever may look there, if it can be opened now."""
    compartment, right = visit.compartment, right_of(visit)
    if (refused := open_for_person(draft, compartment, right)) is not None:
        return refused
    begin_retrieval(draft, compartment, visit.badge or "", stays=visit.role is Role.STOCKTAKER)
    part = draft.state.compartments[compartment].part
    fire(draft, replace(visit, part=part, phase_since_ms=draft.now.mono_ms), right)
    return Accepted(visit=visit.id)


def _refuse(draft: Draft, event: StartRetrieval, compartment: CompartmentId) -> Refused | None:
    row = draft.state.compartments.get(compartment)
    if row is None:
        return Refused(Refusal.COMPARTMENT_UNKNOWN)
    part = named(draft.state, row)
    authority = None if part is None else part.authority
    if (refused := refuse_staff(draft.state, draft.policy, event.staff, BadgeRole.RETRIEVAL, authority)) is not None:
        return refused
    if active_visit(draft.state, compartment) is not None:
        return BUSY
    if not waits_for_staff(draft.state, row):
        return Refused(Refusal.NOTHING_TO_RETRIEVE)
    if for_supervisor(row):
        refused = refuse_staff(draft.state, draft.policy, event.staff, BadgeRole.SUPERVISOR, authority)
        return None if refused is None else Refused(Refusal.SUPERVISOR_NEEDED)
    return None
