"""Serving that page to this machine alone."""

import asyncio
import socket
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles

from lockersim import qr
from lockersim.review.catalogues import LOCALE, Sentence, sentences
from lockersim.review.page import page, screen
from lockersim.review.station import CODE, status_of, texts_of
from lockersim.web import serve_until_cancelled

STATIC = Path(__file__).parent.parent / "static"
_FRESH = {"Cache-Control": "no-store"}


async def serve(language: str, listening: socket.socket, *, locale: Path = LOCALE) -> None:
    """Serve until cancelled; a sentence that was corrected meanwhile is there after a reload."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    async def every() -> list[Sentence]:
        return await asyncio.to_thread(sentences, language, locale)

    @app.get("/", include_in_schema=False)
    async def read() -> HTMLResponse:
        return HTMLResponse(page(language, await every()), headers=_FRESH)

    @app.get("/screen", include_in_schema=False)
    async def draw() -> HTMLResponse:
        return HTMLResponse(screen((STATIC / "terminal.html").read_text("utf-8")), headers=_FRESH)

    @app.get("/sentences.json", include_in_schema=False)
    async def texts() -> dict[str, Any]:
        return texts_of(language, await every())

    @app.get("/api/terminal/v1/status", include_in_schema=False)
    async def status() -> dict[str, Any]:
        return status_of(language, await every())

    @app.get("/api/{path:path}", include_in_schema=False)
    async def picture(path: str) -> Response:
        """Of a code, a letter or a paper."""
        if not path.endswith((".svg", ".png")):
            return Response(status_code=404)
        return Response(await asyncio.to_thread(qr.draw_svg, CODE), media_type="image/svg+xml")

    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    await serve_until_cancelled(app, listening)
