"""The command ``lockerd``: read the configuration, run the daemon, say in words why it ended."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

from lockerd import __version__
from lockerd.config import Config, ConfigError, Keys, load, load_keys
from lockerd.errors import CallerError, LockerdError
from lockerd.systemd import Notifier

EXIT_FAILED: Final = 1
EXIT_CONFIG: Final = 78
"""EX_CONFIG of sysexits.h: starting again will not help before somebody has mended the configuration."""

_log: Final = logging.getLogger("lockerd")


def main() -> int:
    """Run the daemon until SIGTERM or SIGINT; gives the exit status."""
    parser = argparse.ArgumentParser(prog="lockerd", description="The daemon of a civic document locker.")
    parser.add_argument("--config", type=Path, default=Path("/etc/lockerd/lockerd.toml"), metavar="FILE")
    parser.add_argument("--version", action="version", version=f"lockerd {__version__}")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    try:
        config = load(arguments.config)
        keys = load_keys(config)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return EXIT_CONFIG
    try:
        asyncio.run(_until_stopped(config, keys))
    except LockerdError as error:
        return _tell([error])
    except BaseExceptionGroup as group:
        known, unknown = group.split(LockerdError)
        if unknown is not None:
            raise
        assert known is not None
        return _tell(_leaves(known))
    return 0


async def _until_stopped(config: Config, keys: Keys) -> None:
    from lockerd.daemon.run import run

    task = asyncio.current_task()
    assert task is not None
    stopped = False

    def stop() -> None:
        nonlocal stopped
        stopped = True
        task.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    try:
        with closing(Notifier(os.environ)) as notifier:
            await run(config, keys, notifier)
    except asyncio.CancelledError:
        if not stopped:
            raise


def _tell(errors: list[LockerdError]) -> int:
    """Say every cause in one line each. What the caller can mend has the words for it; the rest is ours."""
    for error in errors:
        _log.critical("%s", error, exc_info=None if isinstance(error, CallerError) else error)
    return EXIT_FAILED


def _leaves(group: BaseExceptionGroup[LockerdError]) -> list[LockerdError]:
    found: list[LockerdError] = []
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            found.extend(_leaves(error))
        else:
            found.append(error)
    return found
