"""Searches what can happen at two doors of one wall at once, and compares what is believed with what is true.

``python hil/bench/explore_wall.py --states N`` runs every pair of door sensors with one crash and writes
``hil/bench/out/explore_wall.json``. What one door can do is searched by ``explore.py``; here it is what they do to each
other: one door at a time (rule 6), the wrong door (F26), halts, and a code that opens its own door only.
"""

import argparse
import json
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Final

from explore_checks import BrokenRuleError
from explore_pair import Pair, first, moves
from explore_pair_key import key

from lockerd.domain.model.readings import DoorSensor

OUT: Final = Path(__file__).parent / "out" / "explore_wall.json"


@dataclass(frozen=True, slots=True)
class Result:
    """What one search found."""

    name: str
    states: int
    moves: int
    complete: bool
    seconds: float
    broken: str | None
    trace: tuple[str, ...]


def search(sensors: tuple[DoorSensor, DoorSensor], *, crashes: int, limit: int) -> Result:
    """Breadth first, so that the first counterexample is a shortest one."""
    began, name = time.perf_counter(), "-".join(sensors)
    start = first(sensors, crashes=crashes)
    seen: dict[int, tuple[int, str]] = {hash(key(start)): (0, "")}
    frontier, tried, broken, trace = deque([(hash(key(start)), start)]), 0, None, ()
    while frontier and len(seen) < limit and broken is None:
        at, pair = frontier.popleft()
        for step in _steps(pair):
            tried += 1
            if isinstance(step, BrokenRuleError):
                broken, trace = str(step), (*_way(seen, at), step.__notes__[0])
                break
            name_of_move, after = step
            to = hash(key(after))
            if to not in seen:
                seen[to] = (at, sys.intern(name_of_move))
                frontier.append((to, after))
    seconds = round(time.perf_counter() - began, 1)
    return Result(name, len(seen), tried, not frontier and broken is None, seconds, broken, trace)


def _steps(pair: Pair) -> Iterator[tuple[str, Pair] | BrokenRuleError]:
    for move in moves(pair):
        try:
            yield move.name, move.taken(pair)
        except BrokenRuleError as broken:
            broken.add_note(move.name)
            yield broken


def _way(seen: dict[int, tuple[int, str]], at: int) -> tuple[str, ...]:
    names: list[str] = []
    while at in seen and seen[at][1]:
        names.append(seen[at][1])
        at = seen[at][0]
    return tuple(reversed(names))


def main() -> int:
    """Run the searches and write down what they found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--states", type=int, default=200_000)
    parser.add_argument("--crashes", type=int, default=1)
    arguments = parser.parse_args()
    results: list[Result] = []
    for sensors in combinations_with_replacement(DoorSensor, 2):
        result = search(sensors, crashes=arguments.crashes, limit=arguments.states)
        results.append(result)
        extent = "complete" if result.complete else "bounded"
        print(f"{result.name:16} {result.states:>9,} states {result.moves:>10,} moves {result.seconds:7.1f} s {extent}")
        if result.broken is not None:
            print("\n    ".join([f"    BROKEN {result.broken}", *result.trace]), flush=True)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps([asdict(result) for result in results], indent=2) + "\n")
    return 1 if any(result.broken for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
