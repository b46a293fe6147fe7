"""Messages on our topics that are nobody's command: counted by reason, and told to the log now and then (F63)."""

import logging
from collections import Counter
from collections.abc import Callable
from typing import Final

_log = logging.getLogger(__name__)

LOG_PAUSE_S: Final = 60.0
"""Whoever may write to a command topic can send any number of them; the log gets one line in this time."""


class Dropped:
    """The count since the start. ``monotonic_s`` is any clock that never goes back."""

    def __init__(self, monotonic_s: Callable[[], float]) -> None:
        self.counts: Counter[str] = Counter()
        self._monotonic_s = monotonic_s
        self._quiet_until_s = 0.0
        self._untold: Counter[str] = Counter()

    def add(self, reason: str) -> None:
        """One more; ``reason`` is a word of ours, never what was sent."""
        self.counts[reason] += 1
        self._untold[reason] += 1
        now_s = self._monotonic_s()
        if now_s >= self._quiet_until_s:
            self._quiet_until_s = now_s + LOG_PAUSE_S
            what = ", ".join(f"{word} {count}" for word, count in sorted(self._untold.items()))
            _log.warning("messages on command topics were dropped: %s", what)
            self._untold.clear()
