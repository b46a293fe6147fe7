"""The rules with a mark wherever a run of statements begins, which says that it was run: quicker than a trace."""

import ast
import builtins
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

from mutants import trial
from mutants.finder import header_end
from mutants.mutant import ROOT, RULES

MARK: Final = "__run_is_seen__"
"""What the marked code calls."""
BLOCKS: Final = ("body", "orelse", "finalbody")
BRANCHING: Final = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match)
"""What follows these may not be run although they are."""


class Run(NamedTuple):
    """Statements of which all are run, or none."""

    file: str
    lines: frozenset[int]


class Marks:
    """The rules as they are loaded, marked; for a process that does nothing else afterwards."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._met: set[int] = set()
        setattr(builtins, MARK, self._met.add)
        for path in sorted(RULES.rglob("*.py")):
            tree = ast.parse(path.read_text())
            for node in list(ast.walk(tree)):
                self._mark(node, str(path.relative_to(ROOT)))
            trial.swap_code(path, compile(ast.fix_missing_locations(tree), str(path), "exec", dont_inherit=True))

    @contextmanager
    def taken(self, lines: dict[str, list[int]]) -> Iterator[None]:
        """What is run inside, by file."""
        self._met.clear()
        yield
        for met in self._met:
            run = self._runs[met]
            lines[run.file] = sorted({*lines.get(run.file, ()), *run.lines})

    def _mark(self, node: ast.AST, file: str) -> None:
        if isinstance(node, ast.Module | ast.ClassDef):
            return
        for field in BLOCKS:
            block = getattr(node, field, None)
            if isinstance(block, list):
                marked: list[ast.stmt] = []
                for run in _runs(block):
                    lines = frozenset(line for statement in run for line in _lines(statement))
                    marked += [_call(len(self._runs), run[0]), *run]
                    self._runs.append(Run(file, lines))
                setattr(node, field, marked)


def _runs(block: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    run: list[ast.stmt] = []
    for statement in block:
        run.append(statement)
        if isinstance(statement, BRANCHING):
            yield run
            run = []
    if run:
        yield run


def _lines(statement: ast.stmt) -> Iterator[int]:
    """Its own, without those of its blocks, which have marks of their own."""
    yield from range(statement.lineno, header_end(statement) + 1)
    if isinstance(statement, ast.Match):
        for case in statement.cases:
            if case.guard is not None:
                yield from range(case.pattern.lineno, case.body[0].lineno)


def _call(number: int, before: ast.stmt) -> ast.stmt:
    call = ast.Call(ast.Name(MARK, ast.Load()), [ast.Constant(number)], [])
    return ast.copy_location(ast.Expr(call), before)
