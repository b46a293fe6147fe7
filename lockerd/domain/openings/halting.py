"""Firing nothing more: a halt of the whole wall, and taking back what has not been fired yet."""

from lockerd.domain.draft import Draft
from lockerd.domain.model.attempts import Attempt
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.reasons import HaltReason
from lockerd.domain.model.reports import Withdraw


def halt(draft: Draft, reason: HaltReason) -> None:
    """Fire nothing more until a technician has looked (F23, F26, F27, F68)."""
    draft.remember(alarm_ms=draft.now.powered_ms)
    if draft.state.site.halted is None:
        draft.change(draft.state.site, halted=reason)
        draft.tell(FactType.SITE_HALTED, reason=reason)
    for attempt in in_order(draft.state.attempts):
        if attempt.outcome is None:
            withdraw(draft, attempt)


def withdraw(draft: Draft, attempt: Attempt) -> None:
    """Ask the bus not to fire what it has not fired yet."""
    if attempt.began_ms is None and not attempt.withdrawn and not attempt.recovering:
        draft.change(attempt, withdrawn=True)
        draft.ask(Withdraw(attempt.id))
