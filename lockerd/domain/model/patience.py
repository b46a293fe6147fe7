"""How long a person may take: one ledger for a visit of what was granted, and of how long others waited for it."""

from typing import Final

from lockerd.copies import replace
from lockerd.domain.model.visits import Visit

REOPENINGS: Final = 2
"""So often a door may be opened again in the same turn (rule 2)."""
SLOW_HANDS: Final = 3
"""Factor on all times for a person who needs longer."""
MORE_TIME_MS: Final = 60_000
MORE_TIMES: Final = 10
"""For each compartment of an order; often enough for everybody (WCAG 2.2.1)."""
LONGEST_HOLD_MS: Final = 10 * 60_000
LONGEST_SLOW_HOLD_MS: Final = 15 * 60_000
"""For so long, all its openings together, a visit keeps everybody else from being served."""
WARNING_MS: Final = 30_000
"""The end of a person's time is announced so long before (WCAG 2.2.1: at least 20 s)."""


def factor(visit: Visit) -> int:
    """By what the usual times are multiplied."""
    return SLOW_HANDS if visit.slow_hands else 1


def more_time_left(visit: Visit) -> bool:
    """Whether the person may ask for more time once more."""
    return visit.more_times < MORE_TIMES


def with_more_time(visit: Visit) -> Visit:
    """One more minute for what the person does now; it is not kept for later."""
    extra_ms = visit.extra_ms + MORE_TIME_MS
    return replace(visit, extra_ms=extra_ms, more_times=visit.more_times + 1, reminded=False)


def hold_left_ms(visit: Visit) -> int:
    """For how long, from the beginning of this phase, others still wait for an open door of this visit."""
    return (LONGEST_SLOW_HOLD_MS if visit.slow_hands else LONGEST_HOLD_MS) - visit.held_ms


def reminder_due_ms(usual_ms: int, end_ms: int) -> int:
    """When to remind: as usual, and where that would come too late, before the end."""
    return usual_ms if usual_ms < end_ms else max(0, end_ms - WARNING_MS)
