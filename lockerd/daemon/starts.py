"""Starts in a row of which none lasted, counted outside the database: it may be what does not start (F7)."""

import asyncio
import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from lockerd.domain.openings.machine import STEADY_MS

_DIGITS: Final = 4
_log: Final = logging.getLogger(__name__)


class Starts:
    """The file ``starts`` in the state folder. A disk that takes nothing is told and counts as a first start."""

    def __init__(self, state: Path) -> None:
        self._file = state / "starts"
        self.in_a_row = 1

    def count(self) -> int:
        """Count this start, durably before anything is fired; 1 is one after a life that lasted or was ended."""
        self.in_a_row = self._read() + 1
        self._write(self.in_a_row)
        return self.in_a_row

    def forget(self) -> None:
        """This life lasted, or somebody ends it on purpose."""
        self._write(0)

    async def lasted(self) -> None:
        """Wait until this life has lasted, and forget what was before."""
        await asyncio.sleep(STEADY_MS / 1000)
        self.forget()

    def _read(self) -> int:
        with suppress(OSError, ValueError):
            return int(self._file.read_bytes()[:_DIGITS])
        return 0

    def _write(self, number: int) -> None:
        try:
            descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.pwrite(descriptor, b"%0*d\n" % (_DIGITS, min(number, 10**_DIGITS - 1)), 0)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            _log.warning("%s cannot be written: %s; starts are not counted", self._file, error.strerror)
