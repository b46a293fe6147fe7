"""Without a daemon: what can be seen of its configuration, keys, ports and database. Opens no port."""

import os
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Final

from lockerd.bus.link.adapter import taken_away
from lockerd.bus.link.holder import holder
from lockerd.cli.checks.capacity import without_staff
from lockerd.cli.checks.limits import certificates, disk
from lockerd.cli.checks.verdict import Check, fault, ok, warning
from lockerd.cli.language import say
from lockerd.config import Config, ConfigError, load, load_keys
from lockerd.config.certificates import certificates as dates_of
from lockerd.config.wall import BusConfig
from lockerd.errors import LockerdError
from lockerd.store import verify
from lockerd.store.room import room

CHIP: Final = Path("/dev/gpiochip0")


def offline(path: Path) -> Iterator[Check]:
    """Everything that can be checked, in the order in which it would stop a start."""
    try:
        config = load(path)
    except ConfigError as error:
        yield from _mistakes("configuration", error)
        return
    yield ok("configuration", say("{path} is good; SHA-256 {hash}", path=path, hash=config.sha256[:8]))
    yield without_staff(config)
    yield from _keys(config)
    for bus in config.buses:
        yield _port(bus)
    if config.gpio:
        yield _chip()
    yield from _database(config.paths.state)
    dates = {path: end for path, end in dates_of(config).items() if isinstance(end, int)}  # keys has told of the rest
    yield from certificates(dates, int(time.time()))


def _mistakes(name: str, error: ConfigError) -> Iterator[Check]:
    for problem in error.problems:
        found = f"{problem.key}: {problem.reason}" if problem.key else f"{error.path} {problem.reason}"
        if problem.reason.endswith("Permission denied"):
            yield warning(name, found, say("run the self-test as a user who may read it, for example as root"))
        else:
            yield fault(name, found, f"lockerctl config check {error.path}")


def _keys(config: Config) -> Iterator[Check]:
    try:
        load_keys(config)
    except ConfigError as error:
        yield from _mistakes("keys", error)
    else:
        yield ok("keys", say("all are there and none is open to others"))


def _port(bus: BusConfig) -> Check:
    if bus.port is None:
        return ok("port", say("{bus}: {port}, which is not asked without a daemon", bus=bus.id, port=bus.where))
    device = Path(os.path.realpath(bus.port))
    if not device.exists():
        cause = taken_away() or say("plugged in? named by its socket? see `ls -l /dev/serial/by-path`")
        return fault("port", say("{bus}: {port} is not there", bus=bus.id, port=bus.port), cause)
    if (who := holder(device)) is not None:
        return warning(
            "port",
            say("{bus}: {port} is held by {who}", bus=bus.id, port=bus.port, who=who),
            say("end that program before lockerd starts"),
        )
    return ok("port", say("{bus}: {port} is there, and nobody is seen to hold it", bus=bus.id, port=bus.port))


def _chip() -> Check:
    if CHIP.exists():
        return ok("pins", say("{path} is there", path=CHIP))
    return fault("pins", say("{path} is not there", path=CHIP), say("is this a Raspberry Pi? see docs/gpio.md"))


def _database(state: Path) -> Iterator[Check]:
    database = state / "lockerd.db"
    try:
        if not database.exists():
            yield ok("database", say("there is none yet; lockerd makes {path}", path=database))
        else:
            if (who := holder(Path(os.path.realpath(database.with_suffix(".lock"))))) is not None:
                next_step = say("a daemon that starts or hangs: systemctl status lockerd")
                yield warning("database", say("{path} is held by {who}", path=database, who=who), next_step)
            yield _whole(database)
        if state.is_dir():
            yield disk(room(state))
    except OSError as error:
        yield warning("database", f"{state}: {error.strerror}", say("run the self-test as root"))


def _whole(database: Path) -> Check:
    try:
        found = verify(database)
    except LockerdError as error:
        return fault("database", str(error), say("keep the file as it is; restore a backup beside it"))
    if found.fault is not None:
        wrong = say("the log is not whole: epoch {epoch}, number {number}: {what}", **asdict(found.fault))
        return fault("database", wrong, say("keep the file as it is: it is evidence"))
    return ok("database", say("{path}: {rows} rows, all as they were written", path=database, rows=found.rows))
