"""The watchdog is fed by work: only when the controller and every bus have got on since the last feeding (F11)."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

UNWATCHED_S: Final = 10.0
"""Where no service manager watches, it is fed as if one did within this time."""


class Watchdog:
    """Hears of the progress of the parts that must not stand still."""

    def __init__(self, parts: Iterable[str], period_s: float | None) -> None:
        """``period_s``: within which time the service manager wants to be told that all parts got on."""
        self._parts = frozenset(parts)
        self._interval_s = (period_s or UNWATCHED_S) / 2
        self.rests_s = self._interval_s / 2
        """So long a part that has nothing to do may rest: it got on by the next feeding, whatever the period."""
        self._got_on: set[str] = set()
        """Since the last feeding."""

    def progress(self, part: str) -> None:
        """``part`` got on."""
        self._got_on.add(part)

    def standing_still(self) -> frozenset[str]:
        """Parts without progress since the last feeding."""
        return self._parts - self._got_on

    async def run(self, feed: Callable[[], None]) -> None:
        """Feed for as long as everything moves; otherwise the service manager ends us."""
        while True:
            await asyncio.sleep(self._interval_s)
            if not self.standing_still():
                self._got_on.clear()
                feed()
