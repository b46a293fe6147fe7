"""lockerd with a probe in its event loop; see bench_lag.py.

Run: python hil/bench/lag_daemon.py FILE thread|inline [lockerd's arguments]. Writes to FILE at the end, a line each,
when the probe was due (monotonic seconds) and how late it came (milliseconds). Everything else is lockerd as it is;
``inline`` has the store do its jobs in the loop itself, as programs do that commit where they stand.
"""

import asyncio
import sys
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from typing import Any

from lockerd.config import Config, Keys
from lockerd.daemon import run as life
from lockerd.daemon.machine import Machine
from lockerd.daemon.main import main
from lockerd.systemd import Notifier

EVERY_S = 0.002


class Inline(Executor):
    """Does every job at once, where it is asked for."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - as an executor does
            done.set_exception(error)
        return done


async def probe(found: list[tuple[float, float]]) -> None:
    """Ask to be woken at fixed times, also for those that have passed meanwhile, and note how much later it was."""
    loop = asyncio.get_running_loop()
    due_s = loop.time()
    while True:
        due_s += EVERY_S
        woken = loop.create_future()
        loop.call_at(due_s, woken.set_result, None)
        await woken
        found.append((due_s, (loop.time() - due_s) * 1000))


def _write(out: Path, found: list[tuple[float, float]]) -> None:
    out.write_text("".join(f"{due_s} {lag_ms}\n" for due_s, lag_ms in found))


def probed(out: Path, *, inline: bool) -> Any:
    """Return `lockerd.daemon.run.run` with the probe beside it."""
    run = life.run

    async def run_probed(config: Config, keys: Keys, notifier: Notifier, machine: Machine) -> None:
        found: list[tuple[float, float]] = []
        probing = asyncio.create_task(probe(found))
        try:
            await run(config, keys, notifier, replace(machine, thread=lambda _: Inline()) if inline else machine)
        finally:
            probing.cancel()
            _write(out, found)

    return run_probed


if __name__ == "__main__":
    out, where, *sys.argv[1:] = sys.argv[1:]
    life.run = probed(Path(out), inline=where == "inline")
    main()
