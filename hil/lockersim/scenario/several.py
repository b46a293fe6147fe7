"""Playing scenario files: one after the other with every step as it happens, or several at a time."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from lockersim.errors import SimError
from lockersim.folder import held
from lockersim.scenario.model import Scenario
from lockersim.scenario.play import play
from lockersim.scenario.report import Report
from lockersim.site.process import kill_process
from lockersim.site.rig import Rig

Say = Callable[[str], None]
FILM = "film.json"
"""What lockerd decided, where the folder is kept; as `lockerctl support bundle` writes it."""


async def play_files(
    files: Sequence[Path], *, rig: Rig, jobs: int, keep: Path | None, say: Say
) -> Mapping[str, Report]:
    """Play up to ``jobs`` stories at a time on ``rig``, each with a broker, ports and folders of its own.

    Returns reports by file name. One at a time, ``say`` gets each step when it is over; of several, all that belongs to
    a story comes when it ends. Raises ``SimError``, before anything is played, for a file that cannot be read or is
    named twice, and for more than one at a time on a rig with real things, which are there once.
    """
    scenarios = {path.name: Scenario.read(path) for path in files}
    if len(scenarios) < len(files):
        raise SimError("two of these files have the same name; rename one or play it by itself")
    if jobs == 1:
        return {path.name: await _here(scenarios[path.name], rig, _kept(keep, path), say) for path in files}
    if not rig.virtual:
        raise SimError(f"the rig '{rig.title}' plays one story at a time; leave --jobs away")
    places = asyncio.Semaphore(jobs)

    async def tell(path: Path) -> Report:
        async with places:
            report = await _apart(path, keep)
        say("\n".join([*map(str, report.steps), *report.lines()]))
        return report

    async with asyncio.TaskGroup() as group:
        tasks = {path.name: group.create_task(tell(path)) for path in files}
    return {name: task.result() for name, task in tasks.items()}


async def _here(scenario: Scenario, rig: Rig, kept: Path | None, say: Say) -> Report:
    with tempfile.TemporaryDirectory(prefix="lockersim-") as scratch:
        root = Path(scratch) if kept is None else kept
        try:
            with held(root):
                report = await play(scenario, root, rig=rig, say=say, film=None if kept is None else kept / FILM)
        except SimError as error:
            report = Report(scenario.title, failure=str(error))
    say("\n".join(report.lines()))
    return report


async def _apart(path: Path, keep: Path | None) -> Report:
    """Play a story in a process of its own: what one simulator computes makes no board of another answer late."""
    more = [] if keep is None else ["--keep", str(keep)]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "lockersim.main", "scenario", "--report", "json", *more, str(path)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        answer, words = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    finally:
        await kill_process(process)
    if not answer:
        return Report(path.stem, failure=words.decode(errors="replace").strip() or "the simulator ended without a word")
    return Report.from_json(json.loads(answer)[0])


def _kept(keep: Path | None, path: Path) -> Path | None:
    return None if keep is None else keep / path.stem
