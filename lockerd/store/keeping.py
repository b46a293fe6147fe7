"""A folder of copies: each there whole and synced or not at all, for one user's eyes, and never more than so many.

A copy is named by where the log stood, ``lockerd-000001-000000012345.db``: a clock that is wrong changes no order.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from lockerd.errors import CallerError

KEPT: Final = 7
"""So many of a kind, where nobody says otherwise."""
OTHERS_READ: Final = 0o077
OTHERS_WRITE: Final = 0o022


class CopyError(CallerError):
    """No copy was made, and those of before are as they were; the text says why."""

    code: ClassVar[str] = "copy_failed"


@dataclass(frozen=True, slots=True)
class Kind:
    """What is copied."""

    suffix: str

    def name(self, epoch: int, number: int) -> str:
        """Of a copy that ends there."""
        return f"lockerd-{epoch:06d}-{number:012d}{self.suffix}"

    def there(self, folder: Path) -> list[Path]:
        """Those that are in the folder, the newest last; raises OSError."""
        shape = re.compile(rf"lockerd-[0-9]{{6,}}-[0-9]{{12,}}{re.escape(self.suffix)}")
        return sorted(each for each in folder.iterdir() if shape.fullmatch(each.name) and not each.is_symlink())

    def newest_s(self, folder: Path) -> int | None:
        """When the newest was made, Unix seconds of this machine; None where there is none, or nobody can look."""
        try:
            return max((int(each.stat().st_mtime) for each in self.there(folder)), default=None)
        except OSError:
            return None


DATABASE: Final = Kind(".db")
LOG: Final = Kind(".jsonl")


@dataclass(slots=True)
class Begun:
    """A copy that is being made: written to ``part``, it is there once `finish` was called."""

    part: Path
    kind: Kind
    keep: int

    def finish(self, epoch: int, number: int) -> Path:
        """Make it durable under its name, then drop the oldest that are too many; never this one. Raises OSError."""
        file = self.part.with_name(self.kind.name(epoch, number))
        self.place(file)
        others = [each for each in self.kind.there(file.parent) if each != file]
        for old in others[: max(0, len(others) + 1 - self.keep)]:
            old.unlink()
        return file

    def place(self, file: Path) -> None:
        """Make it durable under another name in the same folder. Raises OSError."""
        _synced(self.part, os.O_RDONLY)
        self.part.replace(file)
        _synced(file.parent, os.O_RDONLY | os.O_DIRECTORY)


@contextmanager
def begun(folder: Path, kind: Kind, keep: int) -> Iterator[Begun]:
    """Begin a copy in a folder that is there; what is not finished leaves nothing behind, however it ended.

    What a kill has left goes at the next beginning. Raises `CopyError`, also for every OSError inside.
    """
    try:
        with _alone(folder):
            part = folder / f".begun{kind.suffix}"
            _drop(part)
            try:
                os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
                if part.stat().st_mode & OTHERS_READ:
                    raise CopyError(f"{folder}: others can read what is written there; mount it with umask=077")
                with suppress(OSError):  # root made it for the folder's owner; some file systems have no owners
                    os.chown(part, folder.stat().st_uid, folder.stat().st_gid)
                yield Begun(part, kind, keep)
            finally:
                _drop(part)
    except OSError as error:
        raise CopyError(
            f"{error.filename or folder}: {error.strerror}; the copies of before are as they were"
        ) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if os.fstat(descriptor).st_mode & OTHERS_WRITE:
            raise CopyError(f"{folder}: others can write there; chmod go-w {folder}")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CopyError(f"{folder}: another copy is being made there; once more when it is done") from None
        yield
    finally:
        os.close(descriptor)


def _drop(part: Path) -> None:
    for each in (part, part.with_name(f"{part.name}-journal")):
        each.unlink(missing_ok=True)


def _synced(path: Path, how: int) -> None:
    descriptor = os.open(path, how | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
