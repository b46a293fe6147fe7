"""Bytes that have arrived, and the one task that waits for them."""

import asyncio

from lockerd.bus.link.link import LinkGoneError

_LIMIT_BYTES = 4096


class Inbox:
    """A bounded buffer: of a babbling node (F42) the last 4096 bytes are kept.

    Nearly every wait ends with bytes. One timer therefore serves many waits: when it goes off too early for the wait of
    the moment, it is set anew.
    """

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._gone: LinkGoneError | None = None
        self._wanted = 0
        self._waiter: asyncio.Future[None] | None = None
        self._until_s = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def put(self, data: bytes) -> None:
        """Bytes arrived."""
        self._bytes += data
        if len(self._bytes) >= self._wanted:
            self._wake()
        if len(self._bytes) > _LIMIT_BYTES:
            del self._bytes[:-_LIMIT_BYTES]

    def fail(self, gone: LinkGoneError) -> None:
        """No more will come: everybody who takes or waits is told, now and later."""
        self._gone = gone
        self._wake()

    def take(self) -> bytes:
        """All bytes that are here; raises `LinkGoneError` once they are used up and no more will come."""
        if not self._bytes:
            if self._gone:
                raise self._gone
            return b""
        data = bytes(self._bytes)
        self._bytes.clear()
        return data

    async def wait(self, wanted: int, until_s: float) -> bool:
        """True when ``wanted`` bytes are here; false when the link is gone or the loop's time is ``until_s``."""
        if len(self._bytes) >= wanted or self._gone:
            return len(self._bytes) >= wanted
        loop = asyncio.get_running_loop()
        self._wanted, self._until_s, self._waiter = wanted, until_s, loop.create_future()
        if self._timer is None or self._timer.when() > until_s:
            self._set_timer(loop)
        try:
            await self._waiter
        finally:
            self._waiter = None
        return len(self._bytes) >= wanted

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
            self._wake()

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)
