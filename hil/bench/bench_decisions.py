"""How many events a second the rules decide, of this tree and of others in one run.

Run: ``python hil/bench/bench_decisions.py [TREE ...] [--rounds 5] [--pickups 50]``. A tree is a checkout of another
release, with the interpreter of its own ``.venv``. Each plays ordinary pickups (announced, loaded, collected, shut,
said) through the driver of its own tests, ``tests/domain/world.py``, and counts what it has decided; the trees take
turns, the figure is the median of all rounds. Prints a table and writes ``hil/bench/out/bench_decisions.json``.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parents[2]
OUT: Final = Path(__file__).parent / "out" / "bench_decisions.json"
PLAY: Final = """
import sys, time
import world as driver
from world import Say, Word, World, place
decide, spent = driver.decide, []
def timed(*args):
    began_s = time.process_time()
    decision = decide(*args)
    spent.append(time.process_time() - began_s)
    return decision
driver.decide = timed
world = World.of(place())
for n in range(int(sys.argv[1])):
    visit = world.opened(world.loaded(f"01900000-0000-7000-8000-{n:012}"))
    world.take()
    world.shut()
    world.event(Say(visit, Word.TAKEN_OUT))
    world.event(Say(visit, Word.DONE))
    world.wait(7_000)
print(len(spent) / sum(spent))
"""
"""The checks of the driver itself are not counted."""


def decided_a_second(tree: Path, pickups: int) -> float:
    """One round of one tree, in a process of its own."""
    paths = (tree, tree / "tests", tree / "tests" / "domain")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
    own = tree / ".venv" / "bin" / "python"
    command = [str(own if own.exists() else sys.executable), "-c", PLAY, str(pickups)]
    return float(subprocess.run(command, cwd=tree, env=environment, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trees", nargs="*", type=Path, metavar="TREE")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pickups", type=int, default=50, help="at most 55: an hour has 120 openings")
    chosen = parser.parse_args()
    trees = [HERE, *(tree.resolve() for tree in chosen.trees)]
    rates: dict[str, list[float]] = {tree.name: [] for tree in trees}
    for _ in range(chosen.rounds):
        for tree in trees:
            rates[tree.name].append(decided_a_second(tree, chosen.pickups))
    medians = {name: statistics.median(each) for name, each in rates.items()}
    for name, rate in medians.items():
        print(f"{name:<16} {rate:>9.0f} decisions a second")
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps({"all": rates, "median": medians}, indent=2) + "\n")


if __name__ == "__main__":
    main()
