"""What two people put in together: the door opens when both have shown a badge, one after the other."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.model.events import Refused, Staff
from lockerd.domain.model.orders import Order
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import FirstBadge

SECOND_WITHIN_MS: Final = 60_000
"""The other badge comes so soon, or the first counts no more."""
MOST_WAITING: Final = 32
"""So many orders wait for a second badge; of more, the one that waited longest begins anew."""


def badges_for(draft: Draft, order: Order, staff: Staff) -> tuple[str, str] | Refused:
    """Under which badges an order is put in, who showed theirs first being the holder; the second is empty where one
    is enough. The same badge again is no second one, and begins the minute anew."""
    if not draft.policy.of(order.authority, order.document_class).two_people:
        return staff.badge, ""
    now_ms, known = draft.now.mono_ms, draft.state.first_badges.get(order.id)
    if known is not None and known.badge != staff.badge and now_ms - known.shown_ms <= SECOND_WITHIN_MS:
        draft.act(badge=known.badge, second_badge=staff.badge)
        return known.badge, staff.badge
    waiting = draft.state.first_badges.insert(order.id, FirstBadge(staff.badge, now_ms))
    if len(waiting) > MOST_WAITING:
        waiting = waiting.discard(min(waiting, key=lambda each: (waiting[each].shown_ms, each)))
    draft.remember(first_badges=waiting)
    return Refused(Refusal.SECOND_BADGE_NEEDED)


def begun(draft: Draft, order: Order) -> None:
    """Both were shown, and the door opens: for another time both are shown anew."""
    draft.remember(first_badges=draft.state.first_badges.discard(order.id))
