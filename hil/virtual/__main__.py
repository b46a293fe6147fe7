"""Play one seed again: ``python -m virtual --seed 8``. Ends with 1 where something was that must not be."""

import argparse
import sys
from collections.abc import Sequence

from virtual.run import HOURS, Run, play


def main(arguments: Sequence[str] | None = None) -> int:
    """Play it, aloud if that is asked for, and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m virtual", description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--hours", type=float, default=HOURS, help="of business; healing comes on top")
    parser.add_argument("--aloud", action="store_true", help="print every line of the log as it happens")
    chosen = parser.parse_args(arguments)
    run = play(chosen.seed, chosen.hours, aloud=chosen.aloud)
    print(told(run))
    return 1 if run.breaches else 0


def told(run: Run) -> str:
    """One run in words."""
    what = f"{run.documents} documents, {run.collected} collected, {run.lives} lives, {run.lines} lines"
    head = f"seed {run.seed}: {run.simulated_hours:.1f} h, {what}, log {run.digest[:16]}"
    again = f"again: python -m virtual --seed {run.seed} --hours {run.hours:g} --aloud"
    return "\n".join([head, *([*(f"  {words}" for words in run.breaches), again] if run.breaches else [])])


if __name__ == "__main__":
    sys.exit(main())
