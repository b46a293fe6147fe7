"""The lock file beside the database: a second daemon is refused (F17)."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lockerd.store.errors import StoreInUseError, StoreUnusableError


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold ``path`` exclusively; the kernel lets go when the process ends, however it ends.

    Raises StoreInUseError when another process (or this one) holds it, StoreUnusableError when it cannot be made or
    written (F14).
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreUnusableError(f"{path}: {error.strerror}; the state directory must exist and be writable") from error
    try:
        try:
            _take(descriptor, path)
        except OSError as error:
            raise StoreUnusableError(f"{path}: {error.strerror}; is there room on the disk?") from error
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
        raise StoreInUseError(f"{path} is held by another lockerd (process {owner}); stop that one first") from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
