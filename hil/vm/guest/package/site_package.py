"""A simulated site around a packaged lockerd: its wall, its people, its broker and its central live in this process."""

import asyncio
import grp
import json
import pwd
import subprocess
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from lockersim.bench import Bench
from lockersim.scenario import checks
from lockersim.scenario.model import Scenario, WallChoice
from lockersim.scenario.steps import Stage
from lockersim.site.rig import Lockerd, Rig

HERE = Path(__file__).parents[1]
PACKAGES = Path("/mnt/share")
STATE = Path("/var/lib/lockerd")
PREFIX = Path("/usr/lib/lockerd")
SITE = Path("/srv/site")
SERVICE = "lockerd.service"
SOCKETS = ("lockerd-terminal.socket", "lockerd-admin.socket", "lockerd-public.socket")
WITHIN_S = 90.0
WALL = WallChoice(families=("cu48b", "bcc"), sensed={"cu48b": "contact", "bcc": "contact"})

T = TypeVar("T")


def run(*command: str | Path, fails: bool = False) -> str:
    """Run a command that must succeed, or fail; gives what it says."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode != 0) is fails, f"{command}: {done.returncode} {done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def show(unit: str, key: str) -> str:
    """One property of a unit."""
    return run("systemctl", "show", "--value", "-p", key, unit).strip()


def main_pid() -> int:
    """The daemon's; 0 while there is none."""
    return int(show(SERVICE, "MainPID"))


def owner(path: str | Path) -> str:
    """Like ``root:lockerd 660``."""
    found = Path(path).stat()
    return f"{pwd.getpwuid(found.st_uid).pw_name}:{grp.getgrgid(found.st_gid).gr_name} {found.st_mode & 0o7777:o}"


def until(true: Callable[[], bool], what: str, *, within_s: float = WITHIN_S) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, f"{what}: not within {within_s:g} s\n{journal()[-3000:]}"
        time.sleep(0.3)


def journal(*words: str) -> str:
    """What systemd, lockerd and the update said in this boot."""
    units = ("-u", "lockerd", "-u", "lockerd-update", "-u", "lockerd-failed", "-u", "lockerd-retry")
    return run("journalctl", *units, "--no-pager", "-o", "cat", *words)


def ctl(*words: str) -> Any:
    """What lockerctl answers, as JSON."""
    return json.loads(run("lockerctl", *words, "--json"))


def serves() -> bool:
    """Whether systemd and lockerd both say so, and every door was read."""
    done = subprocess.run(
        ["lockerctl", "compartments", "--json"], capture_output=True, text=True, check=False, timeout=60
    )
    if done.returncode or show(SERVICE, "ActiveState") != "active":
        return False
    return all(row["door"] != "unknown" for row in json.loads(done.stdout))


def start_again() -> None:
    """As a technician does, whatever is left of it; ended on purpose, its starts are no row that would halt it (F7)."""
    run("systemctl", "stop", *SOCKETS, SERVICE)
    run("systemctl", "reset-failed", SERVICE)
    run("systemctl", "start", *SOCKETS, SERVICE)
    until(serves, "lockerd serves")


def version() -> str:
    """The version that is current."""
    return (PREFIX / "current").readlink().name


class Station:
    """The site; its boards answer all the time, in a thread of their own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        SITE.mkdir(parents=True, exist_ok=True)
        service = ["sh", str(HERE / "as_service.sh")]
        how = Lockerd(
            put=(*service, "put", "{site}"),
            run=(*service, "run"),
            stop=(*service, "stop"),
            cut=(*service, "cut"),
            sockets="/run/lockerd",
        )
        self._rig = Rig(title="a package", lockerd=how)
        self.bench = self.do(self._begin())
        self._stage = Stage(self.bench)

    async def _begin(self) -> Bench:
        bench = Bench(SITE, WALL.spec(), rig=self._rig, seed=7)
        await bench.__aenter__()
        return bench

    def do(self, what: Coroutine[Any, Any, T], *, within_s: float = 600.0) -> T:
        """Do something in the thread of the wall."""
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(within_s)

    def play(self, *steps: dict[str, Any]) -> None:
        """Steps of a story (hil/README.md); raises where one does not go as it must."""
        story = Scenario(title="steps", steps=list(steps))
        for _, step in story.steps:
            self.do(self._stage.do(step))

    def breaches(self) -> list[str]:
        """What was physically wrong up to now."""
        return checks.physical(self.bench.watcher)

    def close(self) -> None:
        """Take all of it away."""
        with suppress(Exception):
            self.do(self.bench.stop(), within_s=60)
