"""Central tells the site what it holds, so that the site may cut its own log."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from lockercentral.errors import CentralError
from lockercentral.watch import Watch

CONFIRM_ROWS = 1000
"""Once for so many: nothing is gained by more."""
LOOK_S = 1.0


class Confirmer:
    """``send`` sends the body of a ``custody.confirm`` when ``ready``, and returns why it was refused, if it was."""

    def __init__(
        self,
        watch: Watch,
        *,
        send: Callable[[dict[str, Any]], Awaitable[str | None]],
        ready: Callable[[], bool],
        notice: Callable[[str, str], None],
    ) -> None:
        self._watch, self._send, self._ready, self._notice = watch, send, ready, notice
        self._said = (0, 0)

    async def run(self) -> None:
        """Say it when there is enough to say, until cancelled; a site that keeps another log is told once a time."""
        while True:
            await asyncio.sleep(LOOK_S)
            epoch, size = self._watch.newest
            said = self._said[1] if self._said[0] == epoch else 0
            if size - said >= CONFIRM_ROWS and self._ready():
                await self.confirm()

    async def confirm(self) -> None:
        """Say it now, as far as a checkpoint of the site fits the copy."""
        epoch, size = self._said = self._watch.newest
        try:
            why = await self._send({"epoch": epoch, "number": size, "root": self._watch.root})
        except CentralError as error:
            why = str(error)
        if why is not None:
            self._notice("problem", f"the site does not take that {size} rows of epoch {epoch} are held: {why}")
