"""A folder that one run has to itself: whoever comes second is told, and wipes nothing."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lockersim.errors import SimError

MARK = ".lockersim"
"""Marks a folder as ours to empty; locked as long as a run uses it, and holds the run's process id."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Make the folder where there is none and hold it; raises ``SimError`` where another run does."""
    mark = folder / MARK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = mark.open("a+")
    except OSError as error:
        raise SimError(f"{folder} cannot be used: {error.strerror}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            who = lock.read(20).strip() or "unknown"
            raise SimError(f"{folder} is in use by process {who}; stop that one, or give another --folder") from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


@contextmanager
def emptied(folder: Path) -> Iterator[None]:
    """Like ``held``, and everything an earlier run left there is gone; a folder that is not ours is left alone."""
    if folder.exists() and not (folder / MARK).exists() and any(folder.iterdir()):
        raise SimError(f"{folder} is not empty and not a folder of the demo")
    with held(folder):
        for each in folder.iterdir():
            if each.is_dir() and not each.is_symlink():
                shutil.rmtree(each, ignore_errors=True)
            elif each.name != MARK:
                each.unlink(missing_ok=True)
        yield
