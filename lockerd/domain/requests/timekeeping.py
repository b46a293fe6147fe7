"""What is told of the time: that it is disputed, that this is over, and that somebody on site corrected it."""

from lockerd.domain.draft import Draft
from lockerd.domain.model.events import Accepted, Answer, CorrectTime
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.state import HOUR_MS


def tell_time(draft: Draft) -> None:
    """Tell once that the time is disputed, and once that it is not any more; a source that flaps, once an hour."""
    state, doubt = draft.state, draft.now.doubt
    if doubt is None:
        if state.disputed:
            draft.remember(disputed=False)
            draft.tell(FactType.TIME_AGREED)
        return
    told_ms = state.dispute_told_ms
    if state.disputed or (told_ms is not None and draft.now.powered_ms - told_ms < HOUR_MS):
        return
    draft.remember(disputed=True, dispute_told_ms=draft.now.powered_ms)
    draft.tell(FactType.TIME_DISPUTED, reason=doubt)


def correct_time(draft: Draft, event: CorrectTime) -> Answer:
    """Write down who said what time it is, and what was believed before; the commit carries the corrected time."""
    draft.tell(
        FactType.TIME_CORRECTED,
        who=event.who,
        reason=event.reason,
        said_s=event.time_s,
        before_lo_s=draft.now.lo_s,
    )
    return Accepted()
