"""Showing a code: the visit it begins, or its place in the one that goes on."""

from lockerd.domain.draft import Draft
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.derived import running_visit
from lockerd.domain.model.events import Accepted, Answer, Refused, StartCollection
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.openings.refusing import BUSY
from lockerd.domain.requests import tries
from lockerd.domain.requests.another_code import place_for, take
from lockerd.domain.requests.beginning import open_first
from lockerd.domain.requests.judging_codes import judge_code, refuse_code


def start_collection(draft: Draft, event: StartCollection) -> Answer:
    """A code was shown: open its door, or say why not.

    A code shown or typed again while its own visit goes on gives that visit, and nothing is fired for it.
    """
    place = place_for(draft, event) if event.another else None
    if isinstance(place, Refused):
        return place
    if event.form is CodeForm.TYPED and (refused := tries.refuse_typing(draft, event)) is not None:
        return refuse_code(draft, event, refused)
    if event.wrong_site is not None:
        return refuse_code(draft, event, Refused(Refusal.WRONG_SITE))
    within = event.visit if event.another else None
    running = None if event.grant is None else running_visit(draft.state, event.grant, within)
    if running is not None:
        return Accepted(visit=running.id) if within in {None, running.id} else refuse_code(draft, event, BUSY)
    judged = judge_code(draft, event)
    if isinstance(judged, Refused):
        return refuse_code(draft, event, judged)
    answer = open_first(draft, event, judged) if place is None else take(draft, event, judged, place)
    return refuse_code(draft, event, answer) if isinstance(answer, Refused) else answer
