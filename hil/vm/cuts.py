"""Power cuts by the hundred, ten on each fresh disk: `make cuts`; docs/campaigns.md says how they stand."""

import argparse
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from multiprocessing import active_children
from pathlib import Path
from time import monotonic
from typing import Final

from cut import LONGEST_S, Cut, power_cuts
from machine import PROJECT, Hardware, MachineError, copy_disk
from run import PLAIN, Bench

from campaigns import Campaign, Row, fingerprint, keep_figures

EACH: Final = 10
"""Cuts of one disk: as many people hand something in without a code there as may in an hour."""
NAME: Final = "power_cuts"
SUMS: Final = ("cuts", "facts_acknowledged", "custody_rows_shown", "pulses", "hand_ins", "receipts_shown", "seconds")
SOURCES: Final = ("lockerd", "deb", "hil/vm", "tests/store/store_victim.py", "requirements.txt")


def one_disk(hardware: Hardware, installed: Path, seed: int, number: int, count: int) -> Row:
    """Cut ``count`` times on a fresh disk, at moments that the seed gives."""
    dice, began_s = random.Random(f"{seed}/{number}"), monotonic()
    folder = Path(tempfile.mkdtemp(prefix="cuts-", dir=installed.parent))
    moments = [dice.uniform(0, LONGEST_S) for _ in range(count)]
    try:
        cuts = power_cuts(hardware, folder, copy_disk(installed, folder / "disk.cow"), moments, init=PLAIN)
        found = [f"disk {number}, {each}: {words}" for each in cuts for words in each.wrong]
    except MachineError as error:
        cuts, found = [], [f"disk {number}: {error}"]
    if not found:
        shutil.rmtree(folder)
    return _row(cuts, found, monotonic() - began_s)


def _row(cuts: Sequence[Cut], found: list[str], seconds: float) -> Row:
    lives = [each.told for each in cuts]
    return {
        "cuts": len(cuts),
        "facts_acknowledged": sum(life.commits for life in lives),
        "custody_rows_shown": sum(len(life.rows) for life in lives),
        "pulses": sum(len(life.pulses) for life in lives),
        "hand_ins": sum(len(life.put_in) for life in lives),
        "receipts_shown": sum(len(life.receipts) for life in lives),
        "seconds": round(seconds),
        "found": found,
    }


def _end(*_: object) -> None:
    """Machines are process groups of their own: whoever ends this program has to let it end them."""
    for child in active_children():
        child.terminate()
    sys.exit(128 + signal.SIGTERM)


def main() -> int:
    """Go through what is not done yet; 0 when nothing was found."""
    parser = argparse.ArgumentParser(prog="make cuts", description=__doc__)
    parser.add_argument("--cuts", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="machines beside each other")
    parser.add_argument("--budget", type=float, default=60.0, help="minutes")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, _end)
    of = fingerprint(*(PROJECT / source for source in SOURCES), *sorted((PROJECT / "hil/vm").rglob("*.sh")))
    kept = Campaign(PROJECT / f"hil/campaigns/out/{NAME}_{asked.seed}.json", of=of)
    disks = [min(EACH, asked.cuts - before) for before in range(0, asked.cuts, EACH)]
    todo = [number for number in range(len(disks)) if str(number) not in kept.rows]
    folder = Path(tempfile.mkdtemp(prefix="lockerd-cuts-"))
    bench = Bench(folder)
    if todo:
        bench.install()
    found: list[str] = []

    def told(_number: str, row: Row) -> None:
        found.extend(row["found"])
        _write([*kept.rows.values(), row], of, f"{asked.cuts} cuts, seed {asked.seed}", found)

    tasks = (
        (str(number), partial(one_disk, bench.hardware(), bench.installed, asked.seed, number, disks[number]))
        for number in todo
    )
    broken = kept.run(tasks, minutes=asked.budget, jobs=asked.jobs, told=told, ends=lambda row: bool(row["found"]))
    if broken:
        print(f"cuts: consoles and disks are in {folder}")
    else:
        shutil.rmtree(folder)
    return int(broken)


def _write(rows: Sequence[Row], of: str, asked: str, found: list[str]) -> None:
    figures = {key: sum(row[key] for row in rows) for key in SUMS}
    keep_figures(
        NAME, of=of, asked=asked, done=f"{figures['cuts']} cuts, {len(rows)} disks", figures=figures, found=found
    )
    print(f"cuts: {figures}; found: {found or 'nothing'}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
