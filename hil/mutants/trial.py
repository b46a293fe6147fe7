"""One mutant before the tests: in a forked child, so that tests and rules are loaded once for all of them."""

import gc
import importlib.machinery
import importlib.util
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import zip_longest
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, Final, NoReturn

import pytest

from mutants.mutant import ROOT, Mutant
from mutants.values import know_the_rules

AT_LEAST_S: Final = 5.0
TIMES: Final = 10.0
"""A test may take so many times what it takes with the rules as they are."""
MEMORY: Final = 2 << 30
BY_IMPORT: Final = "import"
"""The rules cannot even be loaded with the fault."""


class Verdicts:
    """Listens to the tests: which one failed."""

    def __init__(self) -> None:
        self.failed: str | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One phase of a test is over."""
        if report.failed and self.failed is None:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file of tests could be read, or not even that."""
        if report.failed and self.failed is None:
            self.failed = report.nodeid


def in_child(work: Callable[[], Any]) -> tuple[int, int]:
    """Do this in a child; gives its number and where its answer is to be read."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _answer(work, writing)
    os.close(writing)
    return child, reading


def _answer(work: Callable[[], Any], writing: int) -> NoReturn:
    status = 1
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        with os.fdopen(writing, "w") as answer:
            json.dump(work(), answer)
        status = 0
    finally:
        os._exit(status)


def run_items(items: Sequence[pytest.Item], allowed_s: Callable[[str], float], verdicts: Verdicts) -> str | None:
    """Run tests until one fails; gives its name."""
    for item, following in zip_longest(items, items[1:]):
        limit_cpu(allowed_s(item.nodeid))
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if verdicts.failed is not None:
            return verdicts.failed
    return None


def limit_cpu(seconds: float) -> None:
    """From now on no more than so much, or the kernel ends this process."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    until_s = int(time.process_time() + max(AT_LEAST_S, TIMES * seconds)) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until_s, hard))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)


def limit_memory() -> None:
    """A mutant may well collect without an end."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@cache
def _functions() -> dict[str, list[FunctionType]]:
    """Those that are loaded, by their files."""
    found: dict[str, list[FunctionType]] = {}
    for each in gc.get_objects():
        if isinstance(each, FunctionType):
            found.setdefault(each.__code__.co_filename, []).append(each)
    return found


def settle() -> None:
    """All is loaded: look at it once for all children, which then need not look at it again."""
    gc.collect()
    _functions()
    gc.freeze()


def swap_code(path: Path, other: CodeType) -> bool:
    """Give the loaded functions of a file other code; False: that cannot be done to them."""
    codes = {(code.co_qualname, code.co_firstlineno): code for code in _codes(other)}
    changed = False
    for each in _functions().get(str(path), ()):
        code = codes.get((each.__code__.co_qualname, each.__code__.co_firstlineno), each.__code__)
        if code != each.__code__:
            if code.co_freevars != each.__code__.co_freevars:
                return False
            each.__code__ = code
            changed = True
    return changed


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


class _Loader(importlib.machinery.SourceFileLoader):
    """Reads the module with the fault in it."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(mutant.module.imported_as, str(mutant.module.path))
        self._mutant = mutant

    def get_code(self, fullname: str) -> CodeType | None:
        """In place of what is compiled beside the file."""
        return self._mutant.compiled() if fullname == self._mutant.module.imported_as else super().get_code(fullname)


class _Finder:
    """Finds that one module and no other."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(self, name: str, *_: object) -> Any:
        """Of the import system."""
        module = self._mutant.module
        if name != module.imported_as:
            return None
        return importlib.util.spec_from_file_location(name, module.path, loader=_Loader(self._mutant))


def import_anew(mutant: Mutant) -> None:
    """Forget all that knows the rules; what is imported from now on knows those with the fault."""
    for name in know_the_rules():
        del sys.modules[name]
    sys.meta_path.insert(0, _Finder(mutant))


def run_files(names: Sequence[str], arguments: Sequence[str], plugins: Sequence[object]) -> str | None:
    """Collect these tests anew and run them until one fails; gives its name."""
    verdicts = Verdicts()
    os.chdir(ROOT)
    status = pytest.main([*arguments, "-x", *names], plugins=[verdicts, *plugins])
    return verdicts.failed or (None if status is pytest.ExitCode.OK else BY_IMPORT)
