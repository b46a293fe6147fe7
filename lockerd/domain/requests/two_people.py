"""What two people do together: the door opens when both have shown a badge, one after the other."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.model.events import Refused
from lockerd.domain.model.orders import Order
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import Staff
from lockerd.domain.model.state import Asked, FirstBadge

SECOND_WITHIN_MS: Final = 60_000
"""The other badge comes so soon, or the first counts no more."""
MOST_WAITING: Final = 32
"""So much waits for a second badge; of more, what waited longest begins anew."""


def badges_for(draft: Draft, order: Order, staff: Staff) -> tuple[str, str] | Refused:
    """Under which badges an order is put in, who showed theirs first being the holder; the second is empty where one
    is enough. The same badge again is no second one, and begins the minute anew."""
    if not draft.policy.of(order.authority, order.document_class).two_people:
        return staff.badge, ""
    first = first_of_two(draft, (order.id,), staff)
    return wait_for_other(draft, (order.id,), staff) if first is None else (first, staff.badge)


def first_of_two(draft: Draft, asked: Asked, staff: Staff) -> str | None:
    """The badge that somebody else has shown for the same a moment ago: the facts carry both then. None: nobody."""
    known = draft.state.first_badges.get(asked)
    if known is None or known.badge == staff.badge or draft.now.mono_ms - known.shown_ms > SECOND_WITHIN_MS:
        return None
    draft.act(badge=known.badge, second_badge=staff.badge)
    return known.badge


def wait_for_other(draft: Draft, asked: Asked, staff: Staff) -> Refused:
    """Keep the first badge for its minute."""
    waiting = draft.state.first_badges.insert(asked, FirstBadge(staff.badge, draft.now.mono_ms))
    if len(waiting) > MOST_WAITING:
        waiting = waiting.discard(min(waiting, key=lambda each: (waiting[each].shown_ms, each)))
    draft.remember(first_badges=waiting)
    return Refused(Refusal.SECOND_BADGE_NEEDED)


def begun(draft: Draft, asked: Asked) -> None:
    """Both were shown, and the door opens: for another time both are shown anew."""
    draft.remember(first_badges=draft.state.first_badges.discard(asked))
