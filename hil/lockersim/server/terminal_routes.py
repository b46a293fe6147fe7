"""What the terminal page can do: everything goes on to lockerd's terminal API; a scanner and papers are added."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Header, HTTPException, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from lockersim import qr
from lockersim.errors import SimError
from lockersim.server.bodies import BadgeBody, EmergencyBody, LoadSlipBody, RetrievalBody, RoundBody, StatementBody
from lockersim.server.desk import Desk
from lockersim.site.terminal import Terminal

PICTURE_BYTES = 16_000_000
_FORWARD = ("idempotency-key", "accept-language", "content-type")
_SAID = ("idempotency-key", "accept-language")
_BACK = ("content-type", "cache-control", "retry-after", "content-language")


def routes(desk: Desk) -> APIRouter:
    """Return the terminal page's API."""
    router = APIRouter(prefix="/api")
    bench = desk.bench

    @router.api_route("/terminal/{path:path}", methods=["GET", "POST"])
    async def forward(path: str, request: Request) -> Response:
        headers = {name: value for name, value in request.headers.items() if name in _FORWARD}
        if path.endswith("/events"):
            return StreamingResponse(_events(bench.terminal, f"/{path}", headers, desk), media_type="text/event-stream")
        try:
            answer = await bench.terminal.http.request(
                request.method, f"/{path}", content=await request.body(), headers=headers
            )
        except httpx.TransportError:
            return JSONResponse({"code": "unreachable", "status": 503, "detail": ""}, 503)
        back = {name: value for name, value in answer.headers.items() if name in _BACK}
        return Response(answer.content, answer.status_code, back)

    async def under_badge(path: str, body: BadgeBody, request: Request, **more: str) -> Response:
        """Send what the page cannot: it never has a badge's text."""
        content = {"badge": bench.papers.badge(body.authority, body.holder), **more}
        headers = {name: value for name, value in request.headers.items() if name in _SAID}
        try:
            answer = await bench.terminal.http.post(path, json=content, headers=headers)
        except httpx.TransportError:
            return JSONResponse({"code": "unreachable", "status": 503, "detail": ""}, 503)
        return Response(answer.content, answer.status_code, {"content-type": answer.headers["content-type"]})

    @router.post("/loadings")
    async def load(body: LoadSlipBody, request: Request) -> Response:
        try:
            document = bench.papers.document(body.name)
        except SimError as error:
            raise HTTPException(404, str(error)) from None
        return await under_badge("/v1/visits", body, request, want="loading", order=document.order, scan=body.name)

    @router.post("/loadings/waiting")
    async def to_load(body: BadgeBody, request: Request) -> Response:
        return await under_badge("/v1/to-load", body, request)

    @router.post("/retrievals/waiting")
    async def waiting(body: BadgeBody, request: Request) -> Response:
        return await under_badge("/v1/waiting", body, request)

    @router.post("/retrievals")
    async def retrieve(body: RetrievalBody, request: Request) -> Response:
        return await under_badge("/v1/visits", body, request, want="retrieval", compartment=body.compartment)

    @router.post("/emergencies")
    async def emergency(body: EmergencyBody, request: Request) -> Response:
        asked = {"want": "emergency", "compartment": body.compartment, "reason": body.reason}
        return await under_badge("/v1/visits", body, request, **asked)

    @router.post("/rounds")
    async def how_far(body: BadgeBody, request: Request) -> Response:
        return await under_badge("/v1/round", body, request)

    @router.post("/rounds/next")
    async def next_door(body: RoundBody, request: Request) -> Response:
        scope = {} if body.scope is None else {"scope": body.scope}
        return await under_badge("/v1/visits", body, request, want=body.kind, **scope)

    @router.post("/rounds/end")
    async def end_round(body: BadgeBody, request: Request) -> Response:
        return await under_badge("/v1/round/end", body, request)

    @router.post("/verifier")
    async def verify(body: StatementBody) -> dict[str, str]:
        return {"statement": bench.scene.verifier.sign(body.model_dump())}

    @router.get("/letters/{name}/{kind}")
    async def letter(name: str, kind: str) -> Response:
        try:
            code = bench.papers.letter(name) if bench.papers.document(name) else None
        except SimError as error:
            raise HTTPException(404, str(error)) from None
        if code is None or kind not in {"qr.svg", "qr.png"}:
            raise HTTPException(404, "there is no such letter")
        headers = {"Cache-Control": "no-store"}
        if kind == "qr.svg":
            picture = await asyncio.to_thread(qr.draw_svg, code.token)
            return Response(picture, media_type="image/svg+xml", headers=headers)
        return Response(await asyncio.to_thread(qr.draw_png, code.token), media_type="image/png", headers=headers)

    @router.post("/scan")
    async def scan(
        request: Request,
        x_width: Annotated[int, Header(ge=1, le=8000)],
        x_height: Annotated[int, Header(ge=1, le=8000)],
    ) -> dict[str, Any]:
        if x_width * x_height > PICTURE_BYTES:
            raise HTTPException(413, "the picture is too large")
        try:
            picture = await request.body()
            return {"text": await asyncio.to_thread(qr.scan_grey, picture, width=x_width, height=x_height)}
        except SimError as error:
            raise HTTPException(422, str(error)) from None

    return router


async def _events(terminal: Terminal, path: str, headers: dict[str, str], desk: Desk) -> AsyncIterator[bytes]:
    """Pass lockerd's own stream on, byte by byte; it ends when lockerd goes away."""
    try:
        async with terminal.http.stream("GET", path, headers=headers, timeout=None) as answer:
            chunks = answer.aiter_raw()
            while (chunk := await desk.hub.unless_stopped(anext(chunks, b""))) is not None and chunk:
                yield chunk
    except httpx.TransportError:
        return
