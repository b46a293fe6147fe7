"""An emergency: two people, the first a supervisor, have one door opened that does not wait for staff (rule 26)."""

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.incident import note_incident
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.derived import active_visit
from lockerd.domain.model.events import Accepted, Answer, Refused
from lockerd.domain.model.reasons import IncidentReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.retrievals import named, waits_for_staff
from lockerd.domain.model.staff import StartRetrieval
from lockerd.domain.openings.for_people import refuse_staff
from lockerd.domain.openings.refusing import BUSY
from lockerd.domain.requests.retrieving import look_behind, retriever
from lockerd.domain.requests.two_people import begun, first_of_two, wait_for_other


def start_emergency(draft: Draft, event: StartRetrieval) -> Answer:
    """Keep the supervisor's badge until the other one is shown for the same door and reason; then begin a retrieval
    there, whatever lies behind it, and tell the office at once."""
    state, policy, staff = draft.state, draft.policy, event.staff
    row = None if event.compartment is None else state.compartments.get(event.compartment)
    if row is None or event.emergency is None:
        return Refused(Refusal.COMPARTMENT_UNKNOWN)
    part = named(state, row)
    authority = None if part is None else part.authority
    # Nobody's door may be opened by each office, but not by one person of one and one of another.
    asked = (row.id, event.emergency, staff.authority)
    first = first_of_two(draft, asked, staff)
    role = BadgeRole.RETRIEVAL if first is None else None
    if (refused := refuse_staff(state, policy, staff, role, authority)) is not None:
        return refused
    if first is None and BadgeRole.SUPERVISOR not in staff.roles:
        return Refused(Refusal.SUPERVISOR_NEEDED)
    if active_visit(state, row.id) is not None:
        return BUSY
    if row.condition is not Condition.OCCUPIED and not waits_for_staff(state, row):
        return Refused(Refusal.NOTHING_TO_RETRIEVE)
    if first is None:
        return wait_for_other(draft, asked, staff)
    answer = look_behind(draft, replace(retriever(draft, event, row.id, second=staff.badge), badge=first))
    if isinstance(answer, Accepted):
        begun(draft, asked)
        note_incident(draft, row.id, row.part if part else None, IncidentReason.EMERGENCY, event.emergency)
    return answer
