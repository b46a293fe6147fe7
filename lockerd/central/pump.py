"""The outbox, published in order through a sliding window.

A row leaves the outbox after the broker has acknowledged it. A crash or a lost connection in between sends some rows
again: central knows them by their ids. A row larger than the broker takes stays, is told, and holds up no other.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from lockerd.central import events
from lockerd.central.adapter import WINDOW
from lockerd.central.link import Link, LinkLostError, OversizedPostError, PublishRefusedError
from lockerd.central.together import first_ended
from lockerd.central.topics import Topics
from lockerd.store import Store

_log = logging.getLogger(__name__)

BATCH_ROWS: Final = 500
LINGER_S: Final = 0.1
"""How long acknowledged rows are collected before the store hears of them: one durable write for many."""
REFUSED_PAUSE_S: Final = 10.0
ACKNOWLEDGE_TIMEOUT_S: Final = 30.0
"""A broker that answers pings but acknowledges nothing is as good as gone."""

_Flight = asyncio.Queue[tuple[int, asyncio.Future[None]]]


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
            flight: _Flight = asyncio.Queue()
            await first_ended(self._send(link, flight), self._settle(flight))
            await asyncio.sleep(REFUSED_PAUSE_S)

    async def _send(self, link: Link, flight: _Flight) -> None:
        """Post rows in order. The first goes alone: mosquitto 2.0.11 hangs up after a refusal and, with more unread in
        its buffer, takes the refusal along; so what is refused gets to be the first and is heard of.
        """
        room = asyncio.Semaphore(WINDOW)
        after, alone = 0, True
        while True:
            self.wake.clear()
            rows = await self._store.unsent(after, BATCH_ROWS)
            for row in rows:
                after = row.id
                await room.acquire()
                try:
                    posted = link.post(events.post(self._topics, row))
                except OversizedPostError as oversized:
                    room.release()
                    self._oversized(oversized)
                    continue
                posted.add_done_callback(lambda _: room.release())
                flight.put_nowait((row.id, posted))
                if alone:
                    await asyncio.wait({posted})
                alone = False
            if not rows:
                await self.wake.wait()

    async def _settle(self, flight: _Flight) -> None:
        """Tell the store what was acknowledged; returns at the first row that was refused."""
        while True:
            ids: list[int] = []
            try:
                ids.append(await _next(flight))
                await asyncio.sleep(LINGER_S)
                while not flight.empty():
                    ids.append(await _next(flight))
            except PublishRefusedError as refused:
                _log.error("events wait: %s", refused)
                self._complain(str(refused))
                return
            finally:
                if ids:
                    await self._store.acknowledged(ids)


async def _next(flight: _Flight) -> int:
    number, posted = await flight.get()
    await acknowledged(posted)
    return number


async def acknowledged(posted: asyncio.Future[None]) -> None:
    """Wait for the broker's acknowledgement; raises ``LinkLostError``, also when none comes, and what it refuses."""
    if not posted.done():
        try:
            async with asyncio.timeout(ACKNOWLEDGE_TIMEOUT_S):
                await posted
        except TimeoutError:
            raise LinkLostError(f"the broker has acknowledged nothing for {ACKNOWLEDGE_TIMEOUT_S:.0f} s") from None
    posted.result()
