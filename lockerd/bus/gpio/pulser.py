"""What switches locks on pins on for their pulse, and off again."""

from collections.abc import Callable
from typing import Protocol


class Pulser(Protocol):
    """One way to time pulses; see `lockerd.bus.driver.LockClass`. Knows its locks by channel."""

    @property
    def slack_ms(self) -> int:
        """By how much later than asked a pulse may end."""
        ...

    @property
    def lost(self) -> str:
        """Why nothing can be fired now, in words; empty while all is well."""
        ...

    async def open(self, on_over: Callable[[int], None], on_change: Callable[[], None]) -> None:
        """Switch every lock off and be ready; raises `PinsRefusedError`.

        From then on ``on_over`` hears of each channel whose pulse is over, ``on_change`` when ``lost`` changes.
        """
        ...

    def fire(self, channel: int) -> None:
        """Switch a lock on for its pulse; raises `PinsGoneError` only if it was not."""
        ...

    def close(self) -> None:
        """Switch every lock off; nothing is fired or told any more. May be called twice."""
        ...
