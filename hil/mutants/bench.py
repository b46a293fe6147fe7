"""The tests on one side, mutants on the other: a plugin of pytest that tries them where the tests would be run."""

import os
import signal
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Final, NamedTuple, NoReturn

import pytest
from hypothesis import Phase, settings

from mutants import lines, trial, values
from mutants.lines import Seen
from mutants.marks import Marks
from mutants.mutant import ROOT, Mutant

ARGUMENTS: Final = (
    "--quiet", "--no-header", "--no-summary", "--tb=no", "--capture=no", "--timeout=0", f"--rootdir={ROOT}",
    "-p", "no:cacheprovider", "-p", "no:xdist", "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip
BY_TIME: Final = "time"
BY_CRASH: Final = "crash"
"""What else than a failed test ends a mutant."""
LONGEST_S: Final = 1.0
"""Longer tests are left out, as are the searches: what only they notice counts as a survivor."""

FEW: Final = 3
"""So many files of tests are loaded anew before the others, as loading takes longer than most tests."""


class Tried(NamedTuple):
    """What became of one mutant."""

    mutant: Mutant
    killed: str | None


class AlwaysAlike:
    """Generated tests play the same examples for each mutant, and do not look for the shortest that fails."""

    def pytest_sessionstart(self) -> None:
        """After ``tests/conftest.py`` chose its own, before any test is read."""
        alike = settings(derandomize=True, database=None, deadline=None, phases=(Phase.explicit, Phase.generate))
        settings.register_profile("mutants", alike)
        settings.load_profile("mutants")


class Bench(AlwaysAlike):
    """Loads the tests once and tries one mutant after the other."""

    def __init__(self, take: Callable[["Bench"], None], kept: Path) -> None:
        self._take, self._kept = take, kept
        self._items: dict[str, pytest.Item] = {}
        self._verdicts = trial.Verdicts()
        self.seen: dict[str, Seen] = {}
        self.broken: Exception | None = None
        self._passing: set[str] = set()

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file of tests that cannot be read notices nothing."""
        if report.failed:
            print(f"left out, cannot be read: {report.nodeid}")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of a run of all tests."""
        self._items = {item.nodeid: item for item in session.items}
        session.config.pluginmanager.register(self._verdicts)
        trial.settle()
        try:
            self.seen = self._watch(session.items)
            self._take(self)
        except Exception as error:  # noqa: BLE001 - pytest would print it as a failure of its own; raised by `run`
            self.broken = error
        return True

    def _watch(self, items: Sequence[pytest.Item]) -> dict[str, Seen]:
        """Run what is not known yet once with the rules as they are."""
        seen = lines.load(self._kept)
        fresh = [item for item in items if item.nodeid not in seen or seen[item.nodeid].failed]
        print(f"{len(items)} tests, of which {len(fresh)} are watched once with the rules as they are", flush=True)

        def work() -> None:
            marks = Marks()
            for item, following in zip_longest(fresh, fresh[1:]):
                seen[item.nodeid] = each = Seen(file=str(item.path), digest=lines.digest(item.path))
                self._verdicts.failed = None
                began_s = time.process_time()
                with marks.taken(each.lines):
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                each.cpu_s = round(time.process_time() - began_s, 4)
                each.failed = self._verdicts.failed is not None and each.cpu_s < 0.9 * LONGEST_S
            lines.save(self._kept, seen)

        if fresh:
            child, reading = trial.in_child(work)
            os.close(reading)
            os.waitpid(child, 0)
            seen = lines.load(self._kept)
        return {item.nodeid: seen[item.nodeid] for item in items}

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self) -> Generator[None, object, object]:
        """While it is watched: no longer than it may be."""
        if self.seen:
            return (yield)
        signal.signal(signal.SIGVTALRM, _too_long)
        signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST_S)
        try:
            return (yield)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    def try_all(self, mutants: Iterator[tuple[Mutant, Sequence[str]]], jobs: int) -> Iterator[Tried]:
        """So many at a time, each before its tests in their order."""
        running: dict[int, tuple[Mutant, int]] = {}
        while True:
            while len(running) < jobs and (pair := next(mutants, None)) is not None:
                child, reading = trial.in_child(partial(self._try, *pair))
                running[child] = (pair[0], reading)
            if not running:
                return
            child, status = os.wait()
            mutant, reading = running.pop(child)
            with os.fdopen(reading) as answer:
                said = answer.read()
            yield Tried(mutant, _judged(status, said))

    def passes(self, name: str) -> bool:
        """Whether a test passes with the rules as they are, which may have changed since it was watched; asked once."""
        if name in self._passing or name not in self.seen:
            return True
        child, reading = trial.in_child(partial(self._run, [name]))
        os.waitpid(child, 0)
        with os.fdopen(reading) as answer:
            self.seen[name].failed = answer.read() != "null"
        if not self.seen[name].failed:
            self._passing.add(name)
        return not self.seen[name].failed

    def _try(self, mutant: Mutant, names: Sequence[str]) -> str | None:
        if not names:
            return None
        trial.limit_memory()
        if mutant.spot.where.function is not None and trial.swap_code(mutant.module.path, mutant.compiled()):
            return self._run(names)
        leave = values.tests_to_leave(mutant)
        if leave is not None:
            values.exchange(mutant)
            killed = self._run([name for name in names if self.seen[name].file not in leave])
            names = [name for name in names if self.seen[name].file in leave]
            if killed is not None or not names:
                return killed
        trial.limit_cpu(sum(self.seen[name].cpu_s for name in names))
        trial.import_anew(mutant)
        first = list(dict.fromkeys(self.seen[name].file for name in names))[:FEW]
        early = [name for name in names if self.seen[name].file in first]
        late = [name for name in names if self.seen[name].file not in first]
        runs = (trial.run_files(some, ARGUMENTS, [AlwaysAlike()]) for some in (early, late) if some)
        return next((killed for killed in runs if killed is not None), None)

    def _run(self, names: Sequence[str]) -> str | None:
        items = [self._items[name] for name in names]
        return trial.run_items(items, lambda name: self.seen[name].cpu_s, self._verdicts)


class _TooLongError(BaseException):
    """No test catches it."""


def _too_long(*_: object) -> NoReturn:
    raise _TooLongError


def _judged(status: int, said: str) -> str | None:
    if os.WIFSIGNALED(status):
        return BY_TIME if os.WTERMSIG(status) == signal.SIGXCPU else BY_CRASH
    if os.WEXITSTATUS(status) or not said:
        return BY_CRASH
    killed: str | None = None if said == "null" else said.strip('"')
    return killed


def run(take: Callable[[Bench], None], files: Sequence[Path], kept: Path) -> None:
    """Load the tests of these files and give them to ``take``."""
    bench = Bench(take, kept)
    pytest.main([*ARGUMENTS, *map(str, files)], plugins=[bench])
    if bench.broken is not None:
        raise bench.broken
