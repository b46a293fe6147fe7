"""Server-sent events (WHATWG HTML, 9.2): one after the other, until they end or the reader is gone."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel
from starlette.datastructures import MutableHeaders
from starlette.types import Receive, Scope, Send

PING_S: Final = 15.0
"""A silent stream says so often that it is alive: what lies between may take a silent connection for a dead one."""
_PING: Final = b": ping\n\n"


@dataclass(frozen=True, slots=True)
class Event:
    """One of them; its data is JSON in one line."""

    name: str
    data: BaseModel
    id: str | None = None

    def encoded(self) -> bytes:
        """As it goes over the wire."""
        tail = "" if self.id is None else f"id: {self.id}\n"
        return f"event: {self.name}\ndata: {self.data.model_dump_json()}\n{tail}\n".encode()


class EventStream:
    """A response, as an ASGI app."""

    def __init__(self, events: AsyncGenerator[Event, None], headers: MutableHeaders) -> None:
        self._events = events
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Send events until there are no more, or nobody reads them."""
        headers = MutableHeaders(
            {"content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache", "x-accel-buffering": "no"}
        )
        headers.update(self._headers)
        await send({"type": "http.response.start", "status": 200, "headers": headers.raw})
        gone = asyncio.ensure_future(_gone(receive))
        try:
            async with aclosing(self._events) as events:
                await _tell(events, gone, send)
        finally:
            gone.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _tell(events: AsyncGenerator[Event, None], gone: "asyncio.Future[None]", send: Send) -> None:
    upcoming = asyncio.ensure_future(anext(events, None))
    try:
        while not gone.done():
            awaited: set[asyncio.Future[Any]] = {gone, upcoming}
            await asyncio.wait(awaited, timeout=PING_S, return_when=asyncio.FIRST_COMPLETED)
            if not upcoming.done():
                said = _PING
            elif (event := upcoming.result()) is not None:
                said = event.encoded()
                upcoming = asyncio.ensure_future(anext(events, None))
            else:
                return
            if not gone.done():
                await send({"type": "http.response.body", "body": said, "more_body": True})
    finally:
        upcoming.cancel()
        await asyncio.wait({upcoming})


async def _gone(receive: Receive) -> None:
    """Wait until the reader has hung up."""
    while (await receive())["type"] != "http.disconnect":
        pass
