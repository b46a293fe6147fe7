"""Limits on typed codes (design rule 11): durable before the answer, in powered time, never in the way of a QR."""

from dataclasses import replace
from typing import Final

from lockerd.domain.draft import Draft
from lockerd.domain.events import Refused, StartCollection
from lockerd.domain.facts import FactType
from lockerd.domain.refusals import Refusal
from lockerd.domain.state import DAY_MS, HOUR_MS

FREE_FAILURES: Final = 5
FIRST_BLOCK_MS: Final = 60_000
LONGEST_BLOCK_MS: Final = 15 * 60_000
FAILURES_PER_HOUR: Final = 20
FAILURES_PER_DAY: Final = 60
FAILURES_PER_PICKUP_NUMBER: Final = 5


def refuse_typing(draft: Draft, event: StartCollection) -> Refused | None:
    """Whether typed codes are accepted at all right now."""
    if draft.state.site.halted is not None:
        return Refused(Refusal.OUT_OF_SERVICE)  # F68: whoever opened the cabinet finds out no code by typing
    tries, powered_ms = draft.state.site.tries, draft.now.powered_ms
    if tries.blocked_until_ms > powered_ms:
        return Refused(Refusal.TOO_MANY_TRIES, retry_after_ms=tries.blocked_until_ms - powered_ms)
    if pickup_number_needed(draft) and not event.pickup_number:
        return Refused(Refusal.PICKUP_NUMBER_NEEDED)
    if event.numbered is not None:
        grant = draft.state.grants.get(event.numbered)
        if grant is not None and grant.typed_failures >= FAILURES_PER_PICKUP_NUMBER:
            return Refused(Refusal.ASK_STAFF)
    return None


def pickup_number_needed(draft: Draft) -> bool:
    """Whether so many tries failed that typed codes need the pick-up number as well."""
    failures, powered_ms = draft.state.site.tries.failures, draft.now.powered_ms
    hour = sum(1 for f in failures if f > powered_ms - HOUR_MS)
    day = sum(1 for f in failures if f > powered_ms - DAY_MS)
    return hour >= FAILURES_PER_HOUR or day >= FAILURES_PER_DAY


def count_failure(draft: Draft, event: StartCollection) -> None:
    """Write a failed try down; every fifth in a row blocks typing, each time for twice as long."""
    site, powered_ms = draft.state.site, draft.now.powered_ms
    failures = (*(f for f in site.tries.failures if f > powered_ms - DAY_MS), powered_ms)
    since_success = site.tries.since_success + 1
    block_ms = 0
    if since_success >= FREE_FAILURES:
        block_ms = min(FIRST_BLOCK_MS << min(since_success - FREE_FAILURES, 8), LONGEST_BLOCK_MS)
    needed_before = pickup_number_needed(draft)
    tries = replace(
        site.tries,
        failures=failures,
        since_success=since_success,
        blocked_until_ms=max(site.tries.blocked_until_ms, powered_ms + block_ms),
    )
    draft.put(replace(site, tries=tries))
    if event.numbered is not None and (grant := draft.state.grants.get(event.numbered)) is not None:
        draft.put(replace(grant, typed_failures=grant.typed_failures + 1))
    needed = pickup_number_needed(draft)
    if block_ms or needed != needed_before:
        draft.tell(
            FactType.TYPING_BLOCKED,
            block_ms=block_ms,
            failures_hour=sum(1 for f in failures if f > powered_ms - HOUR_MS),
            failures_day=len(failures),
            pickup_number_needed=needed,
        )


def forgive(draft: Draft) -> None:
    """A right code was typed: the row of failures ends; the counts of the hour and the day stay."""
    site = draft.state.site
    if site.tries.since_success:
        draft.put(replace(site, tries=replace(site.tries, since_success=0)))
