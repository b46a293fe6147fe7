"""Pick-up numbers at which wrong codes were typed. Five failures close a number for a time, never for ever (F47).

Numbers that no code has are counted like those of live ones, so that nobody learns which are in use.
"""

from collections.abc import Collection
from typing import Final

from lockerd.copies import replace
from lockerd.domain.model.state import DAY_MS, HOUR_MS, NumberTries

FAILURES_THAT_CLOSE: Final = 5
FIRST_CLOSE_MS: Final = HOUR_MS
LONGEST_CLOSE_MS: Final = DAY_MS
FORGOTTEN_AFTER_MS: Final = 7 * DAY_MS
"""Longer than any closing: who waits this long gets fewer tries than who does not."""
OTHERS_KEPT: Final = 100
"""How many numbers that no code has are remembered; the one used longest ago gives way."""

Numbers = tuple[NumberTries, ...]


def closed_for_ms(numbers: Numbers, number: str, powered_ms: int) -> int:
    """How long codes with this number are not looked at yet; 0: they are."""
    return max((n.closed_until_ms - powered_ms for n in numbers if n.number == number), default=0)


def closes_for_ms(failures: int) -> int:
    """For how long the newest of so many failures (1 and more) closes what they were typed with; 0: it does not."""
    times, left = divmod(failures, FAILURES_THAT_CLOSE)
    return 0 if left else min(FIRST_CLOSE_MS << min(times - 1, 8), LONGEST_CLOSE_MS)


def failed_at(numbers: Numbers, number: str, powered_ms: int, *, keep: Collection[str]) -> Numbers:
    """One failure more at a number; ``keep`` are those that live codes have, which give way to no other."""
    mine = next((n for n in numbers if n.number == number), NumberTries(number, 0, 0))
    mine = replace(mine, failures=mine.failures + 1, last_ms=powered_ms)
    if (close_ms := closes_for_ms(mine.failures)) > 0:
        mine = replace(mine, closed_until_ms=powered_ms + close_ms)
    rest = [n for n in numbers if n.number != number and n.last_ms > powered_ms - FORGOTTEN_AFTER_MS]
    live = [n for n in rest if n.number in keep]
    others = [n for n in rest if n.number not in keep][-OTHERS_KEPT:]
    return (*live, *others, mine)


def without(numbers: Numbers, number: str | None) -> Numbers:
    """Forget a number: its own code was typed, and a visit began."""
    return tuple(n for n in numbers if n.number != number)
