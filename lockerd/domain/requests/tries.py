"""Limits on typed codes (design rule 11): durable before the answer, in powered time, never in the way of a QR.

What they are worth - how seldom guessing succeeds, how long a vandal keeps somebody waiting - is simulated by
hil/bench/guessing.py.
"""

from dataclasses import replace
from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.model.derived import numbers_in_use, with_number
from lockerd.domain.model.events import Refused, StartCollection
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.numbers import closed_for_ms, failed_at, without
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import DAY_MS, HOUR_MS

FREE_FAILURES: Final = 5
FIRST_BLOCK_MS: Final = 60_000
LONGEST_BLOCK_MS: Final = 15 * 60_000
FAILURES_PER_HOUR: Final = 20
FAILURES_PER_DAY: Final = 60
"""As many codes are looked at in a day without a pick-up number, whatever succeeds in between. No more are kept."""
LOOK_EVERY_MS: Final = 10_000
"""While typing is blocked, one code with its pick-up number is looked at in this time, for the whole station (F47)."""


def refuse_typing(draft: Draft, event: StartCollection) -> Refused | None:
    """Whether this typed code is looked at now; a try at a number that is closed counts as failed."""
    if draft.state.site.halted is not None:
        return Refused(Refusal.OUT_OF_SERVICE)  # F68: whoever opened the cabinet finds out no code by typing
    tries, powered_ms = draft.state.site.tries, draft.now.powered_ms
    if event.number is None:
        if tries.blocked_until_ms > powered_ms:
            return Refused(Refusal.TOO_MANY_TRIES, retry_after_ms=tries.blocked_until_ms - powered_ms)
        return Refused(Refusal.PICKUP_NUMBER_NEEDED) if pickup_number_needed(draft) else None
    if _blocked(draft) and tries.next_look_ms > powered_ms:
        return Refused(Refusal.TOO_MANY_TRIES, retry_after_ms=tries.next_look_ms - powered_ms)
    if (closed_ms := closed_for_ms(tries.numbers, event.number, powered_ms)) > 0:
        _count(draft)
        return Refused(Refusal.PICKUP_NUMBER_CLOSED, retry_after_ms=closed_ms)
    return None


def pickup_number_needed(draft: Draft) -> bool:
    """Whether so many tries failed that typed codes need the pick-up number as well."""
    return _failures(draft, HOUR_MS) >= FAILURES_PER_HOUR or _day_is_full(draft)


def count_failure(draft: Draft, event: StartCollection) -> None:
    """Write a wrong code down: for the station, and for the pick-up number that came with it."""
    _count(draft)
    if event.number is None:
        return
    site, powered_ms = draft.state.site, draft.now.powered_ms
    live = numbers_in_use(draft.state)
    numbers = failed_at(site.tries.numbers, event.number, powered_ms, keep=live)
    draft.change(site, tries=replace(site.tries, numbers=numbers))
    if (closed_ms := closed_for_ms(numbers, event.number, powered_ms)) > 0:
        for grant in with_number(draft.state, event.number):
            draft.tell(FactType.TYPING_NUMBER_CLOSED, order=grant.order, closed_ms=closed_ms)


def forgive(draft: Draft, event: StartCollection) -> None:
    """A visit begins: the row of failures ends, this number's too; the counts of the hour and the day stay."""
    site = draft.state.site
    numbers = without(site.tries.numbers, event.number)
    if site.tries.since_success or numbers != site.tries.numbers:
        draft.change(site, tries=replace(site.tries, since_success=0, numbers=numbers))


def _count(draft: Draft) -> None:
    """One failed try more; from the fifth in a row each blocks typing, for twice as long as the one before."""
    site, powered_ms = draft.state.site, draft.now.powered_ms
    tries = site.tries
    was_blocked, was_needed = _blocked(draft), pickup_number_needed(draft)
    recent = [f for f in tries.failures if f > powered_ms - DAY_MS]
    since_success = tries.since_success + 1
    block_ms = 0
    if since_success >= FREE_FAILURES:
        block_ms = min(FIRST_BLOCK_MS << min(since_success - FREE_FAILURES, 8), LONGEST_BLOCK_MS)
    tries = replace(
        tries,
        failures=(*recent, powered_ms)[-FAILURES_PER_DAY:],
        since_success=since_success,
        blocked_until_ms=max(tries.blocked_until_ms, powered_ms + block_ms),
        next_look_ms=powered_ms + LOOK_EVERY_MS if was_blocked else tries.next_look_ms,
    )
    draft.change(site, tries=tries)
    needed = pickup_number_needed(draft)
    if (block_ms and not was_blocked) or needed != was_needed:
        draft.tell(
            FactType.TYPING_BLOCKED,
            block_ms=block_ms,
            failures_hour=_failures(draft, HOUR_MS),
            failures_day=_failures(draft, DAY_MS),
            pickup_number_needed=needed,
        )


def _blocked(draft: Draft) -> bool:
    """Whether even codes with their pick-up numbers are looked at only now and then."""
    return draft.state.site.tries.blocked_until_ms > draft.now.powered_ms or _day_is_full(draft)


def _day_is_full(draft: Draft) -> bool:
    return _failures(draft, DAY_MS) >= FAILURES_PER_DAY


def _failures(draft: Draft, within_ms: int) -> int:
    return sum(1 for f in draft.state.site.tries.failures if f > draft.now.powered_ms - within_ms)
