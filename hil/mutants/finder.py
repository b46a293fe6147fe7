"""Walks through a module and finds every place where a fault can be put in."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from mutants.change import Change, Kind, like, put, text
from mutants.expressions import Members, Place, of_expression

SAYS_NOTHING: Final = (ast.Assert, ast.Import, ast.ImportFrom, ast.Pass)
"""Statements that decide nothing."""
TYPES: Final = frozenset({"dict", "list", "tuple", "set", "frozenset", "cast", "TypeVar", "NewType"})
"""What stands in the brackets of these is an annotation."""
TESTED: Final = {
    ast.If: "test",
    ast.While: "test",
    ast.IfExp: "test",
    ast.comprehension: "ifs",
    ast.match_case: "guard",
}

NOT_LOOKED_INTO: Final = frozenset({"annotation", "target", "targets", "pattern"})


@dataclass(frozen=True, slots=True)
class Where:
    """What a place belongs to."""

    unit: ast.stmt
    """The function, or the statement outside of functions, that would be judged anew if it changed."""
    name: str
    function: ast.FunctionDef | None = None
    """Whose code is changed; None: the module is another one from its import on."""
    nested: bool = False
    """In a block of that function."""
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Spot:
    """One change and what it belongs to."""

    change: Change
    where: Where


def spots(tree: ast.Module, members: Members) -> Iterator[Spot]:
    """Every fault that can be put into a module."""
    for at, statement in enumerate(tree.body):
        yield from _statement(statement, Place(tree, "body", at), Where(statement, _name(statement)), members)


def _statement(node: ast.stmt, place: Place, where: Where, members: Members) -> Iterator[Spot]:
    where = replace(where, first=node.lineno, last=header_end(node))
    match node:
        case ast.FunctionDef():
            yield from _function(node, where, members)
        case ast.ClassDef():
            for at, child in enumerate(node.body):
                if node.name not in members or isinstance(child, ast.FunctionDef):
                    inner = Where(child, f"{where.name}.{_name(child)}".rstrip("."), where.function)
                    yield from _statement(child, Place(node, "body", at), inner, members)
        case ast.Raise() | ast.Delete() | ast.Continue() | ast.Break():
            yield Spot(_left_out(node, place), where)
        case ast.Expr(value=ast.Constant() | ast.Call(func=ast.Name(id="assert_never"))):
            return
        case _ if not isinstance(node, SAYS_NOTHING):
            yield from _plain(node, place, where, members)


def _plain(node: ast.stmt, place: Place, where: Where, members: Members) -> Iterator[Spot]:
    """A statement that is left out whole, or as it is but for what it is made of."""
    if isinstance(node, ast.Expr | ast.AugAssign) or (isinstance(node, ast.Return) and where.nested):
        yield Spot(_left_out(node, place), where)
    if isinstance(node, ast.If | ast.For | ast.While) and node.orelse and not _is_elif(node):
        yield Spot(Change(Kind.BRANCH, "else", "no else", ((node, "orelse", []),)), where)
    listed = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    if isinstance(listed, ast.Tuple | ast.List) and where.function is None and len(listed.elts) > 1:
        for at, element in enumerate(listed.elts):
            edit = put(listed, "elts", at, None)
            yield Spot(Change(Kind.ENTRY, text(listed), f"without {text(element)}", (edit,)), where)
    yield from _children(node, where, members)


def _function(node: ast.FunctionDef, where: Where, members: Members) -> Iterator[Spot]:
    for field in ("defaults", "kw_defaults"):
        for at, default in enumerate(getattr(node.args, field)):
            if default is not None:
                yield from _expression(default, Place(node.args, field, at), where, members)
    inner = where if where.function is not None else replace(where, function=node)
    for at, child in enumerate(node.body):
        yield from _statement(child, Place(node, "body", at), inner, members)


def _children(node: ast.AST, where: Where, members: Members) -> Iterator[Spot]:
    """Everything below a node, each kind of child by its own way."""
    for field, value in ast.iter_fields(node):
        if field in NOT_LOOKED_INTO or (field == "slice" and _names_a_type(node.value)):  # type: ignore[attr-defined]
            continue
        listed = isinstance(value, list)
        for at, child in enumerate(value if listed else [value]):
            place = Place(node, field, at if listed else None, is_test=TESTED.get(type(node)) == field)
            match child:
                case ast.stmt():
                    yield from _statement(child, place, replace(where, nested=True), members)
                case ast.match_case():
                    yield from _case(child, place, where, members)
                case ast.JoinedStr():
                    continue
                case ast.expr():
                    yield from _expression(child, place, where, members)
                case ast.AST():
                    yield from _children(child, where, members)


def _expression(node: ast.expr, place: Place, where: Where, members: Members) -> Iterator[Spot]:
    for change in of_expression(node, place, members):
        yield Spot(change, where)
    if not (isinstance(node, ast.Call) and _names_a_type(node.func)):
        yield from _children(node, where, members)


def _case(case: ast.match_case, place: Place, where: Where, members: Members) -> Iterator[Spot]:
    where = replace(where, first=case.pattern.lineno, last=case.body[0].lineno)
    if "assert_never" in text(case.body[0]):
        return
    assert isinstance(place.owner, ast.Match)
    pattern = text(case.pattern)
    if len(place.owner.cases) > 1:
        yield Spot(
            Change(Kind.BRANCH, f"case {pattern}", "no such case", (put(place.owner, place.field, place.at, None),)),
            where,
        )
    if isinstance(case.pattern, ast.MatchOr):
        alternatives = case.pattern.patterns
        for at, alternative in enumerate(alternatives):
            rest = [*alternatives[:at], *alternatives[at + 1 :]]
            new = like(rest[0] if len(rest) == 1 else ast.MatchOr(rest), case.pattern)
            change = Change(Kind.BRANCH, f"case {pattern}", f"without {text(alternative)}", ((case, "pattern", new),))
            yield Spot(change, where)
    yield from _children(case, where, members)


def _left_out(node: ast.stmt, place: Place) -> Change:
    edit = put(place.owner, place.field, place.at, like(ast.Pass(), node))
    return Change(Kind.STATEMENT, text(node), "pass", (edit,))


def _is_elif(node: Any) -> bool:
    return len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)


def _names_a_type(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in TYPES


def header_end(node: ast.stmt) -> int:
    """The last line before the block that a statement heads."""
    match node:
        case ast.If() | ast.While() | ast.For() | ast.With() | ast.FunctionDef() | ast.ClassDef():
            return max(node.lineno, node.body[0].lineno - 1)
        case ast.Match():
            return node.lineno
        case _:
            return node.end_lineno or node.lineno


def _name(node: ast.stmt) -> str:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name), *_]):
            return name
        case _:
            return ""
