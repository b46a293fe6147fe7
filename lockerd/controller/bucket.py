"""How many refusals a second are worth an answer of their own."""

from collections.abc import Callable
from typing import Final

BURST: Final = 30
PER_S: Final = 2.0
"""More than people at several terminals can cause, reading mistakes included; a program causes hundreds."""


class RefusalBucket:
    """Holds a few refusals and fills up slowly. Only refusals are drawn from it; what is right costs nothing."""

    def __init__(self, monotonic_ms: Callable[[], int], *, burst: int = BURST, per_s: float = PER_S) -> None:
        self._monotonic_ms = monotonic_ms
        self._burst = burst
        self._per_s = per_s
        self._left = float(burst)
        self._at_ms = monotonic_ms()

    @property
    def dry_for_ms(self) -> int:
        """0: one more may be refused; else how long until then."""
        self._fill()
        return 0 if self._left >= 1 else int((1 - self._left) / self._per_s * 1000) + 1

    def draw(self) -> None:
        """Something was refused. What was asked at the same time may draw below nothing, and is paid back."""
        self._fill()
        self._left -= 1

    def _fill(self) -> None:
        now_ms = self._monotonic_ms()
        self._left = min(self._burst, self._left + (now_ms - self._at_ms) / 1000 * self._per_s)
        self._at_ms = now_ms
