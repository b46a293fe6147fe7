"""Serving the film to this machine alone, decided again by the `lockerctl` that is installed beside us."""

import asyncio
import socket
import sys
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from lockersim.web import serve_until_cancelled


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

    await serve_until_cancelled(app, listening)
