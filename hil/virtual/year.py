"""A year of one station: 48 doors, a dozen hand-overs of every kind a day, a power cut a week. ``make year``.

Run: python -m virtual.year [--seed 1] [--months 13] [--days 28] [--budget MINUTES]. Each month is a process of its
own, which ends when everybody is served and goes on in the next with the files of the site, what lies behind its doors,
and what central knows. Whether anything leaks is said month by month: rows, files, memory at the beginning and the end.
What is done is kept in hil/virtual/out: a run that was broken off goes on from there; after a change of lockerd or of
its surroundings it begins anew. Ends with 1 where something was that must not be. What it came to is written to
hil/campaigns/figures.
"""

import argparse
import asyncio
import gc
import json
import logging
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import count
from pathlib import Path
from time import monotonic, process_time
from typing import Any, Final

import lockercentral
import lockerd
import lockersim
from campaigns import Campaign, Row, fingerprint, keep_figures
from lockersim.wall.spec import BoardSpec, BusSpec, WallSpec
from lockersim.world.model import Feedback, ItemSensor, Lock
from lockersim.world.partspec import CompartmentSpec, InputSpec
from virtual.carried import SITE, Carried, carried, read, take_over
from virtual.healing import heal
from virtual.leaks import holds, rows
from virtual.loop import SeededLoop
from virtual.run import MEMORY, swept_on_purpose
from virtual.scene import Scene
from virtual.station import Station
from virtual.town import Town
from virtual.troubles import Troubles

HERE: Final = Path(__file__).parent
OUT: Final = HERE / "out"
MONTHS: Final = 13
DAYS: Final = 28.0
DAY_S: Final = 86_400.0
WEEK_S: Final = 7 * DAY_S
SCAN_MS: Final = 10_000
"""The slowest that a site may be told to read its doors when nobody is there."""
SLOW_MS: Final = 40.0
"""As long as a board may take to answer: few questions fit into a second, and a day costs less."""
PACE: Final = 2.4
"""At which the office announces a dozen a day."""
SLIPS: Final = 10
TROUBLES_S: Final = 2 * DAY_S
BOARDS: Final = 3
DOORS: Final = 16
"""On each board, which has three inputs for every door."""
ROWS: Final = 4
HEIGHTS_CM: Final = (140, 105, 70, 35)
TOLD: Final = ("part.collected", "part.handed_in", "order.walked_in", "incident.noted", "door.opened", "site.started")


def wall() -> WallSpec:
    """48 doors with hooks and item sensors on one line; on a third of them a contact tells of the leaf as well."""
    boards = [
        BoardSpec(family="cu48", address=n, feedback=Feedback.HOOK, lock=Lock.HOOK, latency_ms=SLOW_MS)
        for n in range(BOARDS)
    ]
    doors = [_door(address, number) for address in range(BOARDS) for number in range(1, DOORS + 1)]
    bus = BusSpec(id="bus0", speed_baud=19_200, power_group="psu1", boards=tuple(boards), compartments=tuple(doors))
    return WallSpec(buses=(bus,))


def _door(address: int, number: int) -> CompartmentSpec:
    row, column = (number - 1) % ROWS, (number - 1) // ROWS
    return CompartmentSpec(
        id=f"{'ABC'[address]}{number:02}",
        address=address,
        channel=number,
        row=row + 1,
        column=address * DOORS // ROWS + column + 1,
        height_cm=HEIGHTS_CM[row],
        item_sensor=ItemSensor.FITTED,
        item_at=InputSpec(bus="bus0", address=address, channel=DOORS + number),
        leaf_at=InputSpec(bus="bus0", address=address, channel=2 * DOORS + number) if address == 0 else None,
    )


def play(seed: int, month: int, days: float, folder: Path) -> Row:
    """One month, counted from 1, in a process of its own; ``folder`` keeps what it leaves."""
    logging.getLogger("lockerd").setLevel(logging.CRITICAL + 1)
    before = read(folder) if month > 1 else None
    assert before is None or before.month == month - 1, "the month before is missing"
    loop = partial(SeededLoop, random.Random(f"year/{seed}/{month}"), now_s=before.now_s if before else 1_000.0)
    with (
        swept_on_purpose(),
        tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None, prefix="lockerd-year-") as root,
        asyncio.Runner(loop_factory=loop) as runner,
    ):
        site = Path(root) / SITE
        if before is not None:
            shutil.copytree(folder / SITE, site)
        row, left = runner.run(_play(site, seed, month, days * DAY_S, before))
        shutil.rmtree(folder / SITE, ignore_errors=True)
        shutil.copytree(site, folder / SITE)
    left.save(folder)
    return row


async def _play(site: Path, seed: int, month: int, lasts_s: float, before: Carried | None) -> tuple[Row, Carried]:
    rng = random.Random(f"days/{seed}/{month}")
    cpu_s, wall_s = process_time(), monotonic()
    station = Station(site, wall(), rng, scan_ms=SCAN_MS, keys_rng=random.Random(f"year/{seed}"))
    scene = Scene(station)
    if before is not None:
        take_over(scene, before)
    async with station:
        doors = len(station.wall.world.compartments)
        town = Town(scene, station.fork("town"), slips=SLIPS, doors=doors, pace=PACE)
        troubles = Troubles(scene, station.fork("troubles"), mean_s=TROUBLES_S)
        began_s = station.now_s
        weeks: list[Row] = []
        await station.service.unless_given_up(_month(scene, town, troubles, began_s + lasts_s, weeks))
        told = Counter(e.type for e in station.central.copy.in_order() if (e.epoch, e.number) > scene.judged)
        documents = scene.documents.values()
        row: dict[str, Any] = {
            "days": (station.now_s - began_s) / DAY_S,
            "cpu_s": process_time() - cpu_s,
            "wall_s": monotonic() - wall_s,
            "lives": station.service.lives,
            "documents": sum(not each.refused for each in documents),
            "errands": Counter(str(each.errand) for each in documents if not each.refused),
            "reached": sum(each.reached for each in documents),
            "counted": scene.sums.counted(scene.documents),
            "told": {name: told[name] for name in TOLD},
            "rows": rows(station.database),
            "weeks": weeks,
            "breaches": list(station.breaches),
        }
        return row, carried(scene, month)


async def _month(scene: Scene, town: Town, troubles: Troubles, until_s: float, weeks: list[Row]) -> None:
    station = scene.station
    await asyncio.sleep(3_600.0)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(town.live(until_s))
        tasks.create_task(troubles.live(until_s))
        tasks.create_task(_cuts(station, troubles, until_s))
        tasks.create_task(_weigh(station, weeks, until_s))
    await heal(scene, town, troubles)
    await scene.leave()


async def _weigh(station: Station, weeks: list[Row], until_s: float) -> None:
    """What it holds, an hour after the beginning, after every week, and at the end; garbage counts for nothing."""
    begun_s = station.now_s
    for week in count():
        await asyncio.sleep(min(begun_s + week * WEEK_S, until_s) - station.now_s)
        gc.collect()
        weeks.append({"day": station.now_s / DAY_S, **holds(station.database)})
        if station.now_s >= until_s:
            return


async def _cuts(station: Station, troubles: Troubles, until_s: float) -> None:
    """Once a week the mains are lost, at any hour."""
    rng = station.fork("cuts")
    begins_s = station.now_s
    while (at_s := begins_s + rng.uniform(0.0, WEEK_S)) < until_s:
        await asyncio.sleep(max(0.0, at_s - station.now_s))
        await troubles.cut()
        begins_s += WEEK_S


def main(arguments: Sequence[str] | None = None) -> int:
    """Play what is not played yet, month after month, and sum up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--months", type=int, default=MONTHS)
    parser.add_argument("--days", type=float, default=DAYS, help="of each month")
    parser.add_argument("--budget", type=float, default=60.0, help="minutes; the month that is begun is finished")
    chosen = parser.parse_args(arguments)
    packages = (Path(package.__path__[0]) for package in (lockerd, lockersim, lockercentral))
    folder = OUT / f"year-{chosen.seed}"
    folder.mkdir(parents=True, exist_ok=True)
    of = f"{fingerprint(HERE, *packages)} {chosen.days:g}"
    kept = Campaign(OUT / f"year-{chosen.seed}.json", of=of)
    found: list[str] = []

    def told(name: str, row: Row) -> None:
        found.extend(row["breaches"])
        _say(name, row)

    tasks = [
        (f"month {month:02}", partial(play, chosen.seed, month, chosen.days, folder))
        for month in range(1, chosen.months + 1)
        if f"month {month:02}" not in kept.rows
    ]
    broken = kept.run(tasks, minutes=chosen.budget, jobs=1, told=told, ends=lambda row: bool(row["breaches"]))
    figures = summed_up(kept.rows)
    asked = f"{chosen.months} times {chosen.days:g} days, seed {chosen.seed}"
    keep_figures(
        f"year_{chosen.seed}", of=of, asked=asked, done=f"{figures['days']} days", figures=figures, found=found
    )
    print(json.dumps(figures, indent=1))
    return 1 if broken else 0


def summed_up(months: dict[str, Row]) -> Row:
    """All of them: what was done, what it cost, and what was held week by week."""
    days, cpu_s = (sum(row[name] for row in months.values()) for name in ("days", "cpu_s"))
    told: Counter[str] = sum((Counter(row["told"]) for row in months.values()), Counter())
    errands: Counter[str] = sum((Counter(row["errands"]) for row in months.values()), Counter())
    return {
        "days": round(days, 1),
        "cpu_s_a_day": round(cpu_s / (days or 1), 1),
        "documents": sum(row["documents"] for row in months.values()),
        "errands": dict(sorted(errands.items())),
        "lives": sum(row["lives"] for row in months.values()),
        "told": {name: told[name] for name in TOLD},
        "weeks": [week for row in months.values() for week in row["weeks"]],
    }


def _say(name: str, row: Row) -> None:
    print(
        f"{name}: {row['days']:.1f} days, {row['documents']} documents, {row['counted']} counted, "
        f"{row['lives']} lives, {row['cpu_s']:.0f} s of a processor"
    )
    for week in row["weeks"]:
        print(f"  {_week(week)}")
    for words in row["breaches"]:
        print(f"  {words}")
    sys.stdout.flush()


def _week(week: Row) -> str:
    memory, files = (week[name] / 1e6 for name in ("resident_bytes", "state_bytes"))
    held = f"{memory:.0f} MB of memory, {files:.1f} MB in {week['files']} files"
    return f"day {week['day']:.0f}: {held}, {week['objects']} objects, {week['rows']} rows"


if __name__ == "__main__":
    sys.exit(main())
