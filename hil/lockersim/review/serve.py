"""Serving that page to this machine alone."""

import asyncio
import socket
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from lockersim.review.catalogues import LOCALE, ROOT, sentences
from lockersim.review.page import page
from lockersim.web import serve_until_cancelled

STATIC = Path(__file__).parent.parent / "static"


async def serve(language: str, listening: socket.socket, *, locale: Path = LOCALE) -> None:
    """Serve until cancelled; a sentence that was corrected meanwhile is there after a reload."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/", include_in_schema=False)
    async def read() -> HTMLResponse:
        text = await asyncio.to_thread(lambda: page(language, sentences(language, locale)))
        return HTMLResponse(text, headers={"Cache-Control": "no-store"})

    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.mount("/pictures", StaticFiles(directory=ROOT / "docs" / "pictures"), name="pictures")
    await serve_until_cancelled(app, listening)
