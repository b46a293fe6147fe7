"""How often one who follows an opening door through the daemon changes the file.

Run: python scripts/count_stops.py [-v]. A collection is begun at a station in virtual time, below the APIs
(tests/daemon/simulated_site.py), and every function of lockerd is noted when it is called for the first time, until its
door was seen open: who reads on from call to call reads each once. Prints functions, files and changes of file, for the
whole and for each package alone; with -v every stop.
"""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

ROOT = Path(__file__).parents[1]
LOCKERD = ROOT / "lockerd"
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/daemon")]

from simulated_site import Site, code  # noqa: E402
from test_crash_points import announce_and_load, new_visit, phase  # noqa: E402
from virtual_loop import VirtualLoop  # noqa: E402

from lockerd.domain.model.codes import CodeForm  # noqa: E402
from lockerd.domain.model.events import StartCollection  # noqa: E402
from lockerd.domain.model.visits import Phase  # noqa: E402

Stop = tuple[str, str]
"""A file and a function in it."""


class Stops:
    """Notes the first call of each function between `begin` and `end`."""

    def __init__(self) -> None:
        self.found: list[Stop] = []
        self._seen: set[CodeType] = set()
        self._running: set[FrameType] = set()

    def begin(self) -> None:
        """What waits already is not called, only gone on with."""
        for task in asyncio.all_tasks():
            waiting: Any = task.get_coro()
            while frame := getattr(waiting, "cr_frame", None):
                self._running.add(frame)
                waiting = waiting.cr_await
        sys.setprofile(self._note)

    def end(self) -> None:
        sys.setprofile(None)

    def _note(self, frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event != "call" or code in self._seen or frame in self._running or code.co_name.startswith("<"):
            return
        path = Path(code.co_filename)
        if path.is_relative_to(LOCKERD):
            self._seen.add(code)
            self.found.append((str(path.relative_to(LOCKERD)), code.co_qualname))


async def collect(family: str, folder: Path) -> list[Stop]:
    """Collect a loaded order until its door was seen open."""
    stops, site = Stops(), Site(folder, family)
    async with site.power() as (controller, _):
        await announce_and_load(site, controller)
        await asyncio.sleep(30)
        visit, shown = new_visit(), code(1).grant
        stops.begin()
        await controller.submit(StartCollection(visit, CodeForm.QR, shown, exp_s=None))
        await phase(controller, visit, Phase.DOOR_OPEN)
        stops.end()
    return stops.found


def tell(what: str, stops: Sequence[Stop]) -> None:
    """One line: how many functions, in how many files, with how many changes of file."""
    files = [file for file, _ in stops]
    changes = sum(1 for _ in groupby(files)) - 1
    print(f"{what:12} {len(files):4} functions {len(set(files)):4} files {changes:4} changes of file")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=VirtualLoop) as runner:
        stops = runner.run(collect("bcc", Path(folder)))
    tell("all", stops)
    for package in sorted({file.split("/")[0] for file, _ in stops}):
        tell(package, [stop for stop in stops if stop[0].split("/")[0] == package])
    if "-v" in sys.argv[1:]:
        for file, function in stops:
            print(f"  {file} {function}")


if __name__ == "__main__":
    main()
