"""The brake on openings (design rule 6): budgets in powered time, charged in the attempt's own transaction."""

from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.model.attempts import Attempt, Right, RightKind
from lockerd.domain.model.events import Refused
from lockerd.domain.model.ids import GrantId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import HOUR_MS, OPENINGS_PER_HOUR_CEILING, Causer, GivenBack, Opening

FREE_GIVE_BACKS: Final = 2
FIRST_PAUSE_MS: Final = 5_000
LONGEST_PAUSE_MS: Final = 10 * 60_000
MOST_CAUSERS: Final = 256


def recent_openings(draft: Draft) -> tuple[Opening, ...]:
    """What the wall opened in the last powered hour."""
    return tuple(o for o in draft.state.site.openings if o.powered_ms > draft.now.powered_ms - HOUR_MS)


def over_budget(draft: Draft, right: Right) -> Refused | None:
    """Refuse when the wall, or this badge, has used up its openings of the last powered hour, or this causer waits."""
    recent, powered_ms = recent_openings(draft), draft.now.powered_ms
    wall = min(draft.policy.openings_per_hour, OPENINGS_PER_HOUR_CEILING)
    if len(recent) >= wall:
        return Refused(Refusal.BRAKE, retry_after_ms=recent[-wall].powered_ms + HOUR_MS - powered_ms)
    for badge in filter(None, (badge_of(right), right.second)):
        if (refused := badge_over_budget(draft, badge)) is not None:
            return refused
    pause_ms = _pause_ms(draft, causer(draft, right))
    return Refused(Refusal.BRAKE, retry_after_ms=pause_ms) if pause_ms > 0 else None


def badge_over_budget(draft: Draft, badge: str) -> Refused | None:
    """Refuse when this badge has used up what it may have opened, or may have made anew, in the last powered hour."""
    powered_ms, site = draft.now.powered_ms, draft.state.site
    mine = sorted(
        o.powered_ms
        for o in (*site.openings, *site.reissues)
        if o.badge == badge and o.powered_ms > powered_ms - HOUR_MS
    )
    cap = draft.policy.openings_per_badge_hour
    return Refused(Refusal.BRAKE, retry_after_ms=mine[-cap] + HOUR_MS - powered_ms) if len(mine) >= cap else None


def charge_badge(draft: Draft, badge: str) -> None:
    """Count what a badge caused without opening a door itself."""
    powered_ms, site = draft.now.powered_ms, draft.state.site
    recent = tuple(o for o in site.reissues if o.powered_ms > powered_ms - HOUR_MS)
    draft.change(site, reissues=(*recent, Opening(powered_ms, badge)))


def forget_old(draft: Draft) -> None:
    """What was opened, or given back, more than an hour ago costs nobody anything any more."""
    site, since_ms = draft.state.site, draft.now.powered_ms - HOUR_MS
    openings, reissues = (tuple(o for o in row if o.powered_ms > since_ms) for row in (site.openings, site.reissues))
    if (openings, reissues) != (site.openings, site.reissues):
        draft.change(site, openings=openings, reissues=reissues)
    known = draft.state.given_back
    if old := [who for who, each in known.items() if each.powered_ms <= since_ms]:
        for who in old:
            known = known.discard(who)
        draft.remember(given_back=known)


def refund(draft: Draft, attempt: Attempt) -> None:
    """It certainly did not fire: the wall and the badge pay nothing."""
    charged, openings = Opening(attempt.powered_ms, badge_of(attempt.right)), list(draft.state.site.openings)
    if charged in openings:
        openings.remove(charged)
        draft.change(draft.state.site, openings=tuple(openings))
    theirs, reissues = Opening(attempt.powered_ms, attempt.right.second), list(draft.state.site.reissues)
    if theirs in reissues:
        reissues.remove(theirs)
        draft.change(draft.state.site, reissues=tuple(reissues))


def slow_down(draft: Draft, right: Right) -> None:
    """Whoever causes attempts that do not fire, again and again, waits ever longer."""
    who, powered_ms = causer(draft, right), draft.now.powered_ms
    before = _given_back(draft, who)
    known = draft.state.given_back.insert(who, GivenBack(1 if before is None else before.times + 1, powered_ms))
    if len(known) > MOST_CAUSERS:
        known = known.discard(min(known, key=lambda each: (known[each].powered_ms, each)))
    draft.remember(given_back=known)


def _pause_ms(draft: Draft, causer: Causer) -> int:
    given = _given_back(draft, causer)
    if given is None or given.times < FREE_GIVE_BACKS:
        return 0
    pause_ms = min(FIRST_PAUSE_MS << min(given.times - FREE_GIVE_BACKS, 8), LONGEST_PAUSE_MS)
    return given.powered_ms + pause_ms - draft.now.powered_ms


def _given_back(draft: Draft, causer: Causer) -> GivenBack | None:
    given = draft.state.given_back.get(causer)
    return None if given is None or given.powered_ms <= draft.now.powered_ms - HOUR_MS else given


def badge_of(right: Right) -> str | None:
    """Whose budget an opening costs beside the wall's; None: nobody's."""
    return None if right.kind is RightKind.GRANT else right.holder


def causer(draft: Draft, right: Right) -> Causer:
    """A badge or a name; of a code its order, which keeps it when the code is re-issued."""
    grant = draft.state.grants.get(GrantId(right.holder)) if right.kind is RightKind.GRANT else None
    return (right.kind, right.holder if grant is None else grant.order)
