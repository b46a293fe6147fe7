"""A copy of the head in a small file beside the database: it tells a restored database from the newest one (F70).

An older database put back would give the same numbers to other events. The copy is then ahead of the database, and a
new epoch begins (design rule 8). It is written after every commit, but synced only now and then: a power cut may leave
it behind the database, which is harmless, but not ahead of it.
"""

import os
import re
from pathlib import Path
from typing import Final

from lockerd.store.errors import HeadCopyFailedError
from lockerd.store.records import Head

_SYNC_EVERY_ROWS: Final = 100
_FORMAT: Final = re.compile(rb"([0-9]{10}) ([0-9]{20})\n")


def read_copy(path: Path) -> tuple[int, int] | None:
    """Epoch and number of the copy, or None when there is none or it cannot be read."""
    try:
        found = _FORMAT.fullmatch(path.read_bytes())
    except OSError:
        return None
    return (int(found[1]), int(found[2])) if found else None


class HeadCopy:
    """Writes the copy. Not for two threads at once."""

    def __init__(self, path: Path) -> None:
        """Open or make the file; raises OSError."""
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._synced: tuple[int, int] | None = None
        self._written: tuple[int, int] | None = None

    def write(self, head: Head) -> None:
        """Record ``head``, in place: 32 bytes of one sector. Raises HeadCopyFailedError."""
        now = (head.epoch, head.number)
        if now == self._written:
            return
        try:
            os.pwrite(self._descriptor, b"%010d %020d\n" % now, 0)
            self._written = now
            if self._synced is None or now[0] != self._synced[0] or now[1] >= self._synced[1] + _SYNC_EVERY_ROWS:
                self._sync()
        except OSError as error:
            raise HeadCopyFailedError(f"the copy of the head cannot be written: {error.strerror}") from error

    def _sync(self) -> None:
        os.fsync(self._descriptor)
        self._synced = self._written

    def close(self) -> None:
        """Sync and close; raises HeadCopyFailedError."""
        try:
            self._sync()
        except OSError as error:
            raise HeadCopyFailedError(f"the copy of the head cannot be synced: {error.strerror}") from error
        finally:
            os.close(self._descriptor)
