"""The terminal's side of lockerd's API: what a kiosk program would send over the unix socket."""

import json
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from lockersim.errors import SimError

TIMEOUT_S = 12.0
"""Every request ends in a definite answer within 10 s (design rule 15)."""


class RefusedError(Exception):
    """lockerd refused; ``code`` is its stable word, ``text`` what it tells the person, ``problem`` all it said."""

    def __init__(
        self, status: int, code: str, text: str, *, retry_after_ms: int = 0, problem: dict[str, Any] | None = None
    ) -> None:
        super().__init__(f"{code} ({status}): {text}")
        self.status, self.code, self.text, self.retry_after_ms = status, code, text, retry_after_ms
        self.problem = problem or {}


class UnreachableError(SimError):
    """lockerd does not answer: it is off, or went away meanwhile."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as the API describes it; ``raw`` is the whole answer."""

    id: str
    phase: str
    next_step: str
    compartment: str
    """Empty where nobody stands at one."""
    trouble: str | None
    part: int
    """Number of the part whose door's turn it is; 0: staff look behind a door that is for none."""
    may: tuple[str, ...]
    """The words that can be said now."""
    raw: dict[str, Any]

    @classmethod
    def read(cls, raw: dict[str, Any]) -> "Visit":
        """Read an answer."""
        trouble, where = raw.get("trouble"), raw["compartment"]
        return cls(
            id=raw["id"],
            phase=raw["phase"],
            next_step=raw["next_step"],
            compartment=where["id"] if where else "",
            trouble=trouble["code"] if trouble else None,
            part=raw["part"] or 0,
            may=tuple(choice["word"] for choice in raw.get("may", ())),
            raw=raw,
        )

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.phase == "over"


class Terminal:
    """One terminal. Every method raises ``RefusedError`` or ``UnreachableError``."""

    def __init__(self, transport: httpx.AsyncBaseTransport, address: str, *, language: str = "de") -> None:
        headers = {"Accept-Language": language}
        self.http = httpx.AsyncClient(transport=transport, base_url=address, headers=headers, timeout=TIMEOUT_S)

    @classmethod
    def on_socket(cls, socket: Path, *, language: str = "de") -> "Terminal":
        """On the machine that lockerd runs on."""
        # Nothing to verify on a unix socket: reading the authorities of this machine takes a tenth of a second.
        return cls(httpx.AsyncHTTPTransport(uds=str(socket), verify=False), "http://lockerd", language=language)

    @classmethod
    def on_port(cls, address: str, context: ssl.SSLContext) -> "Terminal":
        """On another machine."""
        return cls(httpx.AsyncHTTPTransport(verify=context), address)

    async def close(self) -> None:
        """Hang up."""
        await self.http.aclose()

    async def answers(self) -> bool:
        """Tell whether lockerd is there."""
        try:
            await self.get("/v1/status")
        except (RefusedError, UnreachableError):
            return False
        return True

    async def load(self, order: str, badge: str, **more: str) -> Visit:
        """Staff want to put in what belongs to an order; ``more`` is what they read off its envelope."""
        return await self.begin({"badge": badge, "want": "loading", "order": order, **more})

    async def waiting(self, badge: str) -> list[dict[str, Any]]:
        """Staff ask which doors wait for them."""
        rows: list[dict[str, Any]] = await self.post("/v1/waiting", {"badge": badge})
        return rows

    async def retrieve(self, compartment: str, badge: str) -> Visit:
        """Staff want to take out what lies behind one of these doors."""
        return await self.begin({"badge": badge, "want": "retrieval", "compartment": compartment})

    async def emergency(self, compartment: str, badge: str, reason: str) -> Visit:
        """One of two people shows a badge to have a door opened that need not wait for staff; both say why."""
        return await self.begin({"badge": badge, "want": "emergency", "compartment": compartment, "reason": reason})

    async def show(self, code: str, *, within: str | None = None, **more: str) -> Visit:
        """Somebody holds a QR code to the scanner, another one ``within`` their visit; ``more`` is typed besides."""
        return await self._shown({"code": code, **more}, within)

    async def show_typed(
        self, typed_code: str, pickup_number: str | None = None, *, within: str | None = None, **more: str
    ) -> Visit:
        """Somebody types a code; ``more`` is what else they type."""
        number = {} if pickup_number is None else {"pickup_number": pickup_number}
        return await self._shown({"typed_code": typed_code, **number, **more}, within)

    async def _shown(self, body: dict[str, Any], within: str | None) -> Visit:
        return await (self.begin(body) if within is None else self.say(within, "another-code", body))

    async def walk_in(self, document_class: str, **more: Any) -> Visit:
        """Somebody without a code wants to hand something in."""
        return await self.begin({"want": "hand_in", "document_class": document_class, **more})

    async def begin(self, body: dict[str, Any], *, key: str | None = None) -> Visit:
        """Something is shown; what is wanted follows from it, or is said."""
        return Visit.read(await self.post("/v1/visits", body, key=key))

    async def visit(self, visit: str) -> Visit:
        """Ask how a visit stands."""
        return Visit.read(await self.get(f"/v1/visits/{visit}"))

    async def say(self, visit: str, word: str, body: dict[str, Any] | None = None) -> Visit:
        """Say something during a visit: taken-out, open-again, loaded, done and so on."""
        return Visit.read(await self.post(f"/v1/visits/{visit}/{word}", body or {}))

    async def code_png(self, visit: str) -> bytes:
        """Fetch the printed QR code of a loading."""
        return (await self._send("GET", f"/v1/visits/{visit}/code.png")).content

    async def paper(self, visit: str) -> dict[str, Any]:
        """Fetch what somebody who handed in, or tried to, takes along."""
        paper: dict[str, Any] = await self.get(f"/v1/visits/{visit}/paper")
        return paper

    async def paper_png(self, visit: str) -> bytes:
        """Fetch its QR code."""
        return (await self._send("GET", f"/v1/visits/{visit}/paper.png")).content

    async def get(self, path: str) -> Any:
        """Ask for something."""
        return (await self._send("GET", path)).json()

    async def post(self, path: str, body: dict[str, Any], *, key: str | None = None) -> Any:
        """Send a request with an idempotency key (a fresh one unless given)."""
        headers = {"Idempotency-Key": key or uuid4().hex}
        return (await self._send("POST", path, json=body, headers=headers)).json()

    async def events(self, visit: str) -> AsyncIterator[Visit]:
        """Follow a visit until it is over."""
        try:
            async with self.http.stream("GET", f"/v1/visits/{visit}/events", timeout=None) as response:
                if response.is_error:
                    await response.aread()
                    raise _refusal(response)
                async for line in response.aiter_lines():
                    if line.startswith("data:"):
                        yield Visit.read(json.loads(line[5:]))
        except httpx.TransportError as error:
            raise UnreachableError(f"lockerd went away: {type(error).__name__}") from None

    async def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            response = await self.http.request(method, path, **more)
        except httpx.TransportError as error:
            raise UnreachableError(f"lockerd does not answer {path}: {type(error).__name__}") from None
        if response.is_error:
            raise _refusal(response)
        return response


def _refusal(response: httpx.Response) -> RefusedError:
    try:
        problem = response.json()
        text = str(problem.get("detail") or problem.get("title", ""))
        retry_after_ms = int(problem.get("retry_after_ms") or 0)
        code = str(problem["code"])
        return RefusedError(response.status_code, code, text, retry_after_ms=retry_after_ms, problem=problem)
    except (ValueError, KeyError, TypeError):
        return RefusedError(response.status_code, "not_a_problem", response.text[:200])
