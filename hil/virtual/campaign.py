"""Thousands of days, as far as the budget reaches: ``make virtual``.

Run: python -m virtual.campaign [--seed 1] [--hours 24] [--jobs 2] [--budget MINUTES]. Plays the seeds from ``--seed``
on, each a station of its own; ends with 1 at the first in which something was that must not be, and says how to play
it again. What is done is kept in hil/virtual/out/virtual.json: a run that was broken off goes on from there; after a
change of lockerd or of its surroundings it begins anew.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from time import process_time
from typing import Final

import lockercentral
import lockerd
import lockersim
from campaigns import Campaign, Row, fingerprint
from virtual.run import play, told

HERE: Final = Path(__file__).parent
OUT: Final = HERE / "out" / "virtual.json"
HOURS: Final = 24.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Play what is not played yet, and sum up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="the first one")
    parser.add_argument("--hours", type=float, default=HOURS, help="of business in each run")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--budget", type=float, default=60.0, help="minutes")
    chosen = parser.parse_args(arguments)
    packages = (Path(package.__path__[0]) for package in (lockerd, lockersim, lockercentral))
    kept = Campaign(OUT, of=f"{fingerprint(HERE, *packages)} {chosen.hours:g}")
    seeds = (seed for seed in count(chosen.seed) if str(seed) not in kept.rows)
    tasks = _tasks(seeds, chosen.hours)
    broken = kept.run(tasks, minutes=chosen.budget, jobs=chosen.jobs, told=_say, ends=_is_broken)
    print(summed_up(kept.rows))
    return 1 if broken else 0


def one(seed: int, hours: float) -> Row:
    """One run as a row."""
    began_s = process_time()
    run = play(seed, hours)
    return {
        "hours": run.simulated_hours,
        "cpu_s": process_time() - began_s,
        "lives": run.lives,
        "documents": run.documents,
        "collected": run.collected,
        "counted": run.counted,
        "checkpoints": run.checkpoints,
        "breaches": list(run.breaches),
        "told": told(run),
    }


def summed_up(rows: dict[str, Row]) -> str:
    """All runs together, in one line."""
    days = sum(row["hours"] for row in rows.values()) / 24
    names = ("lives", "documents", "counted")
    counts = ", ".join(f"{sum(row[name] for row in rows.values()):,} {name}" for name in names)
    cpu_s = sum(row["cpu_s"] for row in rows.values())
    return f"{len(rows):,} runs, {days:,.1f} days, {counts}, {cpu_s / (24 * days or 1):.2f} s of a processor an hour"


def _tasks(seeds: Iterator[int], hours: float) -> Iterator[tuple[str, partial[Row]]]:
    return ((str(seed), partial(one, seed, hours)) for seed in seeds)


def _is_broken(row: Row) -> bool:
    return bool(row["breaches"])


def _say(_name: str, row: Row) -> None:
    print(row["told"], flush=True)


if __name__ == "__main__":
    sys.exit(main())
