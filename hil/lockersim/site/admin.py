"""The technicians' side of lockerd's API: what lockerd believes, and its custody log."""

from pathlib import Path
from typing import Any

from lockersim.site.terminal import Terminal

PAGE = 500
SAYS = {
    "opened": {"door": "open"},
    "closed": {"door": "closed"},
    "unlatched": {"latch": "unlatched"},
    "latched": {"latch": "latched"},
}
"""What lockerd's one word about a door says about leaf and latch; the other words say nothing about either."""


class Admin:
    """Questions over the admin socket. Every method raises ``RefusedError`` or ``UnreachableError``."""

    def __init__(self, socket: Path) -> None:
        self._client = Terminal.on_socket(socket, language="en")

    async def close(self) -> None:
        """Hang up."""
        await self._client.close()

    async def status(self) -> dict[str, Any]:
        """Return everything lockerd says about itself."""
        status: dict[str, Any] = await self._client.get("/v1/status")
        return status

    async def compartments(self) -> dict[str, dict[str, Any]]:
        """Return what lockerd believes of every compartment, by its id, with ``door`` and ``latch`` told apart."""
        rows = _rows(await self._client.get("/v1/compartments"))
        return {row["id"]: row | {"door": "unknown", "latch": "unknown"} | SAYS.get(row["door"], {}) for row in rows}

    async def visits(self) -> list[dict[str, Any]]:
        """Return those that go on."""
        return _rows(await self._client.get("/v1/visits"))

    async def all_read(self) -> bool:
        """Tell whether lockerd has a reading of every compartment."""
        rows = (await self.compartments()).values()
        return all(row["door"] != "unknown" or row["latch"] != "unknown" for row in rows)

    async def custody(self) -> list[dict[str, Any]]:
        """Return the whole custody log."""
        rows: list[dict[str, Any]] = []
        while page := _rows(await self._client.get(f"/v1/custody?after={len(rows)}&limit={PAGE}")):
            rows += page
        return rows

    async def bundle(self) -> dict[str, Any]:
        """Return the film of the last hours, as `lockerctl support bundle` writes it."""
        content: dict[str, Any] = (await self._client.get("/v1/support/bundle"))["content"]
        return content

    async def open(self, compartment: str, reason: str) -> Any:
        """Open a compartment as a technician."""
        return await self._client.post(f"/v1/compartments/{compartment}/open", {"reason": reason})

    async def clear(self, compartment: str, reason: str) -> Any:
        """Report a compartment empty."""
        return await self._client.post(f"/v1/compartments/{compartment}/clear", {"reason": reason})

    async def found(self, compartment: str, reason: str, *, which: str | None = None) -> Any:
        """Report that what a person had put in was found, and taken out; of an exchange which of the two documents."""
        body = {"reason": reason} if which is None else {"reason": reason, "which": which}
        return await self._client.post(f"/v1/compartments/{compartment}/found", body)

    async def resume(self, reason: str) -> Any:
        """End a halt."""
        return await self._client.post("/v1/resume", {"reason": reason})


def _rows(answer: Any) -> list[dict[str, Any]]:
    """Return the list in an answer, whether it stands alone or under a name."""
    if isinstance(answer, dict):
        answer = next((value for value in answer.values() if isinstance(value, list)), [])
    return list(answer)
