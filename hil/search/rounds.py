"""What must hold where somebody goes round from door to door, and says at each what lies there (ADR 48).

Who has shown a badge is kept beside lockerd, as in an emergency: two people begin, and either goes on for some minutes.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from lockerd.domain.draft import Decision
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Accepted, Answer, Event, Refused, Say
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.ids import CompartmentId, VisitId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.rounds import ALONE_MS, RoundKind, Scope
from lockerd.domain.model.staff import EndRound, Staff, StartRound
from lockerd.domain.model.words import Word
from lockerd.domain.requests.two_people import SECOND_WITHIN_MS
from search.broken import BrokenRuleError
from search.daemon import Daemon
from search.looking import waits
from search.offer import Offer
from search.policy import CLERK, COLLEAGUE, SUPERVISOR, WRONG
from search.rules import AT_DOOR

SHOWN: Final = (SUPERVISOR, CLERK)
"""Who goes round."""
NOT_THEIRS: Final = (COLLEAGUE, *WRONG)
"""Badges that are not for that, or not of whose things lie there."""
BENCH: Final = "tech"


class Walkers(NamedTuple):
    """Who has shown a badge for a round."""

    first: str = ""
    """In the last minute, and nobody else since."""
    two: frozenset[str] = frozenset()
    """They have gone round together, a quarter of an hour ago at most."""

    def after_ms(self, wait_ms: int) -> "Walkers":
        """Badges are forgotten."""
        first = "" if wait_ms > SECOND_WITHIN_MS else self.first
        return Walkers(first, frozenset() if wait_ms > ALONE_MS else self.two)

    def ask(self, staff: Staff | None, answer: Answer, *, for_people: bool) -> "Walkers":
        """One badge more. Raises ``BrokenRuleError`` where what waits for a person is opened by one of them alone."""
        if staff is None:
            return self
        match answer:
            case Accepted() if self.first not in {"", staff.badge}:
                return Walkers(two=frozenset({self.first, staff.badge}))
            case Accepted() if not for_people or staff.badge in self.two:
                return self
            case Accepted():
                raise BrokenRuleError(f"ADR 48: {staff.badge} opens what waits for a person on a round alone")
            case Refused(reason=Refusal.SECOND_BADGE_NEEDED) if BadgeRole.SUPERVISOR in staff.roles:
                return self._replace(first=staff.badge)
            case _:
                return self


def going_round(daemon: Daemon, kind: RoundKind) -> Iterator[Offer[Any]]:
    """All that can be asked for: a round begun through all doors or those that wait, gone on with, ended."""
    fresh, going = VisitId(f"v{daemon.counter}"), daemon.state.site.rounds
    scopes = (None,) if going else (Scope.ALL, Scope.WAITING)
    for scope in scopes:
        for badge in (*SHOWN, *(() if going else NOT_THEIRS)):
            name = f"{badge.badge} goes round {scope or 'on'}"
            event = StartRound(fresh, kind, badge, scope)
            yield Offer(name, event, badge in SHOWN, lambda node: node.budget.rounds is kind)
        bench = StartRound(fresh, kind, None, scope, who=BENCH, reason="r")
        yield Offer(
            f"technician goes round {scope or 'on'}",
            bench,
            when=lambda node: node.budget.rounds is kind and node.budget.bench,
        )
    for going_on in going:
        staff = CLERK if going_on.authority == CLERK.authority else None
        yield Offer("the round is ended", EndRound(staff, BENCH))


def check_round(before: Daemon, event: Event, decision: Decision) -> None:
    """Under a badge that may, at the next door of a round, where nobody else is and nothing of another office lies;
    what is said there takes the door off its list, and what differs is told."""
    for fact in decision.facts:
        if fact.type is FactType.RETRIEVAL_REPORTED and isinstance(event, Say):
            _counted(before, event, fact, decision)
    answer = decision.answer
    if not isinstance(event, StartRound) or not isinstance(answer, Accepted) or answer.visit is None:
        return
    row = before.state.compartments[decision.state.visits[answer.visit].compartment]
    part = None if row.part is None else before.state.parts[row.part]
    whose = "" if event.staff is None else event.staff.authority
    going = next((each for each in before.state.site.rounds if each.authority == whose), None)
    if event.staff is not None:
        foreign = part is not None and part.authority != whose
        if BadgeRole.RETRIEVAL not in event.staff.roles or whose not in before.policy.authorities or foreign:
            raise BrokenRuleError(f"ADR 48: {event.staff.badge} opens {row.id} on a round, and may not")
    if any(visit.door == row.id and visit.phase in AT_DOOR for visit in before.state.visits.values()):
        raise BrokenRuleError(f"rule 26: {row.id} is opened on a round, and somebody stands there")
    if (event.scope is None) is not (going is not None) or (going is not None and row.id not in going.left):
        raise BrokenRuleError(f"ADR 48: {row.id} is opened, and is no door of a round ({going})")
    if event.scope is Scope.WAITING and not waits(before, row):
        raise BrokenRuleError(f"ADR 48: {row.id} is opened among what waits for staff, and is {row.condition}")


def _counted(before: Daemon, event: Say, fact: Fact, decision: Decision) -> None:
    visit = before.state.visits[event.visit]
    if visit.round is None:
        return
    if any(fact.compartment in each.left for each in decision.state.site.rounds if each.authority == visit.authority):
        raise BrokenRuleError(f"ADR 48: {fact.compartment} is reported, and is to be looked into on the same round")
    row = decision.state.compartments[visit.compartment]
    differs = event.word is Word.OTHER or (event.word is Word.AS_EXPECTED and row.condition is Condition.QUARANTINED)
    if differs and not any(each.type is FactType.STOCK_DIFFERS for each in decision.facts):
        raise BrokenRuleError(f"ADR 48: not what was expected lies in {row.id} ({event.word}), and nobody is told")


def is_for_a_person(before: Daemon, door: CompartmentId) -> bool:
    """Whether what lies there waits for whoever has its code."""
    row = before.state.compartments[door]
    return row.condition is Condition.OCCUPIED and not waits(before, row)
