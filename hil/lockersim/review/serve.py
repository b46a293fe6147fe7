"""Serving that page to this machine alone."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from lockersim.review.catalogues import LOCALE, ROOT, sentences
from lockersim.review.page import page

STATIC = Path(__file__).parent.parent / "static"


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # the command line owns the signals


async def serve(language: str, listening: socket.socket, *, locale: Path = LOCALE) -> None:
    """Serve until cancelled; a sentence that was corrected meanwhile is there after a reload."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/", include_in_schema=False)
    async def read() -> HTMLResponse:
        text = await asyncio.to_thread(lambda: page(language, sentences(language, locale)))
        return HTMLResponse(text, headers={"Cache-Control": "no-store"})

    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.mount("/pictures", StaticFiles(directory=ROOT / "docs" / "pictures"), name="pictures")
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, lifespan="off", ws="none", timeout_graceful_shutdown=1
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await asyncio.wait({serving})
    finally:
        # Cancelled itself it would leave the loop watching a socket whose number the next connection gets.
        server.should_exit = True
        await serving
