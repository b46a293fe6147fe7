"""What the film on the disk costs: bytes and writes of a busy day, and how many pages the kernel writes of them.

Run: python hil/bench/bench_film.py [--seed 3] [--hours 14]. A station with people at its doors in virtual time, without
troubles; what is handed to the kernel is counted, and which pages have any of it in the same half minute: the kernel
writes a page of a file once in that time.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from lockerd.controller.film.reel import FILE, Reel
from lockerd.controller.film.step import Unkept
from lockerd.daemon import filming
from lockerd.domain.model.state import Policy
from virtual.run import play

PAGE = 4096
WRITEBACK_MS = 30_000


class Counting(Reel):
    """Counts what it writes."""

    decisions = 0
    writes = 0
    handed_bytes = 0
    windows: set[tuple[int, int]]

    def __init__(self, folder: Path, boot: str, policy: Policy) -> None:
        """See `Reel`."""
        super().__init__(folder, boot, policy)
        self.file = folder / FILE

    def write(self, unkept: Unkept) -> None:
        """See `Reel.write`."""
        before = self.file.stat().st_size if self.file.exists() else 0
        super().write(unkept)
        if not unkept.steps:
            return
        after = self.file.stat().st_size
        begins = before if after > before else 0
        window = unkept.steps[-1].now.powered_ms // WRITEBACK_MS
        Counting.windows.update((window, page) for page in range(begins // PAGE, (after - 1) // PAGE + 1))
        Counting.decisions += len(unkept.steps)
        Counting.writes += 1
        Counting.handed_bytes += after - begins


def main(arguments: Sequence[str] | None = None) -> int:
    """Play it and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--hours", type=float, default=14.0)
    asked = parser.parse_args(arguments)
    Counting.windows = set()
    filming.Reel = Counting  # type: ignore[attr-defined]
    run = play(asked.seed, asked.hours, slips=0, troubles_s=1e9)
    found = {
        "simulated_hours": round(run.simulated_hours, 1),
        "documents": run.documents,
        "decisions": Counting.decisions,
        "writes": Counting.writes,
        "bytes": Counting.handed_bytes,
        "pages_bytes": len(Counting.windows) * PAGE,
    }
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
