"""Bytes that have arrived, and the one task that waits for them."""

import asyncio
from collections.abc import Callable
from typing import Final

from lockerd.bus.link.link import LinkGoneError

_LIMIT_BYTES: Final = 4096
_NO_MORE: Final = _LIMIT_BYTES + 1


class Inbox:
    """A bounded buffer: of a babbling node (F42) the last 4096 bytes are kept.

    Nearly every wait ends with bytes. One timer therefore serves many waits: when it goes off too early for the wait of
    the moment, it is set anew.
    """

    def __init__(self, fetch: Callable[[], None] = lambda: None) -> None:
        """``fetch`` puts in here what is there and woke nobody; called when a wait has lasted to its end."""
        self._fetch = fetch
        self._bytes = b""
        self._gone: LinkGoneError | None = None
        self._wanted = 0
        self._waiter: asyncio.Future[None] | None = None
        self._until_s = self._quiet_s = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def put(self, data: bytes) -> None:
        """Bytes arrived."""
        self._bytes = (self._bytes + data)[-_LIMIT_BYTES:]
        if self._waiter and len(self._bytes) >= self._wanted:
            self._complete(self._waiter)

    def fail(self, gone: LinkGoneError) -> None:
        """No more will come: everybody who takes or waits is told, now and later."""
        self._gone = gone
        if self._waiter:
            _wake(self._waiter)

    def take(self) -> bytes:
        """All bytes that are here; raises `LinkGoneError` once they are used up and no more will come."""
        data, self._bytes = self._bytes, b""
        if self._gone and not data:
            raise self._gone
        return data

    async def read(self, wanted: int, until_s: float, quiet_s: float = 0.0) -> bytes:
        """See `Link.read`."""
        if (quiet_s or len(self._bytes) < wanted) and not self._gone:
            loop = asyncio.get_running_loop()
            self._wanted, self._until_s, self._quiet_s = wanted, until_s, quiet_s
            self._waiter = waiter = loop.create_future()
            if len(self._bytes) >= wanted:
                self._complete(waiter)
            if self._timer is None or self._timer.when() > self._until_s:
                self._set_timer(loop)
            try:
                await waiter
            finally:
                self._waiter = None
            if len(self._bytes) < wanted:
                self._fetch()
        return self.take()

    def _complete(self, waiter: "asyncio.Future[None]") -> None:
        """All that is wanted is here. Where silence must follow, one timer ends both: who waits is woken once."""
        if not self._quiet_s:
            _wake(waiter)
            return
        self._wanted, self._until_s = _NO_MORE, self._until_s + self._quiet_s
        waiter.get_loop().call_later(self._quiet_s, _wake, waiter)

    def _set_timer(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = loop.call_at(self._until_s, self._time_up, loop)

    def _time_up(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        if not self._waiter:
            return
        if loop.time() < self._until_s:
            self._set_timer(loop)
        else:
            _wake(self._waiter)


def _wake(waiter: "asyncio.Future[None]") -> None:
    if not waiter.done():
        waiter.set_result(None)
