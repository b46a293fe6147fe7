"""Copies of the database: on another medium, and not old."""

import time
from collections.abc import Iterator
from typing import Final

from lockerd.cli.checks.ground.sight import Sight
from lockerd.cli.checks.verdict import Check, fault, ok, warning
from lockerd.cli.language import say
from lockerd.config import Config
from lockerd.store import keeping

OLD_S: Final = 2 * 86_400
"""One is made each night."""


def backup(sight: Sight, config: Config) -> Iterator[Check]:
    """What is put back when the card or the Pi died (docs/operations.md)."""
    folder = config.copies.backup
    if folder is None:
        step = say("copies.backup in the configuration: docs/operations.md")
        yield warning("backup", say("no copy is made by itself"), step)
    elif not sight.exists(folder):
        yield fault("backup", say("{path} is not there", path=folder), say("plugged in and mounted? see `findmnt`"))
    elif sight.path(folder).stat().st_dev == sight.path(config.paths.state).stat().st_dev:
        step = say("a card that dies takes it along: another medium")
        yield warning("backup", say("{path} is the same medium", path=folder), step)
    else:
        made_s = keeping.DATABASE.newest_s(sight.path(folder))
        if made_s is None or time.time() - made_s > OLD_S:
            found = say("no copy of the last two days in {path}", path=folder)
            yield warning("backup", found, "sudo systemctl start lockerd-backup; journalctl -u lockerd-backup -e")
        else:
            yield ok("backup", say("made not long ago, on another medium: {path}", path=folder))
