"""Walking through everything that can happen, breadth first, so that the first counterexample is a shortest one."""

import gc
import sys
import time
from array import array
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from typing import Generic, NamedTuple, TypeVar

from search.broken import BrokenRuleError
from search.result import Result

NodeT = TypeVar("NodeT", bound=Hashable)


class Move(NamedTuple, Generic[NodeT]):
    """One thing that can happen: what it is called, what follows, whether staff who mean well could bring it about."""

    name: str
    after: NodeT
    helpful: bool = True


class Graph(Generic[NodeT]):
    """What was reached, how, and from where it can be left with good will."""

    def __init__(self, goal: Callable[[NodeT], bool]) -> None:
        self.seen: dict[int, int] = {}
        self.names: list[str] = []
        self.goals = bytearray()
        self._goal = goal
        self._parents = array("q")
        self._befores = array("q")
        self._afters = array("q")

    def add(self, node: NodeT, *, parent: int, name: str) -> tuple[int, bool]:
        """The number of a situation, and whether it is new. Keys are kept as hashes of 64 bits to save memory."""
        at = self.seen.setdefault(hash(node), len(self.seen))
        if at < len(self.names):
            return at, False
        self.names.append(sys.intern(name))
        self._parents.append(parent)
        self.goals.append(self._goal(node))
        return at, True

    def join(self, before: int, after: int) -> None:
        """Staff who mean well can get from one to the other."""
        self._befores.append(before)
        self._afters.append(after)

    def trace(self, at: int) -> tuple[str, ...]:
        """How it was reached first."""
        names: list[str] = []
        while at > 0:
            names.append(self.names[at])
            at = self._parents[at]
        return tuple(reversed(names))

    def dead_end(self, unknown: set[int]) -> int | None:
        """A situation from which no good will leads to the end; those not looked at yet are given the benefit."""
        saved = bytearray(self.goals)
        for at in unknown:
            saved[at] = True
        changed = True
        while changed:
            changed = False
            for before, after in zip(reversed(self._befores), reversed(self._afters), strict=True):
                if saved[after] and not saved[before]:
                    saved[before] = changed = True
        return next((at for at, good in enumerate(saved) if not good), None)


def explore(
    name: str,
    start: NodeT,
    moves: Callable[[NodeT], Iterator[Move[NodeT]]],
    goal: Callable[[NodeT], bool],
    limit: int,
) -> Result:
    """Look at so many situations, or at all that there are."""
    gc.disable()  # what was found is kept to the end, and nothing of it runs in circles that could be given back
    try:
        return _explored(name, start, moves, goal, limit)
    finally:
        gc.enable()


def _explored(
    name: str,
    start: NodeT,
    moves: Callable[[NodeT], Iterator[Move[NodeT]]],
    goal: Callable[[NodeT], bool],
    limit: int,
) -> Result:
    began = time.perf_counter()
    graph = Graph(goal)
    frontier: deque[tuple[int, NodeT]] = deque()
    tried = 0

    def result(broken: str | None, trace: tuple[str, ...], *, complete: bool) -> Result:
        seconds = round(time.perf_counter() - began, 1)
        return Result(name, len(graph.seen), tried, complete, seconds, broken, trace)

    graph.add(start, parent=-1, name="")
    frontier.append((0, start))
    while frontier and len(graph.seen) < limit:
        at, node = frontier.popleft()
        try:
            for move in moves(node):
                tried += 1
                if move.after is node:
                    continue
                to, new = graph.add(move.after, parent=at, name=move.name)
                if new:
                    frontier.append((to, move.after))
                if move.helpful and to != at:
                    graph.join(at, to)
        except BrokenRuleError as broken:
            return result(str(broken), (*graph.trace(at), *getattr(broken, "__notes__", ())), complete=False)
    dead = graph.dead_end({at for at, _ in frontier})
    if dead is not None:
        return result("a dead end: nothing that staff can do leads to free", graph.trace(dead), complete=not frontier)
    return result(None, (), complete=not frontier)
