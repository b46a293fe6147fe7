"""An app of ours behind a real unix socket, and what comes along a stream of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.types import ASGIApp

from lockerd.api.http.calls import paths_of
from lockerd.api.http.routes import Router
from lockerd.api.http.serve import listen, serve


@asynccontextmanager
async def served(app: ASGIApp, folder: Path, stop: asyncio.Event) -> AsyncIterator[tuple[httpx.AsyncClient, Path]]:
    """Serve an app on a unix socket for the length of a block."""
    path = folder / "api.sock"
    task = asyncio.create_task(serve(listen(path, mode=0o600), app, stop))
    transport = httpx.AsyncHTTPTransport(uds=str(path))
    async with httpx.AsyncClient(transport=transport, base_url="http://lockerd", timeout=10) as client:
        yield client, path
    stop.set()
    await task


async def events(response: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    """The events of a stream, pings left out."""
    event: dict[str, Any] = {}
    async for line in response.aiter_lines():
        if not line and event:
            yield event
            event = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            event[name] = json.loads(value) if name == "data" else value


def app_of(router: Router) -> Starlette:
    """An app of these routes alone."""
    return Starlette(routes=paths_of(router.routes))
