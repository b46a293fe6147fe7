"""Room on the disk: without it no opening can be written down, and then none is made (F14)."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LAST_BYTES: Final = 50 << 20
"""With less, nothing more is put in, and the next commits may fail (F14)."""


@dataclass(frozen=True, slots=True)
class Room:
    """Of the disk that holds the database."""

    folder: str
    free_bytes: int
    """For a process that is not root."""
    size_bytes: int
    database_bytes: int
    """The database with its log."""


def room(state: Path) -> Room:
    """Measure now; raises OSError."""
    disk = os.statvfs(state)
    return Room(
        folder=str(state),
        free_bytes=disk.f_bavail * disk.f_frsize,
        size_bytes=disk.f_blocks * disk.f_frsize,
        database_bytes=sum(_size_bytes(each) for each in state.glob("lockerd.db*")),
    )


def _size_bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # a link that leads nowhere, or the log of a database that was closed just now
