"""The one way in which a search ends badly."""

from lockerd.domain.draft import Decision
from lockerd.domain.model.events import Event
from lockerd.domain.model.facts import FactType


class BrokenRuleError(Exception):
    """A rule does not hold; the text names it."""


def refuse_defects(decision: Decision, event: Event) -> None:
    """What lockerd sets apart as a defect of its own is one, however well it is kept from the doors."""
    for fact in decision.facts:
        if fact.type is FactType.SITE_DEFECT:
            raise BrokenRuleError(f"a defect: {fact.data['what']} ({event!r})")
