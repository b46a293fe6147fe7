"""One run: a seed, some hours of business and trouble, and healing."""

import asyncio
import gc
import logging
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lockersim.site.terminal import RefusedError, UnreachableError
from virtual.healing import heal
from virtual.loop import SeededLoop
from virtual.scene import Scene
from virtual.station import Station
from virtual.town import Town
from virtual.troubles import Troubles
from virtual.walls import draw_wall

HOURS: Final = 5.0
"""Of business in a run, unless another length is asked for."""
MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a file system in memory, in a folder of our own
SLIPS: Final = (0, 20, 50)
TROUBLES_S: Final = (600.0, 3_600.0, 3_600.0, 6 * 3_600.0, 10_000_000.0)


@dataclass(frozen=True, slots=True)
class Run:
    """What a run came to."""

    seed: int
    hours: float
    """Of the business; healing comes on top."""
    simulated_hours: float
    digest: str
    lines: int
    lives: int
    documents: int
    """Those that the site has a door for."""
    collected: int
    counted: int
    """Of how many documents the facts were held against the world."""
    checkpoints: int
    """Of those that the site signed, how many fit central's copy."""
    breaches: tuple[str, ...]
    newest: tuple[str, ...]


def play(
    seed: int, hours: float, *, slips: int | None = None, troubles_s: float | None = None, aloud: bool = False
) -> Run:
    """Play one run in a loop of its own; what is not said is drawn.

    ``slips``: how many of a hundred people do something wrong; ``troubles_s``: the mean time between two troubles.
    """
    logging.getLogger("lockerd").setLevel(logging.CRITICAL + 1)
    rng = random.Random(seed)
    folder = MEMORY if MEMORY.is_dir() else None
    with (
        swept_on_purpose(),
        tempfile.TemporaryDirectory(dir=folder, prefix="lockerd-virtual-") as root,
        asyncio.Runner(loop_factory=lambda: SeededLoop(random.Random(rng.randrange(2**64)))) as runner,
    ):
        return runner.run(_play(seed, hours, Path(root), rng, slips=slips, troubles_s=troubles_s, aloud=aloud))


@contextmanager
def swept_on_purpose() -> Iterator[None]:
    """Garbage is collected at moments of the simulation's own, not after so many allocations."""
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.enable()


async def _play(
    seed: int,
    hours: float,
    root: Path,
    rng: random.Random,
    *,
    slips: int | None,
    troubles_s: float | None,
    aloud: bool,
) -> Run:
    async with Station(root, draw_wall(rng), rng, aloud=aloud) as station:
        scene = Scene(station)
        doors = len(station.wall.world.compartments)
        drawn_slips, drawn_s = rng.choice(SLIPS), rng.choice(TROUBLES_S)
        town = Town(scene, station.fork("town"), slips=drawn_slips if slips is None else slips, doors=doors)
        troubles = Troubles(scene, station.fork("troubles"), mean_s=drawn_s if troubles_s is None else troubles_s)
        began_s = station.now_s
        await station.service.unless_given_up(_business(scene, town, troubles, hours))
        return Run(
            seed=seed,
            hours=hours,
            simulated_hours=(station.now_s - began_s) / 3600,
            digest=station.trace.digest,
            lines=station.trace.lines,
            lives=station.service.lives,
            documents=sum(not each.refused for each in scene.documents.values()),
            collected=sum(each.reached for each in scene.documents.values()),
            counted=scene.sums.counted(scene.documents),
            checkpoints=station.central.checkpoints,
            breaches=tuple(station.breaches),
            newest=tuple(station.trace.newest),
        )


async def _business(scene: Scene, town: Town, troubles: Troubles, hours: float) -> None:
    station = scene.station
    await asyncio.sleep(60.0)
    until_s = station.now_s + hours * 3600
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(town.live(until_s))
        tasks.create_task(troubles.live(until_s))
    try:
        await heal(scene, town, troubles)
    except (RefusedError, UnreachableError) as error:
        station.breach(f"healed, lockerd does not serve: {error}")
    await scene.leave()


def told(run: Run) -> str:
    """One run in words."""
    documents = f"{run.documents} documents, {run.collected} collected, {run.counted} counted"
    what = f"{documents}, {run.lives} lives, {run.lines} lines"
    head = f"seed {run.seed}: {run.simulated_hours:.1f} h, {what}, log {run.digest[:16]}"
    again = f"again: python -m virtual --seed {run.seed} --hours {run.hours:g} --aloud"
    return "\n".join([head, *([*(f"  {words}" for words in run.breaches), again] if run.breaches else [])])
