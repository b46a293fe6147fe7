"""What must hold where one person shows several codes in one visit (rule 25, ADR 47), whatever its doors are for."""

from collections.abc import Iterator
from typing import Any, Final

from lockerd.domain.draft import Decision
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.events import Accepted, Event, Say, StartCollection
from lockerd.domain.model.ids import GrantId, VisitId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase, Visit
from lockerd.domain.model.words import Word
from search.broken import BrokenRuleError
from search.clocks import matters
from search.daemon import Daemon
from search.offer import Offer
from search.rules import parts_of

LED: Final = frozenset({Phase.OPENING, Phase.RETRYING, Phase.DOOR_OPEN})
"""Everybody waits for this door: a code of its visit that is shown anew may lead there."""
NO_PLACE: Final = frozenset({Refusal.NOT_NOW, Refusal.VISIT_OVER, Refusal.VISIT_FULL})
"""No code is taken in that visit now, whatever it is worth."""


def shown_as_well(daemon: Daemon, codes: tuple[GrantId, ...]) -> Iterator[Offer[Any]]:
    """Another code is shown in the visit of one, and the word that leads to the next door."""
    for visit in in_order(daemon.state.visits):
        if visit.badge is not None or visit.grant is None or visit.phase is Phase.OVER or not matters(daemon, visit):
            continue
        for code in codes:
            if code not in visit.shown and code in daemon.state.grants:
                event = StartCollection(VisitId(f"v{daemon.counter}"), CodeForm.QR, code, within=visit.id)
                name = f"{visit.grant} shows {code} as well"
                yield Offer(name, event, helpful=False, when=lambda node: node.budget.families)
        if visit.phase is Phase.BETWEEN:
            yield Offer("the next door", Say(visit.id, Word.NEXT_DOOR))


def check_families(before: Daemon, after: Daemon, event: Event, decision: Decision) -> None:
    """All checks of rule 25 that look at a decision."""
    if isinstance(event, StartCollection):
        _led_astray(before, event, decision)
    if after is before:
        return
    for known in before.state.visits.values():
        now = after.state.visits.get(known.id)
        if known.waiting and now is not None:
            _kept(known, now)
            _apart(before, after, event, known)


def _led_astray(before: Daemon, event: StartCollection, decision: Decision) -> None:
    """Whoever shows a code alone is led to no door that was opened for another one of a visit, or will be."""
    answer = decision.answer
    if not isinstance(answer, Accepted) or answer.visit is None or event.within is not None:
        return
    known = before.state.visits.get(answer.visit)
    if known is not None and known.grant != event.grant and known.phase not in LED:
        raise BrokenRuleError(f"ADR 47: whoever shows {event.grant} stands in the visit of {known.grant}")


def _kept(known: Visit, now: Visit) -> None:
    """A code has its turn, is passed by and told, or waits: it is not forgotten."""
    if now.phase is not Phase.OVER and (lost := set(known.shown) - set(now.shown)):
        raise BrokenRuleError(f"rule 25: {sorted(lost)} was shown in {known.id}, and is forgotten")


def _apart(before: Daemon, after: Daemon, event: Event, known: Visit) -> None:
    """Nothing that is said at one door changes what another code of the visit is for, while that waits."""
    now = after.state.visits[known.id]
    left = {each.grant for each in now.waiting}
    if not isinstance(event, Say) or event.visit != known.id or now.phase is Phase.OVER:
        return
    for shown in known.waiting:
        if shown.grant in left and parts_of(before.state, shown.order) != parts_of(after.state, shown.order):
            raise BrokenRuleError(f"rule 25: {event} at the door of {known.part} changes what {shown.grant} is for")


def refused_its_place(event: StartCollection, reason: Refusal) -> bool:
    """Whether the visit takes no code now: nothing was said of the code."""
    return event.within is not None and reason in NO_PLACE


def taken_in(before: Daemon, event: StartCollection, decision: Decision) -> bool:
    """Whether a code is new in the visit that goes on."""
    answer = decision.answer
    known = None if event.within is None else before.state.visits.get(event.within)
    return known is not None and isinstance(answer, Accepted) and event.grant not in known.shown
