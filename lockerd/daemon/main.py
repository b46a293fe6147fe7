"""The command ``lockerd``: read the configuration, run the daemon, say in words why it ended."""

import argparse
import asyncio
import gc
import logging
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from lockerd import __version__
from lockerd.errors import CallerError, LockerdError
from lockerd.systemd import Notifier

if TYPE_CHECKING:
    from lockerd.config import Config, Keys

EXIT_FAILED: Final = 1
EXIT_CONFIG: Final = 78
"""EX_CONFIG of sysexits.h: starting again will not help before somebody has mended the configuration."""

THREADS: Final = 4
"""For what takes long and may be left alone: pictures of codes, checking the log."""

_log: Final = logging.getLogger("lockerd")


class UnawaitedThreads(ThreadPoolExecutor):
    """The loop's own workers: when it ends they are left alone. What has to be finished has threads of its own."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """See ``Executor.shutdown``; never waits."""
        super().shutdown(wait=False, cancel_futures=True)


def main() -> NoReturn:
    """Run the daemon until SIGTERM or SIGINT, then end the process, whatever its threads still wait for."""
    gc.disable()  # until all is loaded: `lockerd.daemon.machine.keep_loaded`
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # it would look for some in every package that is installed
    try:
        status = _live()
    except Exception:  # noqa: BLE001 - a defect of ours: told, and the end
        _log.critical("lockerd ends", exc_info=True)
        status = EXIT_FAILED
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    # Python would join every thread: a look-up that no name server answers takes half a minute (F66).
    os._exit(status)


def arguments_parser() -> argparse.ArgumentParser:
    """What can be said behind ``lockerd``."""
    parser = argparse.ArgumentParser(prog="lockerd", description="The daemon of a civic document locker.")
    path = Path("/etc/lockerd/lockerd.toml")
    parser.add_argument("--config", type=Path, default=path, metavar="FILE", help=f"the configuration (default {path})")
    parser.add_argument("--version", action="version", version=f"lockerd {__version__}")
    return parser


def _live() -> int:
    """One life; gives the exit status."""
    from lockerd.config import ConfigError, load, load_keys

    arguments = arguments_parser().parse_args()
    os.umask(0o077)  # also where no unit says so: what is written down here is nobody else's business
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    try:
        config = load(arguments.config)
        keys = load_keys(config)
        _say_where_systemd_lags(config)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return EXIT_CONFIG
    try:
        asyncio.run(_until_stopped(config, keys))
    except ConfigError as error:
        # It was read, and does not go with what the database holds.
        print(error, file=sys.stderr)
        return EXIT_CONFIG
    except LockerdError as error:
        return _tell([error])
    except BaseExceptionGroup as group:
        known, unknown = group.split(LockerdError)
        if unknown is not None:
            raise
        assert known is not None
        return _tell(_leaves(known))
    return 0


def _say_where_systemd_lags(config: "Config") -> None:
    """systemd lets the daemon reach what the configuration named when it was last told of it (lockerd-generator)."""
    if os.environ.get("LOCKERD_TOLD", config.sha256) != config.sha256:
        _log.warning(
            "%s has changed since systemd read it: networks, ports and credentials are as they were before; "
            "if it names others now: systemctl daemon-reload && systemctl restart lockerd",
            config.path,
        )


async def _until_stopped(config: "Config", keys: "Keys") -> None:
    from lockerd.daemon.machine import Machine
    from lockerd.daemon.run import run

    task = asyncio.current_task()
    assert task is not None
    stopped = False

    def stop() -> None:
        nonlocal stopped
        stopped = True
        task.cancel()

    loop = asyncio.get_running_loop()
    loop.set_default_executor(UnawaitedThreads(THREADS, thread_name_prefix="worker"))
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    try:
        with closing(Notifier(os.environ)) as notifier:
            await run(config, keys, notifier, Machine(stopped=lambda: stopped))
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
