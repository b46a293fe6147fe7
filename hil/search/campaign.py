"""Every search, as far as its budget reaches: ``make search``.

Run: python -m search [--layer door|pair|hand_in|exchange] [--only WORD] [--states N] [--jobs N] [--budget MINUTES].
Ends with 1 if a rule is broken. What is found is kept in hil/search/out/search.json: a run that was broken off goes on
from there; after a change of the rules or of the search it begins anew. After ``--budget`` minutes no further search is
begun.
"""

import argparse
import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import lockerd.domain
from search.door import explore as door
from search.exchange import explore as exchange
from search.exchange.scenes import scenes as exchanges
from search.hand_in import explore as hand_in
from search.hand_in.scenes import scenes as hand_ins
from search.pair import explore as pair
from search.result import Result

HERE: Final = Path(__file__).parent
OUT: Final = HERE / "out" / "search.json"


class Task(NamedTuple):
    """One search, not begun yet."""

    name: str
    bound: int
    """The most situations that are looked at."""
    run: Callable[[int], Result]


def tasks(states: int | None) -> Iterator[Task]:
    """All there are, the layer first in their names; ``states``: another bound than the layer's own."""
    for config in door.configurations():
        yield Task(f"door {config.name}", states or door.STATES, partial(door.search, config))
    for scene in pair.scenes():
        yield Task(f"pair {scene.name}", states or pair.STATES, partial(pair.search, scene))
        if scene.waiting:
            between = partial(pair.search, scene, walk=pair.BETWEEN)
            yield Task(f"pair {scene.name} between", states or pair.STATES, between)
    for each in hand_ins():
        yield Task(f"hand_in {each.name}", states or hand_in.STATES, partial(hand_in.search, each))
    for one in exchanges():
        yield Task(f"exchange {one.name}", states or exchange.STATES, partial(exchange.search, one))


def main(arguments: Sequence[str] | None = None) -> int:
    """Go through what has not been searched yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layer", choices=("door", "pair", "hand_in", "exchange"), default="")
    parser.add_argument("--only", default="", help="only those whose name has this word in it: a fitting, a trouble")
    parser.add_argument("--states", type=int, help="the most situations to look at in each")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--budget", type=float, default=60.0, help="minutes")
    chosen = parser.parse_args(arguments)
    todo = [t for t in tasks(chosen.states) if t.name.startswith(chosen.layer) and chosen.only in t.name]
    kept = Kept()
    for name, row in kept.of(todo):
        print(_line(name, Result(**row)))
    _run([task for task in todo if not kept.knows(task)], kept, jobs=chosen.jobs, minutes=chosen.budget)
    return 1 if any(row["broken"] for _, row in kept.of(todo)) else 0


class Kept:
    """What was found so far by this search of these rules."""

    def __init__(self) -> None:
        known = json.loads(OUT.read_text()) if OUT.exists() else {}
        self._of = _fingerprint()
        self._found: dict[str, dict[str, Any]] = known["found"] if known.get("of") == self._of else {}

    def knows(self, task: Task) -> bool:
        """Whether it has been searched as far as is asked now."""
        row = self._found.get(task.name)
        return row is not None and (row["complete"] or row["states"] >= task.bound or row["broken"] is not None)

    def of(self, todo: Sequence[Task]) -> list[tuple[str, dict[str, Any]]]:
        """What is known of these."""
        return [(task.name, self._found[task.name]) for task in todo if self.knows(task)]

    def add(self, name: str, result: Result) -> None:
        """Keep one more, at once: the next may never end."""
        self._found[name] = asdict(result)
        OUT.parent.mkdir(exist_ok=True)
        OUT.write_text(json.dumps({"of": self._of, "found": self._found}, indent=1) + "\n")


def _run(todo: Sequence[Task], kept: Kept, *, jobs: int, minutes: float) -> None:
    until_s = time.monotonic() + 60 * minutes
    waiting, running = list(reversed(todo)), dict[Future[Result], Task]()
    with ProcessPoolExecutor(jobs, max_tasks_per_child=1) as pool:
        while running or (waiting and time.monotonic() < until_s):
            while waiting and len(running) < jobs and time.monotonic() < until_s:
                task = waiting.pop()
                running[pool.submit(task.run, task.bound)] = task
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                name = running.pop(done).name
                kept.add(name, done.result())
                print(_line(name, done.result()), flush=True)
    for task in reversed(waiting):
        print(f"{task.name:28} not begun: the time is up")


def _fingerprint() -> str:
    """Of everything that a result depends on, hex."""
    sources = sorted([*Path(lockerd.domain.__path__[0]).rglob("*.py"), *HERE.rglob("*.py")])
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _line(name: str, found: Result) -> str:
    extent = "complete" if found.complete else "bounded"
    text = f"{name:28} {found.states:>9,} states {found.moves:>10,} moves {found.seconds:7.1f} s {extent}"
    return text if found.broken is None else "\n    ".join([text, f"BROKEN {found.broken}", *found.trace])
