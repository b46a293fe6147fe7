"""A rest that ends at its time, or as soon as somebody has something to do."""

import asyncio
from typing import Final


class Pause:
    """For the one task that rests here. Costs a timer and a future: who polls for ever rests often."""

    def __init__(self) -> None:
        self._woken = False
        self._waiter: asyncio.Future[None] | None = None

    def wake(self) -> None:
        """End the rest; where nobody rests, the next one ends at once."""
        self._woken = True
        self._end()

    async def rest(self, for_s: float) -> bool:
        """Rest so long, others have their turn in any case; tell whether somebody ended it."""
        loop: Final = asyncio.get_running_loop()
        if self._woken or for_s <= 0:
            await asyncio.sleep(0)
        else:
            self._waiter = loop.create_future()
            timer = loop.call_later(for_s, self._end)
            try:
                await self._waiter
            finally:
                timer.cancel()
                self._waiter = None
        woken, self._woken = self._woken, False
        return woken

    def _end(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
