"""All attacks whole, each on a station of its own, with the passport collected after each: ``make attacks``.

Run: python tests/attacks/campaign.py [--seed 1] [--budget 60] [--only silent_connections ...]. Ends with 1 at the first
that does harm. What is done is kept in hil/bench/out/attacks.json: a run that was broken off goes on from there; one
with another seed, or after a change of lockerd or the attacks, begins anew. After ``--budget`` minutes no further
attack is begun.
"""

import argparse
import asyncio
import hashlib
import importlib
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from siege import Attack, Bounds, aftermath, besiege, station

HEADING = "attack                        s  MiB idle  after   peak  answer s   rows     KiB  fds  start s"
HERE = Path(__file__).parent
OUT = HERE.parents[1] / "hil" / "bench" / "out" / "attacks.json"
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
    until_s = time.monotonic() + 60 * chosen.budget
    what = {"seed": chosen.seed, "of": _fingerprint()}
    kept = json.loads(OUT.read_text()) if OUT.exists() else {}
    done: dict[str, Any] = kept["attacks"] if what.items() <= kept.items() else {}
    print(HEADING)
    for name in chosen.only:
        if name not in done:
            if time.monotonic() > until_s:
                print(f"{name:24} not begun: the time is up")
                continue
            harm, breaches = asyncio.run(run(name, chosen.seed))
            if breaches:
                print(f"{name}, seed {chosen.seed}: {'; '.join(breaches)}", file=sys.stderr)
                return 1
            done[name] = harm
            OUT.parent.mkdir(exist_ok=True)
            OUT.write_text(json.dumps(what | {"attacks": done}, indent=1) + "\n")
        print(_line(name, done[name]), flush=True)
    return 0


def _fingerprint() -> str:
    """Of everything that a result depends on, hex."""
    sources = sorted([*(HERE.parents[1] / "lockerd").rglob("*.py"), *HERE.glob("*.py")])
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _line(name: str, harm: dict[str, Any]) -> str:
    memory = f"{harm['idle_mib']:9.1f} {harm['after_mib']:6.1f} {harm['peak_mib']:6.1f}"
    left = f"{harm['rows']:6} {harm['disk_bytes'] // 1024:7} {harm['descriptors']:4} {harm['restart_s']:8.1f}"
    return f"{name:24} {harm['took_s']:6.1f} {memory} {harm['slowest_s']:9.3f} {left}"


if __name__ == "__main__":
    sys.exit(main())
