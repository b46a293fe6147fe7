"""The terminal and the technicians' tools, straight at the doorsteps of lockerd's APIs."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import httpx

from lockersim.site.admin import Admin
from lockersim.site.terminal import Terminal, UnreachableError
from virtual.asgi import Doorstep, InProcess

ANSWER_S: Final = 10.0
"""Within which every request ends in a definite answer (design rule 15)."""
PATIENCE_S: Final = 30.0


class VirtualTerminal(Terminal):
    """A terminal at a doorstep; ``late`` hears of every answer that took longer than it may."""

    def __init__(self, doorstep: Doorstep, *, new_key: Callable[[], str], late: Callable[[str], None]) -> None:
        self.http = httpx.AsyncClient(
            transport=InProcess(doorstep), base_url="http://lockerd", headers={"Accept-Language": "de"}
        )
        self._new_key, self._late = new_key, late

    async def post(self, path: str, body: dict[str, Any], *, key: str | None = None) -> Any:
        """See `Terminal.post`."""
        return await super().post(path, body, key=key or self._new_key())

    async def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await super()._send(method, path, **more)
        except TimeoutError:
            raise UnreachableError(f"lockerd does not answer {path}") from None
        finally:
            if loop.time() - began_s > ANSWER_S:
                self._late(f"{method} {path} took {loop.time() - began_s:.1f} s")


class VirtualAdmin(Admin):
    """A technician's tools at a doorstep."""

    def __init__(self, client: VirtualTerminal) -> None:
        self._client = client

    async def time(self) -> dict[str, Any]:
        """What lockerd believes of the time."""
        believed: dict[str, Any] = await self._client.get("/v1/time")
        return believed

    async def correct_time(self, time_s: int) -> Any:
        """Say what time it is, as read from a watch."""
        return await self._client.post("/v1/time/correct", {"time_s": time_s, "reason": "read from a watch"})

    async def out_of_service(self, compartment: str) -> Any:
        """Have nothing new put in."""
        return await self._client.post(f"/v1/compartments/{compartment}/out_of_service", {"reason": "its hinge"})

    async def in_service(self, compartment: str) -> Any:
        """Give it back, to everybody."""
        return await self._client.post(f"/v1/compartments/{compartment}/in_service", {"reason": "mended"})
