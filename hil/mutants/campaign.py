"""Mutants of the rules, as many as a budget reaches: ``make mutants``.

Run: python -m mutants [--layer domain/hand_over] [--seed 1] [--budget 60] [--jobs 2]. The seed says in which order they
come. Ends with 1 if fewer than 95 of 100 are killed, or if one that is listed as changing nothing is. What was found is
kept in hil/mutants/out: a run that was broken off goes on from there. A mutant that was killed is tried again when its
function changed, one that survived also when a test did. After ``--budget`` minutes no further one is begun.
"""

import argparse
import hashlib
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import accumulate
from pathlib import Path
from typing import Final

from campaigns import fingerprint
from mutants import bench
from mutants.bench import LONGEST_S, Bench, Tried
from mutants.by_types import BY_TYPES, refuse
from mutants.kept import OUT, Equivalent, Kept, equivalents
from mutants.mutant import ROOT, RULES, Mutant, mutants
from mutants.values import readers

LEAST: Final = 0.95
FOLDERS: Final = (ROOT / "tests" / "domain",)
"""Tests of the rules; nobody waits in them."""
QUICK_S: Final = 1.5
"""After so many seconds of tests that run its lines a mutant meets the types,"""
ENOUGH_S: Final = 30.0
"""and after that so many more, those first that run what few others run."""
Order = Callable[[Mutant, Bench, Mapping[str, int]], list[str]]
"""Which tests a mutant meets, in their order, given how often each has noticed one."""
AT_ONCE: Final = 40
"""So many mutants meet the quick tests before the survivors among them meet the others."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Try what has not been tried yet, and say what is known."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layer", default="domain", help="a folder or file of lockerd: domain/openings/pulses.py")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--budget", type=float, default=60.0, help="minutes")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    chosen = parser.parse_args(arguments)
    until_s = time.monotonic() + 60 * chosen.budget
    every = drawn(mutants(chosen.layer), chosen.seed)
    if not every:
        parser.error(f"no rules in {chosen.layer}")
    kept = Kept(OUT, of=fingerprint(RULES, *FOLDERS))
    todo = [mutant for mutant in every if not kept.knows(mutant.id)]
    if todo and chosen.budget > 0:
        go = partial(_try, todo=todo, kept=kept, jobs=chosen.jobs, until_s=until_s)
        bench.run(go, tests(), OUT.with_name("lines.json"))
    return report(every, kept, equivalents())


def tests() -> list[Path]:
    """Files of tests; not those that search, and not one that starts another Python, where there is no mutant."""
    files = [file for folder in FOLDERS for file in sorted(folder.glob("test_*.py"))]
    return [file for file in files if not re.search("^from search|sys.executable", file.read_text(), re.MULTILINE)]


def drawn(every: Sequence[Mutant], seed: int) -> list[Mutant]:
    """In the order of a seed, which a change of some of them does not change for the others."""
    return sorted(every, key=lambda mutant: hashlib.sha256(f"{seed} {mutant.id}".encode()).digest())


def _try(found: Bench, *, todo: Sequence[Mutant], kept: Kept, jobs: int, until_s: float) -> None:
    useless = [name for name, seen in found.seen.items() if seen.failed]
    for name in useless:
        print(f"left out, fails with the rules as they are: {name}")

    def begun(some: Iterable[Mutant], choose: Order) -> Iterator[tuple[Mutant, Sequence[str]]]:
        for mutant in some:
            if time.monotonic() > until_s:
                return
            yield mutant, choose(mutant, found, kept.killers())

    for at in range(0, len(todo), AT_ONCE):
        left = []
        for tried in _believed(found, todo[at : at + AT_ONCE], partial(begun, choose=quick), jobs):
            killed = tried.killed or (BY_TYPES if refuse(tried.mutant) else None)
            if killed is None:
                left.append(tried.mutant)
            else:
                kept.add(tried.mutant.id, killed)
        for tried in _believed(found, left, partial(begun, choose=rare), jobs):
            kept.add(tried.mutant.id, tried.killed)
            if tried.killed is None:
                print(f"survived {tried.mutant}", flush=True)


def _believed(
    found: Bench,
    some: Sequence[Mutant],
    begun: Callable[[Iterable[Mutant]], Iterator[tuple[Mutant, Sequence[str]]]],
    jobs: int,
) -> Iterator[Tried]:
    """Try these, and those again of which a test says something that fails without any mutant."""
    while some:
        again = []
        for tried in found.try_all(begun(some), jobs):
            if tried.killed is not None and not found.passes(tried.killed):
                print(f"left out, fails with the rules as they are: {tried.killed}", flush=True)
                again.append(tried.mutant)
            else:
                yield tried
        some = again


def quick(mutant: Mutant, found: Bench, killers: Mapping[str, int]) -> list[str]:
    """The tests that can notice it, the likeliest and shortest first, as many as are quick.

    What is outside of functions is run by an import: every test can notice it, the sooner if it runs lines that read
    it, and if its file has its name.
    """
    where, seen = mutant.spot.where, found.seen
    outer = where.name.partition(".")[0]
    read_at = {} if where.function is not None else readers(outer)
    likeliest = sorted(
        _useful(mutant, found),
        key=lambda test: (
            where.function is None and outer not in _text(seen[test].file),
            bool(read_at) and not any(lines & seen[test].ran(file) for file, lines in read_at.items()),
            (seen[test].cpu_s + 0.01) / (killers.get(test, 0) + 1),
        ),
    )
    return _within(QUICK_S, likeliest, found)


def rare(mutant: Mutant, found: Bench, killers: Mapping[str, int]) -> list[str]:
    """The others, those first that run lines of its function which few of them run: what the fault changes is done
    there by a call, and the shortest tests of all say little of it."""
    done, seen = set(quick(mutant, found, killers)), found.seen
    left = [test for test in _useful(mutant, found) if test not in done]
    name, unit = mutant.module.name, mutant.spot.where.unit
    own = range(unit.lineno, (unit.end_lineno or unit.lineno) + 1)
    times = Counter(line for test in left for line in seen[test].ran(name) if line in own)

    def fewest(test: str) -> int:
        return min((times[line] for line in seen[test].ran(name) if line in own), default=len(left))

    return _within(ENOUGH_S, sorted(left, key=lambda test: (seen[test].cpu_s + 0.01) * fewest(test)), found)


def _useful(mutant: Mutant, found: Bench) -> list[str]:
    where, name = mutant.spot.where, mutant.module.name
    useful = {test: seen for test, seen in found.seen.items() if not seen.failed and seen.cpu_s < LONGEST_S}
    if where.function is not None:
        return [test for test, seen in useful.items() if seen.runs(name, where.first, where.last)]
    return list(useful)


def _within(seconds: float, tests: Sequence[str], found: Bench) -> list[str]:
    total_s = accumulate(found.seen[test].cpu_s for test in tests)
    return [test for test, at_s in zip(tests, total_s, strict=True) if at_s <= seconds]


@cache
def _text(file: str) -> str:
    return Path(file).read_text() if Path(file).is_file() else ""


def report(every: Sequence[Mutant], kept: Kept, listed: dict[str, Equivalent]) -> int:
    """The share killed and every survivor."""
    tried = [mutant for mutant in every if kept.knows(mutant.id)]
    killed = {mutant.id for mutant in tried if kept.killer(mutant.id) is not None}
    counted = [mutant for mutant in tried if mutant.id not in listed]
    survivors = [mutant for mutant in counted if mutant.id not in killed]
    wrong = [mutant for mutant in tried if mutant.id in killed and mutant.id in listed]
    for mutant in sorted(survivors, key=lambda m: (m.module.name, m.spot.where.first)):
        print(mutant)
    for mutant in wrong:
        print(f"listed as changing nothing, and killed: {mutant}")
    kinds = Counter(mutant.spot.change.kind.value for mutant in survivors)
    print(f"survivors by kind: {', '.join(f'{kind} {count}' for kind, count in kinds.most_common()) or 'none'}")
    same = len(tried) - len(counted)
    share = 1 - len(survivors) / len(counted) if counted else 1.0
    print(
        f"{len(tried)} of {len(every)} mutants tried, {same} of them change nothing, {share:.1%} of the others killed"
    )
    return 1 if wrong or share < LEAST else 0
