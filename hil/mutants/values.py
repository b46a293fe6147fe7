"""Values outside of functions, such as tables, changed where they are: quicker than to load everything anew."""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

from mutants.mutant import ROOT, RULES, Mutant

KNOW_THE_RULES = ("lockerd", "tests", "hil")
"""Folders whose modules do."""


def know_the_rules() -> dict[str, ModuleType]:
    """What is loaded that does, by its names."""
    folders = tuple(str(ROOT / name) for name in KNOW_THE_RULES)
    return {
        name: module for name, module in list(sys.modules.items())
        if (getattr(module, "__file__", None) or "").startswith(folders) and not name.startswith("mutants")
    }  # fmt: skip


def tests_to_leave(mutant: Mutant) -> frozenset[str] | None:
    """The files of tests that took what they need of the value when they were loaded; None: others did, too."""
    made = _made_of_it(mutant)
    if made is None:
        return None
    files = frozenset().union(*(_read_when_loaded(name) for name in made)) - {str(mutant.module.path)}
    return files if all(Path(file).name.startswith("test_") for file in files) else None


def exchange(mutant: Mutant) -> None:
    """Give every module that has the value the one with the fault."""
    home = vars(sys.modules[mutant.module.imported_as])
    with mutant.spot.change.made():
        made = _made_of_it(mutant) or {}
        before = {name: home[name] for name in made}
        for name, value in made.items():
            code = compile(ast.Expression(value), str(mutant.module.path), "eval", dont_inherit=True)
            home[name] = eval(code, home)  # noqa: S307 - the rules themselves
    for module in know_the_rules().values():
        for name, old in before.items():
            if vars(module).get(name) is old:
                setattr(module, name, home[name])


def _made_of_it(mutant: Mutant) -> dict[str, ast.expr] | None:
    """What is to be valued anew in its file, in order; None: that is not all there is."""
    made: dict[str, ast.expr] = {}
    for statement in mutant.module.tree.body:
        if statement is mutant.spot.where.unit or any(
            _reads(node, name) for node in _outside_of_functions(statement) for name in made
        ):
            match statement:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=value)
                    | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                ):
                    made[name] = value
                case _:
                    return None
    return made or None


@cache
def readers(name: str) -> dict[str, frozenset[int]]:
    """Where functions of the rules read a value: the lines, by file."""
    found = defaultdict(set)
    for path in sorted(RULES.rglob("*.py")):
        if name in path.read_text():
            tree = ast.parse(path.read_text())
            functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
            for node in (node for function in functions for node in ast.walk(function)):
                if isinstance(node, ast.Name) and node.id == name:
                    found[str(path.relative_to(ROOT))].add(node.lineno)
    return {file: frozenset(lines) for file, lines in found.items()}


@cache
def _read_when_loaded(name: str) -> frozenset[str]:
    files = {str(module.__file__) for module in know_the_rules().values()}
    texts = {file: Path(file).read_text() for file in sorted(files)}
    return frozenset(
        file for file, text in texts.items()
        if name in text and any(_reads(node, name) for node in _outside_of_functions(ast.parse(text)))
    )  # fmt: skip


def _outside_of_functions(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for field, child in ast.iter_fields(node):
        if not (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and field == "body"):
            for each in child if isinstance(child, list) else [child]:
                if isinstance(each, ast.AST):
                    yield from _outside_of_functions(each)


def _reads(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Name(id=read, ctx=ast.Load()) | ast.Attribute(attr=read, ctx=ast.Load()):
            return read == name
        case _:
            return False
