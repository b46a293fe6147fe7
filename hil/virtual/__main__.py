"""Play one seed again: ``python -m virtual --seed 8``. Ends with 1 where something was that must not be."""

import argparse
import sys
from collections.abc import Sequence

from virtual.run import HOURS, play, told


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


if __name__ == "__main__":
    sys.exit(main())
