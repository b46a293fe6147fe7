"""The configuration on disk: read as the daemon read it, and never overwritten without keeping what was there."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.cli.reading.status import ConfigFile
from lockerd.config import Config
from lockerd.config.load import read

NEW_MODE: Final = 0o644


@dataclass(frozen=True, slots=True)
class Running:
    """The configuration that the daemon runs with."""

    path: Path
    text: str
    config: Config


def running(named: ConfigFile) -> Running:
    """Read the file that the daemon named; raises `CliError` where it is not what the daemon read."""
    path, known = Path(named.file), named.sha256
    try:
        data = path.read_bytes()
    except OSError as error:
        next_step = say("run lockerctl where the daemon runs, as a user who may read it")
        raise CliError(Exit.NOT_ALLOWED, f"{path}: {error.strerror}", next_step) from None
    if sha256_of(data) != known:
        cause = say("{path} was changed since the daemon read it", path=path)
        raise CliError(Exit.REFUSED, cause, say("restart lockerd, so that both speak of the same wiring"))
    return Running(path, data.decode("utf-8-sig"), read(data, path))


def sha256_of(data: bytes) -> str:
    """By what a configuration is known, hex."""
    return hashlib.sha256(data).hexdigest()


def put(path: Path, text: str) -> Path | None:
    """Write a configuration; what stood there is kept beside it. Returns where; raises ``OSError``."""
    beside, kept, mode = path.with_name(path.name + ".new"), None, NEW_MODE
    if path.exists():
        old = path.read_bytes()
        mode = path.stat().st_mode & 0o777
        kept = path.with_name(f"{path.name}.{sha256_of(old)[:8]}")
        if not kept.exists():
            os.link(path, kept)
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.chmod(mode)
    beside.replace(path)
    return kept
