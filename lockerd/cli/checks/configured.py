"""Whether the configuration on the disk is still the one that runs, and would be taken at the next start."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from lockerd.cli.checks.capacity import without_staff
from lockerd.cli.checks.verdict import Check, fault, ok, warning
from lockerd.cli.language import say
from lockerd.cli.reading.status import ConfigFile
from lockerd.config import ConfigError
from lockerd.config.load import read


def configured(known: ConfigFile) -> Iterator[Check]:
    """Look at the file that the daemon was started with."""
    path, running = Path(known.file), known.sha256
    try:
        data = path.read_bytes()
    except OSError as error:
        yield warning("configuration", f"{path}: {error.strerror}", say("run the self-test as a user who may read it"))
        return
    try:
        config = read(data, path)
    except ConfigError as error:
        found = say(
            "{path} was changed, and lockerd would not start with it: {why}", path=path, why=error.problems[0].reason
        )
        yield fault("configuration", found, f"lockerctl config check {path}")
        return
    if hashlib.sha256(data).hexdigest() != running:
        yield warning(
            "configuration",
            say("{path} was changed since lockerd started", path=path),
            say("restart lockerd to use it"),
        )
    else:
        yield ok("configuration", say("{path}, as it runs; SHA-256 {hash}", path=path, hash=running[:8]))
    yield without_staff(config)
