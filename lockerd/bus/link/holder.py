"""Who holds a port, as far as /proc tells; a folder stands for it in tests."""

import os
from pathlib import Path
from typing import Final

PROC: Final = Path("/proc")


def holder(device: Path, proc: Path = PROC) -> str | None:
    """The process that has the resolved port open: number and command; None where /proc does not tell.

    Of other users' processes an ordinary user sees only the locks, and under systemd's ProtectProc= not their names.
    """
    pid = _by_lock(device, proc) or _by_descriptor(device, proc)  # a lock keeps others out, an open port need not
    if pid is None:
        return None
    try:
        name = (proc / pid / "comm").read_text(errors="replace").strip()
        # A program gives itself any name, and this goes into the journal.
        return f"process {pid} ({''.join(each if each.isprintable() else '?' for each in name)})"
    except OSError:
        return f"process {pid}"


def _by_descriptor(device: Path, proc: Path) -> str | None:
    for process in _names(proc):
        for descriptor in _names(proc / process / "fd") if process.isdecimal() else ():
            try:
                if (proc / process / "fd" / descriptor).readlink() == device:
                    return process
            except OSError:
                continue  # closed meanwhile
    return None


def _names(folder: Path) -> list[str]:
    try:
        return [each.name for each in folder.iterdir()]
    except OSError:
        return []  # ended meanwhile, or not ours to see


def _by_lock(device: Path, proc: Path) -> str | None:
    try:
        at = device.stat()
        lines = (proc / "locks").read_text(errors="replace").splitlines()
    except OSError:
        return None
    place = f"{os.major(at.st_dev):02x}:{os.minor(at.st_dev):02x}:{at.st_ino}"
    for line in lines:
        match line.split():
            case [_, "FLOCK", _, _, pid, where, *_] if where == place and pid.isdecimal() and pid != "0":
                return pid
    return None
