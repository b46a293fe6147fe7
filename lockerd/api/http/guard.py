"""The outermost layer of both APIs: no large headers or bodies, no endless bodies, nothing kept in a cache."""

import asyncio
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lockerd.api.http.problems import ProblemError, SpeakerOf, api_problem

BODY_LIMIT_BYTES: Final = 16 * 1024
HEADER_LIMIT_BYTES: Final = 16 * 1024
BODY_TIMEOUT_S: Final = 5.0


class Guard:
    """ASGI middleware: reads the whole body first, whether its length was announced or not."""

    def __init__(self, app: ASGIApp, speaker_of: SpeakerOf, *, body_timeout_s: float = BODY_TIMEOUT_S) -> None:
        self._app = app
        self._speaker_of = speaker_of
        self._body_timeout_s = body_timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def send_uncached(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                out["Cache-Control"] = "no-store"
                out["X-Content-Type-Options"] = "nosniff"
            await send(message)

        try:
            async with asyncio.timeout(self._body_timeout_s):
                body = await _read(headers, receive)
        except TimeoutError:
            code = "request_too_slow"
        except ProblemError as error:
            code = error.code
        else:
            if body is not None:
                await self._app(scope, _replay(body, receive), send_uncached)
            return
        speaker = self._speaker_of(headers.get("accept-language"))
        await api_problem(speaker, code, headers={"Connection": "close"})(scope, receive, send_uncached)


async def _read(headers: Headers, receive: Receive) -> bytes | None:
    """The body, or None where the caller went away; raises ``ProblemError`` (headers_too_large, body_too_large)."""
    if sum(len(name) + len(value) for name, value in headers.raw) > HEADER_LIMIT_BYTES:
        raise ProblemError("headers_too_large")
    announced = headers.get("content-length", "0")
    if not announced.isdigit() or len(announced) > 9 or int(announced) > BODY_LIMIT_BYTES:
        raise ProblemError("body_too_large")
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        chunk: bytes = message.get("body", b"")
        body += chunk
        if len(body) > BODY_LIMIT_BYTES:
            raise ProblemError("body_too_large")
        if not message.get("more_body", False):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    """What was read, once; after that the real thing, so that a caller who goes away is noticed."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def once() -> Message:
        return waiting.pop() if waiting else await receive()

    return once
