"""Playing scenario files: one after the other with every step as it happens, or several at a time."""

import asyncio
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from lockersim.errors import SimError
from lockersim.rig import Rig
from lockersim.scenario.model import Scenario
from lockersim.scenario.play import play
from lockersim.scenario.report import Report

Say = Callable[[str], None]


async def play_files(
    files: Sequence[Path], *, rig: Rig, jobs: int, keep: Path | None, say: Say
) -> Mapping[str, Report]:
    """Play up to ``jobs`` stories at a time on ``rig``, each with a broker, ports and folders of its own.

    Returns reports by file name. One at a time, ``say`` gets each step when it is over; of several, all that belongs to
    a story comes when it ends. Raises ``SimError``, before anything is played, for a file that cannot be read or is
    named twice, and for more than one at a time where the rig has things only once.
    """
    if jobs > 1 and not rig.several:
        raise SimError(f"the rig '{rig.title}' plays one story at a time; leave --jobs away")
    scenarios = {path.name: Scenario.read(path) for path in files}
    if len(scenarios) < len(files):
        raise SimError("two of these files have the same name; rename one or play it by itself")
    places = asyncio.Semaphore(jobs)

    async def tell(name: str, scenario: Scenario) -> Report:
        async with places:
            report = await _play(scenario, rig, Path(name).stem, keep, say if jobs == 1 else _nothing)
        steps = [] if jobs == 1 else [str(step) for step in report.steps]
        say("\n".join([*steps, *report.lines()]))
        return report

    async with asyncio.TaskGroup() as group:
        tasks = {name: group.create_task(tell(name, scenario)) for name, scenario in scenarios.items()}
    return {name: task.result() for name, task in tasks.items()}


async def _play(scenario: Scenario, rig: Rig, name: str, keep: Path | None, say: Say) -> Report:
    with tempfile.TemporaryDirectory(prefix="lockersim-") as scratch:
        root = Path(scratch) if keep is None else keep / name
        root.mkdir(parents=True, exist_ok=True)
        try:
            return await play(scenario, root, rig=rig, say=say)
        except SimError as error:
            return Report(scenario.title, failure=str(error))


def _nothing(_line: str) -> None:
    """Say nothing for now."""
