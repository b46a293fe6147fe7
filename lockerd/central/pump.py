"""The outbox, published in order through a sliding window.

A row leaves the outbox after the broker has acknowledged it. A crash or a lost connection in between sends some rows
again: central knows them by their ids. A row larger than the broker takes stays, is told, and holds up no other.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

from lockerd.central import events
from lockerd.central.adapter import WINDOW
from lockerd.central.link import Link, LinkLostError, OversizedPostError, PublishRefusedError
from lockerd.central.together import first_ended
from lockerd.central.topics import Topics
from lockerd.store import Outgoing, Store

_log = logging.getLogger(__name__)

BATCH_ROWS: Final = 250
"""At most three batches are in memory: one on its way out, one ready, one read."""
LINGER_S: Final = 0.1
"""How long acknowledged rows are collected before the store hears of them: one durable write for many."""
REFUSED_PAUSE_S: Final = 10.0
ACKNOWLEDGE_TIMEOUT_S: Final = 30.0
"""A broker that answers pings but acknowledges nothing is as good as gone."""


class _Flight:
    """Rows that were posted and of which the store has heard nothing yet, the oldest first.

    A broker acknowledges in the order in which it was sent to (MQTT 5, 4.6): of many only the oldest is waited for.
    """

    def __init__(self) -> None:
        self._open: deque[tuple[int, asyncio.Future[None]]] = deque()
        self._landed: list[int] = []
        self._failure: BaseException | None = None
        self._begun = asyncio.Event()

    def add(self, number: int, posted: asyncio.Future[None]) -> None:
        """Wait for the acknowledgement of a row."""
        self._open.append((number, posted))
        self._begun.set()

    @property
    def full(self) -> bool:
        """Whether there is no room for another row; see `room`."""
        return len(self._open) >= WINDOW

    async def room(self) -> None:
        """Return when there is room again."""
        self._land()
        while self.full:
            await asyncio.wait({self._open[0][1]})
            self._land()

    def _land(self) -> None:
        while self._open and self._open[0][1].done():
            number, posted = self._open.popleft()
            failure = LinkLostError("given up") if posted.cancelled() else posted.exception()
            if failure is None:
                self._landed.append(number)
            elif self._failure is None:
                self._failure = failure

    async def heard(self) -> None:
        """Return when the broker said something of a row; raises ``LinkLostError`` when it is silent for too long."""
        self._land()
        while not self._landed and self._failure is None:
            if self._open:
                done, _ = await asyncio.wait({self._open[0][1]}, timeout=ACKNOWLEDGE_TIMEOUT_S)
                if not done:
                    raise _silent()
            else:
                self._begun.clear()
                await self._begun.wait()
            self._land()

    def take(self) -> list[int]:
        """What was acknowledged since the last time."""
        self._land()
        landed, self._landed = self._landed, []
        return landed

    def check(self) -> None:
        """Raise why a row did not arrive."""
        if self._failure is not None:
            raise self._failure


class Pump:
    """Publishes outbox rows while there is a link; ``wake`` is set when there may be new ones."""

    def __init__(
        self,
        *,
        store: Store,
        topics: Topics,
        complain: Callable[[str], None],
        oversized: Callable[[OversizedPostError], None],
    ) -> None:
        self.wake = asyncio.Event()
        self._oversized = oversized
        self._store = store
        self._topics = topics
        self._complain = complain

    async def run(self, link: Link) -> None:
        """Publish until the link is lost. A refused row is never skipped: it is tried again, and the rest waits."""
        while True:
            flight, ready = _Flight(), asyncio.Queue[Sequence[Outgoing]](1)
            await first_ended(self._read(ready), self._send(link, flight, ready), self._settle(flight))
            await asyncio.sleep(REFUSED_PAUSE_S)

    async def _read(self, ready: asyncio.Queue[Sequence[Outgoing]]) -> None:
        """Read rows a batch ahead, so that the window does not run empty while the database is asked."""
        after = 0
        while True:
            self.wake.clear()
            if rows := await self._store.unsent(after, BATCH_ROWS):
                after = rows[-1].id
                await ready.put(rows)
            else:
                await self.wake.wait()

    async def _send(self, link: Link, flight: _Flight, ready: asyncio.Queue[Sequence[Outgoing]]) -> None:
        """Post rows in order. The first goes alone: mosquitto 2.0.11 hangs up after a refusal and, with more unread in
        its buffer, takes the refusal along; so what is refused gets to be the first and is heard of.
        """
        alone = True
        while True:
            for row in await ready.get():
                try:
                    posted = link.post(events.post(self._topics, row))
                except OversizedPostError as oversized:
                    self._oversized(oversized)
                    continue
                flight.add(row.id, posted)
                if alone:
                    await asyncio.wait({posted})
                    alone = False
                elif flight.full:
                    await flight.room()

    async def _settle(self, flight: _Flight) -> None:
        """Tell the store what was acknowledged; returns at the first row that was refused."""
        while True:
            await flight.heard()
            try:
                await asyncio.sleep(LINGER_S)
                flight.check()
            except PublishRefusedError as refused:
                _log.error("events wait: %s", refused)
                self._complain(str(refused))
                return
            finally:
                if ids := flight.take():
                    await self._store.acknowledged(ids)


async def acknowledged(posted: asyncio.Future[None]) -> None:
    """Wait for the broker's acknowledgement; raises ``LinkLostError``, also when none comes, and what it refuses."""
    if not posted.done():
        try:
            async with asyncio.timeout(ACKNOWLEDGE_TIMEOUT_S):
                await posted
        except TimeoutError:
            raise _silent() from None
    posted.result()


def _silent() -> LinkLostError:
    return LinkLostError(f"the broker has acknowledged nothing for {ACKNOWLEDGE_TIMEOUT_S:.0f} s")
