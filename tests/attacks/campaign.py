"""All attacks whole, each on a station of its own, with the passport collected after each: ``make attacks``.

Run: python tests/attacks/campaign.py [--seed 1] [--budget 60] [--only silent_connections ...]. Ends with 1 at the first
that does harm. What is done is kept in hil/bench/out/attacks.json: a run that was broken off goes on from there; one
with another seed, or after a change of lockerd or the attacks, begins anew. After ``--budget`` minutes no further
attack is begun.
"""

import argparse
import asyncio
import importlib
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from siege import Attack, Bounds, aftermath, besiege, station

from campaigns import Campaign, Row, fingerprint

HEADING = "attack                        s  MiB idle  after   peak  answer s   rows     KiB  fds  start s"
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OUT = ROOT / "hil" / "bench" / "out" / "attacks.json"
ATTACKS = sorted(path.stem.removeprefix("attack_") for path in HERE.glob("attack_*.py"))


def load(name: str) -> tuple[Attack, Bounds]:
    """The attack of one file, and what it may leave behind."""
    module = importlib.import_module(f"attack_{name}")
    return module.attack, getattr(module, "BOUNDS", Bounds())


async def run(name: str, seed: int) -> tuple[dict[str, Any], list[str]]:
    """One attack whole: what it did, and what of that must not be."""
    attack, bounds = load(name)
    with tempfile.TemporaryDirectory(prefix="lockerd-attack-") as folder:
        async with station(Path(folder), seed=f"{name} {seed}", whole=True) as target:
            harm = await besiege(attack, target)
            ended, restart_s = await aftermath(target)
    return asdict(harm) | {"restart_s": restart_s}, [
        *harm.breaches(bounds),
        *([] if ended == "collected" else [f"the collection ended: {ended}"]),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Go through what is not done yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--budget", type=float, default=60.0, help="minutes")
    parser.add_argument("--only", choices=ATTACKS, nargs="+", default=ATTACKS)
    chosen = parser.parse_args(arguments)
    sys.path.append(str(HERE.parent))  # where the tests keep what they share
    kept = Campaign(OUT, of=f"{fingerprint(ROOT / 'lockerd', HERE)} {chosen.seed}")
    print(HEADING)
    for name, row in kept.rows.items():
        print(_line(name, row))
    todo = [(name, partial(_row, name, chosen.seed)) for name in chosen.only if name not in kept.rows]
    harmed = kept.run(todo, minutes=chosen.budget, told=_say, ends=lambda row: bool(row["breaches"]))
    for name in chosen.only:
        if name not in kept.rows:
            print(f"{name:24} not begun")
    return 1 if harmed else 0


def _say(name: str, row: Row) -> None:
    print(_line(name, row), flush=True)


def _row(name: str, seed: int) -> Row:
    harm, breaches = asyncio.run(run(name, seed))
    return harm | {"breaches": [f"{name}, seed {seed}: {breach}" for breach in breaches]}


def _line(name: str, harm: dict[str, Any]) -> str:
    memory = f"{harm['idle_mib']:9.1f} {harm['after_mib']:6.1f} {harm['peak_mib']:6.1f}"
    left = f"{harm['rows']:6} {harm['disk_bytes'] // 1024:7} {harm['descriptors']:4} {harm['restart_s']:8.1f}"
    line = f"{name:24} {harm['took_s']:6.1f} {memory} {harm['slowest_s']:9.3f} {left}"
    return "\n    ".join([line, *harm["breaches"]])


if __name__ == "__main__":
    sys.exit(main())
