"""Searches every interleaving of one compartment with two orders and compares what is believed with what is true.

``python hil/bench/explore.py`` runs all configurations and writes ``hil/bench/out/explore.json``;
``--only NAME`` runs one, ``--states N`` bounds each.
"""

import argparse
import json
import sys
import time
from array import array
from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from explore_box import A01, Box, Fitting, ItemKind
from explore_checks import BrokenRuleError
from explore_moves import POLICY, moves
from explore_node import RETENTION_MS, Budget, Node, key

from lockerd.domain.cabinet import Compartment, Condition, OrderId
from lockerd.domain.decide import decide
from lockerd.domain.events import Announce
from lockerd.domain.orders import Kind, Needs, Order, OrderState
from lockerd.domain.readings import DoorSensor
from lockerd.domain.reports import Readings
from lockerd.domain.state import State

OUT: Final = Path(__file__).parent / "out" / "explore.json"
ENDED: Final = {OrderState.CLOSED, OrderState.CANCELLED}


@dataclass(frozen=True, slots=True)
class Search:
    """One configuration."""

    name: str
    fitting: Fitting
    budget: Budget
    condition: Condition = Condition.FREE


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


def configurations() -> list[Search]:
    """Every door sensor with every item sensor; wear and outages on top where they matter."""
    found = [Search(f"{door}-{item}", Fitting(door, item), Budget()) for door in DoorSensor for item in ItemKind]
    contact = Fitting(DoorSensor.CONTACT, ItemKind.WORKING)
    found.append(Search("contact-working-sticks", contact, Budget(crashes=1, sticks=1, reissues=0)))
    found.append(Search("contact-working-outage", contact, Budget(crashes=1, outages=1, reissues=0)))
    found.append(Search("contact-working-halt", contact, Budget(crashes=1, forces=2, reissues=0)))
    return found


def first(search: Search) -> Node:
    """Two orders announced, one compartment, its door shut and read once."""
    state = State.empty()
    row = Compartment(search.fitting.place, condition=search.condition)
    state = replace(state, compartments=state.compartments.insert(A01, row))
    node = Node(state=state, box=Box(), budget=search.budget, office=frozenset({OrderId("1"), OrderId("2")}))
    reading = node.box.reading(search.fitting, node.mono_ms)
    state = decide(state, Readings((reading,)), node.now, POLICY).state
    for name in ("1", "2"):
        order = Order(OrderId(name), "stadt", Kind.COLLECTION, "passport", "c", 1, Needs(), RETENTION_MS)
        state = decide(state, Announce(order), node.now, POLICY).state
    return replace(node, state=state, mono_ms=node.mono_ms + 1)


class Graph:
    """What was reached, how, and from where it can be left with good will."""

    def __init__(self) -> None:
        self.seen: dict[int, int] = {}
        self.names: list[str] = []
        self.goals = bytearray()
        self._parents = array("q")
        self._befores = array("q")
        self._afters = array("q")

    def add(self, node: Node, *, parent: int, name: str) -> tuple[int, bool]:
        """The number of a situation, and whether it is new. Keys are kept as hashes of 64 bits to save memory."""
        known = hash(key(node))
        at = self.seen.setdefault(known, len(self.seen))
        if at < len(self.names):
            return at, False
        self.names.append(sys.intern(name))
        self._parents.append(parent)
        self.goals.append(_goal(node))
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


def search(config: Search, *, limit: int) -> Result:
    """Breadth first, so that the first counterexample is a shortest one."""
    began = time.perf_counter()
    graph = Graph()
    start = first(config)
    graph.add(start, parent=-1, name="")
    frontier = deque([(0, start)])
    tried = 0

    def result(broken: str | None, trace: tuple[str, ...], *, complete: bool) -> Result:
        seconds = round(time.perf_counter() - began, 1)
        return Result(config.name, len(graph.seen), tried, complete, seconds, broken, trace)

    while frontier and len(graph.seen) < limit:
        at, node = frontier.popleft()
        try:
            for move in moves(node, config.fitting):
                tried += 1
                if move.after is node:
                    continue
                to, new = graph.add(move.after, parent=at, name=move.name)
                if new:
                    frontier.append((to, move.after))
                if move.helpful and to != at:
                    graph.join(at, to)
        except BrokenRuleError as broken:
            return result(str(broken), graph.trace(at), complete=False)
    dead = graph.dead_end({at for at, _ in frontier})
    if dead is not None:
        return result("a dead end: nothing that staff can do leads to free", graph.trace(dead), complete=not frontier)
    return result(None, (), complete=not frontier)


def _goal(node: Node) -> bool:
    row = node.state.compartments[A01]
    ended = all(order.state in ENDED for order in node.state.orders.values())
    return node.up and row.condition is Condition.FREE and row.attempt is None and ended


def main() -> int:
    """Run the searches and write down what they found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only")
    parser.add_argument("--states", type=int, default=5_000_000)
    arguments = parser.parse_args()
    results = []
    for config in configurations():
        if arguments.only not in {None, config.name}:
            continue
        result = search(config, limit=arguments.states)
        results.append(result)
        verdict = "complete" if result.complete else "bounded"
        print(
            f"{result.name:28} {result.states:>9,} states {result.moves:>10,} moves {result.seconds:7.1f} s {verdict}"
        )
        if result.broken is not None:
            print(f"  BROKEN {result.broken}", *result.trace, sep="\n    ")
    if arguments.only is None:
        OUT.parent.mkdir(exist_ok=True)
        OUT.write_text(json.dumps([_row(r) for r in results], indent=2) + "\n")
    return 1 if any(r.broken for r in results) else 0


def _row(result: Result) -> dict[str, object]:
    return {name: getattr(result, name) for name in Result.__slots__}


if __name__ == "__main__":
    sys.exit(main())
