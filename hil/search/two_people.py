"""What must hold where two people have a door opened in an emergency (ADR 46), told by what they themselves have shown.

Nobody asks lockerd whose badge it keeps: who has shown what is kept beside it, and counts for a minute.
"""

from typing import Final

from lockerd.domain.draft import Decision
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Accepted, Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.reasons import EmergencyReason, IncidentReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import Staff, StartRetrieval
from lockerd.domain.requests.two_people import SECOND_WITHIN_MS
from search.broken import BrokenRuleError
from search.daemon import Daemon
from search.policy import CLERK, COLLEAGUE, SUPERVISOR, WRONG

Shown = frozenset[tuple[int, str]]
"""At which door who has shown a badge, and nobody else since."""

REASON: Final = EmergencyReason.WATER
WHO: Final = (SUPERVISOR, COLLEAGUE, CLERK, *WRONG)
"""Badges that are tried; the first of two is a supervisor's, and both are of the office."""


def check_emergency(before: Daemon, event: StartRetrieval, decision: Decision) -> None:
    """It opens what waits for a person, or for staff, where nobody stands; and the office is told at once, by both."""
    if not isinstance(decision.answer, Accepted):
        return
    assert event.compartment is not None
    row = before.state.compartments[event.compartment]
    part = None if row.part is None else before.state.parts[row.part]
    if event.staff.authority not in before.policy.authorities or (part and part.authority != event.staff.authority):
        raise BrokenRuleError(f"ADR 46: {event.staff.badge} opens {row.id} in an emergency, and it is another office's")
    if row.condition in {Condition.FREE, Condition.RESERVED, Condition.LOADING}:
        raise BrokenRuleError(f"ADR 46: {row.id} is opened in an emergency, and is {row.condition}")
    incidents = [fact for fact in decision.facts if fact.type is FactType.INCIDENT_NOTED]
    told = [fact for fact in incidents if fact.data["reason"] == IncidentReason.EMERGENCY]
    if len(told) != 1 or told[0].data["why"] != REASON:
        raise BrokenRuleError(f"ADR 46: {row.id} is opened in an emergency, and the office is not told")


def together(shown: Shown, at: int, staff: Staff, answer: Accepted | Refused) -> Shown:
    """Who has shown what after one more badge. Raises ``BrokenRuleError`` where a door opens for one of them alone."""
    others = {badge for door, badge in shown if door == at} - {staff.badge}
    if isinstance(answer, Accepted):
        first = {each.badge for each in WHO if {BadgeRole.RETRIEVAL, BadgeRole.SUPERVISOR} <= each.roles}
        if not others & first:
            raise BrokenRuleError(f"ADR 46: {staff.badge} opens a door in an emergency alone, after {sorted(others)}")
        return frozenset(each for each in shown if each[0] != at)
    if answer.reason is Refusal.SECOND_BADGE_NEEDED:
        return frozenset({*(each for each in shown if each[0] != at), (at, staff.badge)})
    return shown


def after_ms(shown: Shown, wait_ms: int) -> Shown:
    """A badge that was shown counts for a minute."""
    return frozenset() if wait_ms > SECOND_WITHIN_MS else shown
