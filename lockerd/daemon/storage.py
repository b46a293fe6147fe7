"""Room on the disk, watched: what is put in waits first, and a reserve is kept for those who fetch (F14)."""

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from lockerd.domain.model.reports import RoomReport
from lockerd.store.room import LAST_BYTES, Room

LOOK_S: Final = 60
AGAIN_BYTES: Final = 2 * LAST_BYTES
"""Where there is so much room again, things are put in again."""
RESERVE_BYTES: Final = 8 << 20
"""Some thousand pickups, written down as they are."""
RELEASE_BYTES: Final = 4 << 20
"""With less left, the reserve is given up."""

_log: Final = logging.getLogger(__name__)


class Storage:
    """Owns the file ``reserve`` in the state folder."""

    def __init__(self, state: Path, room: Callable[[Path], Room]) -> None:
        self._state = state
        self._room = room
        self._reserve = state / "reserve"
        self._low = False

    def look(self) -> RoomReport | None:
        """Measure, keep or give up the reserve; None where the disk cannot be asked."""
        try:
            free = self._room(self._state).free_bytes
            self._settle(free)
        except OSError as error:
            _log.warning("%s: %s; whether there is room is not known", self._state, error.strerror)
            return None
        self._low = free < (AGAIN_BYTES if self._low else LAST_BYTES)
        return RoomReport(low=self._low, free_mb=free >> 20)

    async def run(self, report: Callable[[RoomReport], None]) -> None:
        """Report changes for ever."""
        told = False
        while True:
            found = self.look()
            if found is not None and found.low is not told:
                told = found.low
                report(found)
            await asyncio.sleep(LOOK_S)

    def _settle(self, free: int) -> None:
        kept = self._reserve.exists()
        if kept and free < RELEASE_BYTES:
            self._reserve.unlink()
            _log.critical("the disk is full: the reserve is given up for those who fetch; make room")
        elif not kept and free > AGAIN_BYTES:
            self._allocate()

    def _allocate(self) -> None:
        descriptor = os.open(self._reserve, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, RESERVE_BYTES)
        except OSError:
            self._reserve.unlink()
            raise
        finally:
            os.close(descriptor)
