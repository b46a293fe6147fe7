"""The daemon's two folders: state is for nobody else, and through the other one the sockets are reached."""

import os
import stat
from pathlib import Path
from typing import Final

from lockerd.config.site import PathsConfig
from lockerd.errors import CallerError

RUNTIME_MODE: Final = 0o755
"""Who may use a socket its own mode says."""


class FolderError(CallerError):
    """A folder cannot be made or used; the text says which and why."""

    code = "folder_unusable"


def make_folders(paths: PathsConfig) -> None:
    """Make what is missing; of a state folder that is there, files that others may use are closed to them.

    Raises `FolderError`.
    """
    try:
        paths.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not paths.runtime.exists():
            paths.runtime.mkdir(parents=True)
            paths.runtime.chmod(RUNTIME_MODE)
        for path in paths.state.glob("lockerd.db*"):
            _close(path)
    except OSError as error:
        raise FolderError(f"{error.filename}: {error.strerror}; see [paths] in the configuration") from None


def _close(path: Path) -> None:
    """Take away what others may do; an earlier release left its database readable where no unit masked it."""
    found = path.lstat()
    if stat.S_ISREG(found.st_mode) and found.st_mode & 0o007 and found.st_uid == os.geteuid():
        path.chmod(stat.S_IMODE(found.st_mode) & ~0o007)
