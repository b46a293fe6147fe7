"""All mutants of the rules, each with a name that stays as long as the function it is in."""

import ast
import hashlib
import io
import tokenize
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import CodeType
from typing import Final

from mutants.expressions import Members
from mutants.finder import Spot, spots

ROOT: Final = Path(__file__).parents[2]
RULES: Final = ROOT / "lockerd" / "domain"


@dataclass(frozen=True)
class Module:
    """One file of the rules."""

    path: Path
    tree: ast.Module
    source: str

    @cached_property
    def name(self) -> str:
        """As it is shown: relative to the repository."""
        return str(self.path.relative_to(ROOT))

    @cached_property
    def imported_as(self) -> str:
        """Its dotted name."""
        return ".".join(self.path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@dataclass(frozen=True)
class Mutant:
    """One fault in one file."""

    id: str
    """Stays the same while nothing but comments and doc strings changes in its function."""
    module: Module
    spot: Spot

    def compiled(self) -> CodeType:
        """The module with the fault in it."""
        with self.spot.change.made():
            return compile(self.module.tree, str(self.module.path), "exec", dont_inherit=True)

    def __str__(self) -> str:
        change, where = self.spot.change, self.spot.where
        place = f"{self.module.name}:{where.first} {where.name}"
        return f"{self.id} {place} [{change.kind}] {change.before}  ->  {change.after}"


def mutants(layer: str = "domain") -> list[Mutant]:
    """All of a folder or a file of the rules, named from ``lockerd`` on: ``domain/hand_over``."""
    within = ROOT / "lockerd" / layer
    paths = [path for path in sorted(RULES.rglob("*.py")) if path.is_relative_to(within) or path == within]
    return [mutant for path in paths for mutant in _of_file(path)]


@cache
def _of_file(path: Path) -> tuple[Mutant, ...]:
    return tuple(mutants_of(path, path.read_text(), _members()))


def mutants_of(path: Path, source: str, members: Members) -> Iterator[Mutant]:
    """All of one file."""
    module = Module(path, ast.parse(source), source)
    seen: Counter[tuple[str, ...]] = Counter()
    contents: dict[ast.stmt, str] = {}
    lines = source.splitlines(keepends=True)
    for spot in spots(module.tree, members):
        unit = spot.where.unit
        if unit not in contents:
            contents[unit] = _without_comments(_segment(lines, unit))
        name = (path.name, spot.where.name, contents[unit], spot.change.kind.value)
        seen[name] += 1
        digest = hashlib.sha256("\0".join([*name, str(seen[name])]).encode()).hexdigest()
        yield Mutant(digest[:10], module, spot)


def _segment(lines: list[str], unit: ast.stmt) -> str:
    """Its lines, as ``ast.get_source_segment`` gives them, which cuts the whole file into lines for each."""
    assert unit.end_lineno is not None
    *before, last = lines[unit.lineno - 1 : unit.end_lineno]
    return "".join((*before, last.encode()[: unit.end_col_offset].decode()))


def _without_comments(source: str) -> str:
    """What of it does something, without what is only said of it."""
    kept, fresh = [], True
    lines = source.splitlines(keepends=True)
    indent = len(lines[0]) - len(lines[0].lstrip())
    text = "".join(line[indent:] if line.strip() else line for line in lines)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in {tokenize.COMMENT, tokenize.NL}:
            continue
        if not (fresh and token.type == tokenize.STRING):
            kept.append(token.string)
        fresh = token.type in {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    return " ".join(" ".join(kept).split())


@cache
def _members() -> Members:
    """The words of every enumeration of the rules."""
    found: dict[str, tuple[str, ...]] = {}
    enums = {"StrEnum"}
    classes = [
        node for path in sorted(RULES.rglob("*.py")) for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef)
    ]  # fmt: skip
    for _ in range(2):  # one that is made of another may stand before it
        for node in classes:
            if any(isinstance(base, ast.Name) and base.id in enums for base in node.bases):
                enums.add(node.name)
                assigned = [each for each in node.body if isinstance(each, ast.Assign)]
                names = [target.id for each in assigned for target in each.targets if isinstance(target, ast.Name)]
                found[node.name] = tuple(names)
    return found
