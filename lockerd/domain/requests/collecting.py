"""Showing a code: the visit it begins, or its place in the one that goes on."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.model.attempts import RightKind
from lockerd.domain.model.business import BUSINESS
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.events import Accepted, Answer, Refused, StartCollection
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase, Visit
from lockerd.domain.openings.refusing import BUSY
from lockerd.domain.requests import tries
from lockerd.domain.requests.another_code import place_for, take
from lockerd.domain.requests.beginning import open_first
from lockerd.domain.requests.judging_codes import judge_code, refuse_code

WAITED_FOR: Final = frozenset({Phase.OPENING, Phase.RETRYING, Phase.DOOR_OPEN})
"""Somebody stands at a door, and nobody else is served meanwhile."""


def start_collection(draft: Draft, event: StartCollection) -> Answer:
    """A code was shown: open its door, or say why not.

    A signed code shown again while its own visit goes on gives that visit, and nothing is fired for it; so does any
    code that waits there for its turn.
    """
    place = place_for(draft, event) if event.another else None
    if isinstance(place, Refused):
        return place
    if event.form is CodeForm.TYPED and (refused := tries.refuse_typing(draft, event)) is not None:
        return refuse_code(draft, event, refused)
    if event.wrong_site is not None:
        return refuse_code(draft, event, Refused(Refusal.WRONG_SITE))
    if (running := _running(draft, event)) is not None:
        here = not event.another or event.visit == running.id
        return Accepted(visit=running.id) if here else refuse_code(draft, event, BUSY)
    judged = judge_code(draft, event)
    if isinstance(judged, Refused):
        return refuse_code(draft, event, judged)
    answer = open_first(draft, event, judged) if place is None else take(draft, event, judged, place)
    return refuse_code(draft, event, answer) if isinstance(answer, Refused) else answer


def _running(draft: Draft, event: StartCollection) -> Visit | None:
    """The visit that goes on with this very code: whoever shows it once more is still in it.

    Of several codes one is shown again in the visit itself. As a first one, one whose turn is over, or still to come,
    leads nobody to a door that was opened, or will be, for another: only while everybody waits for that door anyhow.
    """
    for visit in in_order(draft.state.visits):
        by_code = BUSINESS[visit.role].right is RightKind.GRANT
        if not by_code or visit.phase in {Phase.PAPER_READY, Phase.OVER}:
            continue
        if event.another and event.visit == visit.id and event.grant in visit.shown:
            return visit
        if event.form is CodeForm.QR and event.grant == visit.grant and visit.phase is not Phase.BETWEEN:
            return visit
        if visit.phase in WAITED_FOR and event.grant in {each.grant for each in visit.waiting}:
            return visit
    return None
