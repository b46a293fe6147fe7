"""One stream of news to every open page."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable
from typing import Any, TypeVar

LIMIT = 2000
"""News a page may be behind before it is cut off; it comes back and asks for the whole picture again."""
BREATH_S = 10.0

T = TypeVar("T")


class Hub:
    """Tells every follower the same news in the same order."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[str | None]] = set()
        self.stop = asyncio.Event()

    def tell(self, name: str, data: Any) -> None:
        """Send one piece of news; a page that does not read any more is dropped."""
        text = sse(name, data)
        for queue in tuple(self._queues):
            try:
                queue.put_nowait(text)
            except asyncio.QueueFull:
                self._queues.discard(queue)

    async def follow(self, first: Any) -> AsyncIterator[str]:
        """Yield the whole picture, then all news, until the server stops or the page is too slow."""
        queue: asyncio.Queue[str | None] = asyncio.Queue(LIMIT)
        self._queues.add(queue)
        try:
            yield sse("hello", first)
            while queue in self._queues and not self.stop.is_set():
                try:
                    async with asyncio.timeout(BREATH_S):
                        text = await queue.get()
                except TimeoutError:
                    text = ": still here\n\n"
                if text is not None:
                    yield text
        finally:
            self._queues.discard(queue)

    async def unless_stopped(self, awaited: Awaitable[T]) -> T | None:
        """Wait for something; None when the server stops first."""
        task, stopping = asyncio.ensure_future(awaited), asyncio.ensure_future(self.stop.wait())
        try:
            await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            task.cancel()
            stopping.cancel()

    def close(self) -> None:
        """End all streams."""
        self.stop.set()
        for queue in tuple(self._queues):
            self._queues.discard(queue)
            if not queue.full():
                queue.put_nowait(None)


def sse(name: str, data: Any) -> str:
    """Write one server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"
