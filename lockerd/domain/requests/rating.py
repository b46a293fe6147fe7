"""Somebody says at the end how it went: once in a visit, and only where something was done for them.

What they say is no matter of the rules, and is not told to them: it is counted for the day (`Figure.FEEDBACK`) beside
the decision, so that neither the visit nor the film of what was decided holds it together with an order.
"""

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.model.events import Accepted, Answer, Rate, Refused
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase, Visit

AT_THE_END = frozenset({Phase.PAPER_READY, Phase.OVER})


def may_rate(visit: Visit) -> bool:
    """Whether its person, no staff, is at the end of something that was done, and has not said it yet."""
    theirs = visit.badge is None and not visit.technician
    return theirs and visit.phase in AT_THE_END and bool(visit.doors) and not visit.rated


def rate(draft: Draft, event: Rate) -> Answer:
    """Note that it was said."""
    visit = draft.state.visits.get(event.visit)
    if visit is None:
        return Refused(Refusal.VISIT_OVER)
    if not may_rate(visit):
        return Refused(Refusal.NOT_NOW)
    draft.put(replace(visit, rated=True))
    return Accepted(visit=visit.id)
