"""The search of two doors at once: what they do to each other.

What one door can do is searched in ``search.door``; here it is one door at a time (rule 6), the wrong door (F26),
halts, and a code that opens its own door only.
"""

import sys
import time
from collections import deque
from collections.abc import Iterator
from itertools import combinations_with_replacement
from typing import Final

from lockerd.domain.model.readings import DoorSensor
from search.broken import BrokenRuleError
from search.pair.key import key
from search.pair.moves import moves
from search.pair.tell import first
from search.pair.truth import Pair
from search.result import Result

STATES: Final = 200_000
"""What two doors can do to each other has no end that could be waited for; so far it is looked at."""


def sensors() -> list[tuple[DoorSensor, DoorSensor]]:
    """Every pair of door sensors."""
    return list(combinations_with_replacement(DoorSensor, 2))


def search(fitted: tuple[DoorSensor, DoorSensor], crashes: int, limit: int) -> Result:
    """Breadth first, so that the first counterexample is a shortest one."""
    began, name = time.perf_counter(), "-".join(fitted)
    start = first(fitted, crashes=crashes)
    seen: dict[int, tuple[int, str]] = {hash(key(start)): (0, "")}
    frontier, tried = deque([(hash(key(start)), start)]), 0
    broken: str | None = None
    trace: tuple[str, ...] = ()
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
            yield move.name, move.taken()
        except BrokenRuleError as broken:
            broken.add_note(move.name)
            yield broken


def _way(seen: dict[int, tuple[int, str]], at: int) -> tuple[str, ...]:
    names: list[str] = []
    while at in seen and seen[at][1]:
        names.append(seen[at][1])
        at = seen[at][0]
    return tuple(reversed(names))
