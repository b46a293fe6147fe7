"""Having again what went away - a port, a set of pins - ever more rarely asked for (F43, design rule 13)."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from lockerd.errors import LockerdError

FIRST_MS: Final = 500
LAST_MS: Final = 10_000
RESTS_S: Final = 1.0
"""How long who waits may rest, unless a watchdog is more impatient: it lives by our progress."""
_LOG: Final = logging.getLogger(__name__)


class BackOff:
    """Waits of which each is twice as long as the one before, up to the last; all in ms."""

    def __init__(self, first_ms: int, last_ms: int) -> None:
        self._first_ms: Final = first_ms
        self._last_ms: Final = last_ms
        self._next_ms = first_ms

    def next_ms(self) -> int:
        """How long to wait now."""
        wait_ms, self._next_ms = self._next_ms, min(2 * self._next_ms, self._last_ms)
        return wait_ms

    def reset(self) -> None:
        """All is well: begin anew with the shortest."""
        self._next_ms = self._first_ms


class Reopening:
    """Holds one thing that can go away, under one task: `run`.

    The log calls it ``what``, of ``name``. ``errors`` are what opening and using it raise while it is away; one of
    ``fatal`` ends `run` if the very first try raises it. ``lost`` is called when it has gone, or was not there at the
    start; ``progress`` every ``rests_s`` while it is away.
    """

    def __init__(
        self,
        name: str,
        what: str,
        *,
        errors: tuple[type[LockerdError], ...],
        fatal: tuple[type[LockerdError], ...] = (),
        lost: Callable[[], None],
        monotonic_ms: Callable[[], int],
        progress: Callable[[], None],
        rests_s: float = RESTS_S,
    ) -> None:
        self._name = name
        self._what = what
        self._errors = errors
        self._fatal = fatal
        self._lost = lost
        self._monotonic_ms = monotonic_ms
        self._progress = progress
        self._rests_s = rests_s
        self._waits = BackOff(FIRST_MS, LAST_MS)
        self._opened_ms: int | None = None
        self.gone = ""
        """Why it is not there, in words; empty while it is, and before the first try."""

    async def run(self, hold: Callable[[Callable[[], None]], Awaitable[None]]) -> None:
        """Hold it until cancelled. ``hold`` opens it, calls what it is given, uses it, and gives it back at the end."""
        fatal = self._fatal
        try:
            while True:
                self._opened_ms = None
                try:
                    await hold(self._opened)
                except self._errors as error:
                    if isinstance(error, fatal):
                        raise
                    self._went(str(error))
                fatal = ()
                await self._wait()
        finally:
            self.gone = self.gone or "it was stopped"

    def _opened(self) -> None:
        if self.gone:
            _LOG.info("%s: %s back", self._name, self._what)
        self.gone, self._opened_ms = "", self._monotonic_ms()

    def _went(self, why: str) -> None:
        # Not after every success: a gateway that takes a connection and drops it is not asked twice a second for ever.
        if self._opened_ms is not None and self._monotonic_ms() - self._opened_ms >= LAST_MS:
            self._waits.reset()
        before, self.gone = self.gone, why
        if why != before:
            _LOG.error("%s: %s; it is tried again by itself", self._name, why)
        if not before:
            self._lost()

    async def _wait(self) -> None:
        until_ms = self._monotonic_ms() + self._waits.next_ms()
        while (left_ms := until_ms - self._monotonic_ms()) > 0:
            await asyncio.sleep(min(left_ms / 1000, self._rests_s))
            self._progress()
