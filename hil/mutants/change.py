"""A change of a module's tree: what is replaced where, and how a person reads it."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What is done to the rules."""

    COMPARE = "compare"
    """Another comparison: ``<`` for ``<=``, ``is not`` for ``is``."""
    BOOLEAN = "boolean"
    """``or`` for ``and``, one side left out, a ``not`` left out."""
    CONDITION = "condition"
    """A condition that is always so, or never."""
    NUMBER = "number"
    """One more, one less; twice and half of what is large."""
    FLAG = "flag"
    """``True`` for ``False``."""
    STATEMENT = "statement"
    """A call, a return, a raise, a break left out."""
    MEMBER = "member"
    """Another word of the same enumeration."""
    KEYWORD = "keyword"
    """One field of a change left out."""
    BRANCH = "branch"
    """A case, or one of its alternatives, or an ``else`` left out."""
    ENTRY = "entry"
    """One member of a set, one row of a table left out."""
    CHOICE = "choice"
    """``max`` for ``min``, ``any`` for ``all``."""
    ARITHMETIC = "arithmetic"
    """``-`` for ``+``, ``&`` for ``|``."""


@dataclass(frozen=True, slots=True)
class Change:
    """One fault: fields of tree nodes and what they are set to."""

    kind: Kind
    before: str
    after: str
    edits: tuple[tuple[ast.AST, str, Any], ...]

    @contextmanager
    def made(self) -> Iterator[None]:
        """The tree is changed inside, and as it was afterwards."""
        kept = [(node, field, getattr(node, field)) for node, field, _ in self.edits]
        for node, field, value in self.edits:
            setattr(node, field, value)
        try:
            yield
        finally:
            for node, field, value in kept:
                setattr(node, field, value)


def put(owner: ast.AST, field: str, index: int | None, new: ast.AST | None) -> tuple[ast.AST, str, Any]:
    """The edit that puts ``new`` in the place of a child; None takes a child out of its list."""
    if index is None:
        return owner, field, new
    children = list(getattr(owner, field))
    children[index : index + 1] = [] if new is None else [new]
    return owner, field, children


def like(new: ast.AST, old: ast.AST) -> Any:
    """A new node where an old one stood."""
    return ast.fix_missing_locations(ast.copy_location(new, old))


def text(node: ast.AST) -> str:
    """As a person reads it, on one line."""
    line = " ".join(ast.unparse(node).split())
    return line if len(line) <= 100 else f"{line[:97]}..."
