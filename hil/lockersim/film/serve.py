"""Serving the film to this machine alone, decided again by the `lockerctl` that is installed beside us."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # the command line owns the signals


async def verdict(bundle: Path) -> str:
    """What `lockerctl support verify` says of it: the rules are lockerd's, and nobody else's (ADR 9)."""
    command = Path(sys.executable).with_name("lockerctl")
    asked = await asyncio.create_subprocess_exec(
        command, "support", "verify", bundle, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await asked.communicate()
    return " ".join(said.decode(errors="replace").split())


async def serve(text: str, listening: socket.socket) -> None:
    """Serve one page until cancelled."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/", include_in_schema=False)
    async def read() -> HTMLResponse:
        return HTMLResponse(text, headers={"Cache-Control": "no-store"})

    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", ws="none")
    await _Server(config).serve(sockets=[listening])
