"""Requests to lockerd's APIs without a socket: straight into the apps that it serves, each with its caller.

A life that ends takes its requests with it: they fail as on a socket that was closed.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from typing import Any

import httpx
from starlette.types import ASGIApp, Message

from lockerd.api.http.peer import PEER, Peer


class Doorstep:
    """Where one API is reached: the app that is served there now, if any."""

    def __init__(self, user: str) -> None:
        self._peer = Peer(os.getuid(), named=user)
        self._app: ASGIApp | None = None
        self._going: set[asyncio.Task[None]] = set()

    @property
    def open(self) -> bool:
        """Whether anything is served."""
        return self._app is not None

    async def serve(self, app: ASGIApp, stop: asyncio.Event) -> None:
        """Stands for ``lockerd.api.http.serve``: until ``stop`` is set or the task is cancelled, which sets it."""
        self._app = app
        try:
            await stop.wait()
        finally:
            stop.set()
            self.shut()

    def shut(self) -> None:
        """Nothing is served any more, and what was asked is not answered."""
        self._app = None
        for task in self._going:
            task.cancel()

    def call(self, request: httpx.Request, body: bytes) -> "_Call":
        """Begin a request; raises ``httpx.ConnectError`` where nothing is served."""
        if self._app is None:
            raise httpx.ConnectError("nobody listens", request=request)
        call = _Call(request, body, self._peer)
        task = asyncio.ensure_future(call.run(self._app))
        self._going.add(task)
        task.add_done_callback(self._going.discard)
        task.add_done_callback(call.ended)
        return call


class _Call:
    """One request under way."""

    def __init__(self, request: httpx.Request, body: bytes, peer: Peer) -> None:
        self._request, self._body = request, body
        self._scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": request.url.path,
            "raw_path": request.url.raw_path,
            "query_string": request.url.query,
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "client": None,
            "server": None,
            "state": {PEER: peer},
        }
        self._sent: asyncio.Queue[Message | None] = asyncio.Queue()
        self._hung_up = asyncio.Event()
        self._asked = False

    async def run(self, app: ASGIApp) -> None:
        await app(self._scope, self._receive, self._sent.put)

    def ended(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled():
            task.exception()  # told to the caller as an answer that breaks off
        self._sent.put_nowait(None)

    async def _receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": self._body, "more_body": False}
        await self._hung_up.wait()
        return {"type": "http.disconnect"}

    async def next(self) -> Message:
        message = await self._sent.get()
        if message is None:
            raise httpx.ReadError("lockerd went away", request=self._request)
        return message

    async def body(self) -> AsyncIterator[bytes]:
        more = True
        while more:
            message = await self.next()
            more = message.get("more_body", False)
            yield message.get("body", b"")

    def hang_up(self) -> None:
        """The caller is gone; the app hears of it when it next looks."""
        self._hung_up.set()


class _Body(httpx.AsyncByteStream):
    def __init__(self, call: _Call) -> None:
        self._call = call

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._call.body():
            yield chunk

    async def aclose(self) -> None:
        self._call.hang_up()


class InProcess(httpx.AsyncBaseTransport):
    """The transport of a client that stands at one doorstep."""

    def __init__(self, doorstep: Doorstep) -> None:
        self._doorstep = doorstep

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """See ``httpx.AsyncBaseTransport``."""
        call = self._doorstep.call(request, await request.aread())
        try:
            start = await call.next()
        except BaseException:
            call.hang_up()
            raise
        return httpx.Response(start["status"], headers=list(start["headers"]), stream=_Body(call))
