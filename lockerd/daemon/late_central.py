"""The session with central, loaded beside a station that serves already: nothing local waits for it."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from lockerd.central.progress import Progress

if TYPE_CHECKING:
    from lockerd.central.session import Session

AFTER_S: Final = 0.5
"""First whoever asks as soon as the station is ready has an answer."""

MakeSession = Callable[[], "Session"]
"""Loads all that the session needs, and makes it."""


class LateCentral:
    """The session, once it is there. ``make`` is called in a thread; ``loaded`` when all of it has come."""

    def __init__(self, make: MakeSession, loaded: Callable[[], None]) -> None:
        self._make, self._loaded = make, loaded
        self._session: Session | None = None

    @property
    def progress(self) -> Progress:
        """How things stand now."""
        return Progress() if self._session is None else self._session.progress

    async def run(self) -> None:
        """Stay in step until cancelled; trouble with the broker never ends it, a defect of ours does."""
        await asyncio.sleep(AFTER_S)
        self._session = await asyncio.to_thread(self._make)
        self._loaded()
        await self._session.run()
