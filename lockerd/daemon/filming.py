"""Decisions are put on the disk beside the loop, as they are made; without room for them the station goes on."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from typing import Any, Final

from lockerd.config import Config
from lockerd.controller.film.film import Film
from lockerd.controller.film.reel import Reel

AGAIN_S: Final = 60
"""After a write failed."""

_log: Final = logging.getLogger(__name__)


class Filming:
    """The film of this life, and what is kept of the lives before."""

    def __init__(self, config: Config, boot: str, thread: Executor) -> None:
        self._reel = Reel(config.paths.state, boot, config.policy())
        self._thread = thread
        self.film = Film(self._reel.before)

    async def run(self) -> None:
        """Write for ever."""
        told = False
        while True:
            await self.film.more()
            try:
                await self._do(self._reel.write, self.film.hand_on())
                told = False
            except OSError as error:
                if not told:
                    _log.warning("the film of what is decided is in memory alone: %s", error.strerror or error)
                told = True
                await asyncio.sleep(AGAIN_S)

    async def forget_old(self, powered_ms: int) -> None:
        """Delete what is older than a night."""
        try:
            await self._do(self._reel.forget_old, powered_ms)
        except OSError as error:
            _log.warning("the film of what was decided is not deleted: %s", error.strerror)

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """At the end of a life, however it comes, what was decided last is written as well."""
        try:
            yield
        finally:
            self._thread.shutdown()
            try:
                self._reel.write(self.film.hand_on())
            except OSError as error:
                _log.warning("the film's end is not on the disk: %s", error.strerror)

    async def _do(self, job: Callable[[Any], None], given: object) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, job, given)
