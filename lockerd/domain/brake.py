"""The brake on openings (design rule 6): budgets in powered time, charged in the attempt's own transaction."""

from dataclasses import replace

from lockerd.domain.draft import Draft
from lockerd.domain.events import Refused
from lockerd.domain.refusals import Refusal
from lockerd.domain.state import HOUR_MS, OPENINGS_PER_HOUR_CEILING, Opening


def over_budget(draft: Draft, badge: str | None) -> Refused | None:
    """Refuse when the wall, or this badge, has used up its openings of the last powered hour."""
    powered_ms = draft.now.powered_ms
    recent = [o for o in draft.state.site.openings if o.powered_ms > powered_ms - HOUR_MS]
    wall = min(draft.policy.openings_per_hour, OPENINGS_PER_HOUR_CEILING)
    if len(recent) >= wall:
        return Refused(Refusal.BRAKE, retry_after_ms=recent[-wall].powered_ms + HOUR_MS - powered_ms)
    if badge is not None:
        mine = [o for o in recent if o.badge == badge]
        cap = draft.policy.openings_per_badge_hour
        if len(mine) >= cap:
            return Refused(Refusal.BRAKE, retry_after_ms=mine[-cap].powered_ms + HOUR_MS - powered_ms)
    return None


def charge(draft: Draft, badge: str | None) -> None:
    """Count one opening. What was not fired stays charged: a flood of withdrawn openings is a flood."""
    powered_ms = draft.now.powered_ms
    recent = tuple(o for o in draft.state.site.openings if o.powered_ms > powered_ms - HOUR_MS)
    draft.put(replace(draft.state.site, openings=(*recent, Opening(powered_ms, badge))))
