"""The time as somebody on site corrects it."""

from lockerd.domain.draft import Draft
from lockerd.domain.model.events import Accepted, Answer, CorrectTime
from lockerd.domain.model.facts import FactType


def correct_time(draft: Draft, event: CorrectTime) -> Answer:
    """Write down who said what time it is, and what was believed before; the commit carries the corrected time."""
    draft.tell(FactType.TIME_CORRECTED, reason=event.reason, said_s=event.time_s, before_lo_s=draft.now.lo_s)
    return Accepted()
