"""What one badge has put in without a longer pause: where one document is the wrong one, another may be (F54)."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.finish import settle
from lockerd.domain.model.derived import live_parts
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.orders import Hold
from lockerd.domain.model.parts import Part, RightState, was_loaded
from lockerd.domain.model.reasons import DoorReason
from lockerd.domain.model.staff import LoadSession

PAUSE_MS: Final = 30 * 60_000
"""Whoever puts nothing in for so long has gone, and comes with another pile."""


def joined(draft: Draft, badge: str) -> int:
    """The number of the session in which this badge confirms something now.

    Who loads is kept in memory only, so that no badge outlives its use: after a crash another session begins.
    """
    now_ms, last = draft.now.mono_ms, draft.state.load_session
    if last is None or last.badge != badge or now_ms - last.last_ms >= PAUSE_MS:
        site = draft.state.site
        last = LoadSession(site.next_session, badge, now_ms)
        draft.change(site, next_session=site.next_session + 1)
    draft.remember(load_session=LoadSession(last.number, badge, now_ms))
    return last.number


def keep_session(draft: Draft, part: Part) -> None:
    """Whatever else of its session, or under its code, a code still opens stays shut until its office gives it free
    (rule 27): it may have been mixed up as well."""
    for order in sorted({each.id.order for each in live_parts(draft.state) if _may_be_mixed_up(part, each)}):
        row = draft.state.orders[order]
        if row.hold is Hold.NONE:
            draft.change(row, hold=Hold.WANTED, hold_reason=DoorReason.WRONG_ITEM)
            settle(draft, OrderId(order))


def _may_be_mixed_up(part: Part, other: Part) -> bool:
    together = other.id.order == part.id.order or (part.session != 0 and other.session == part.session)
    out = other.right in {RightState.SPENT, RightState.ENDED}
    return other.id != part.id and together and was_loaded(other) and not out
