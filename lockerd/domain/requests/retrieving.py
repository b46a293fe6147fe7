"""Taking out by staff at the terminal: the door they begin at, and what they say they found there (rule 26)."""

from typing import Final

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.exchanging import NEW, OLD, is_exchange
from lockerd.domain.hand_over.finish import finish
from lockerd.domain.hand_over.retrieving import begin_retrieval, counted_otherwise, report
from lockerd.domain.model.attempts import BadgeRole, Right, RightKind
from lockerd.domain.model.business import business
from lockerd.domain.model.compartments import Compartment, Condition, Leaf
from lockerd.domain.model.derived import active_visit
from lockerd.domain.model.events import Accepted, Answer, Refused, Say
from lockerd.domain.model.ids import CompartmentId, VisitId
from lockerd.domain.model.looks import looks, reading_of
from lockerd.domain.model.readings import Item
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.retrievals import for_supervisor, named, waiting, waits_for_staff
from lockerd.domain.model.staff import Staff, StartRetrieval
from lockerd.domain.model.state import Policy, State
from lockerd.domain.model.visits import Phase, Role, Visit
from lockerd.domain.model.words import Word
from lockerd.domain.openings.attempting import fire
from lockerd.domain.openings.for_people import refuse_staff
from lockerd.domain.openings.refusing import BUSY, not_read, open_for_person

NOT_NOW: Final = Refused(Refusal.NOT_NOW)


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
    return look_behind(draft, event.visit, compartment, event.staff)


def look_behind(
    draft: Draft, visit_id: VisitId, compartment: CompartmentId, staff: Staff, second: str = ""
) -> Accepted | Refused:
    """Open a door for whoever may look there, if it can be opened now; ``second``: the other badge of two."""
    now_ms = draft.now.mono_ms
    right = Right(RightKind.RETRIEVAL, staff.badge, authority=staff.authority, second=second, role=BadgeRole.RETRIEVAL)
    if (refused := open_for_person(draft, compartment, right)) is not None:
        return refused
    begin_retrieval(draft, compartment, staff.badge)
    visit = Visit(
        id=visit_id,
        role=Role.RETRIEVER,
        part=draft.state.compartments[compartment].part,
        door=compartment,
        grant=None,
        badge=staff.badge,
        authority=staff.authority,
        second=second,
        turn_ms=now_ms,
        phase_since_ms=now_ms,
    )
    fire(draft, visit, right)
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


def say_of_retrieval(draft: Draft, visit: Visit, said: Say) -> Refused | None:
    """Take the report; it counts only after an opening and a closing that were seen since this retrieval began."""
    if not business(visit).reports or said.word not in _answers(draft, visit):
        return NOT_NOW
    row = draft.state.compartments[visit.compartment]
    if row.condition is not Condition.RETRIEVAL:
        return Refused(Refusal.ASK_STAFF)
    match looks(draft.state, row.id):
        case Leaf.UNKNOWN:
            return not_read(draft, row.id)
        case Leaf.OPEN | Leaf.UNLATCHED:
            return Refused(Refusal.DOOR_NOT_SHUT)
        case Leaf.SHUT:
            if not (row.evidence.opened and row.evidence.closed):
                return Refused(Refusal.NOT_LOOKED_INSIDE)
        case Leaf.UNSENSED:
            if visit.phase is not Phase.DOOR_OPEN:
                return NOT_NOW  # the badge's word stands in for the sensor, once the lock was fired
    seen = said.word is not Word.OTHER and reading_of(draft.state, row.id).item is Item.PRESENT
    doubt = Refusal.ITEM_STILL_SEEN if seen else None
    if doubt is None and counted_otherwise(draft, row.id, said):
        doubt = Refusal.COUNT_DIFFERS
    if doubt is not None and visit.trouble is not doubt:
        # F32: ask once more before the contradiction costs the compartment, or a slip calls the office.
        draft.put(replace(visit, trouble=doubt))
        return None
    report(draft, row.id, said, visit.badge or "")
    finish(draft, replace(visit, trouble=None), Refusal.ITEM_STILL_SEEN if seen else None)
    return None


def _answers(draft: Draft, visit: Visit) -> frozenset[Word]:
    """What staff may report: of an exchange, for each of two documents whether it lay there (rule 23)."""
    part = None if visit.part is None else draft.state.parts[visit.part]
    two = part is not None and is_exchange(part)
    return frozenset({Word.NOTHING, Word.OTHER}) | (OLD | NEW if two else {Word.FOUND})
