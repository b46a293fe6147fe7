"""Faults in expressions. Each function yields the changes of one node, given the place where it hangs."""

import ast
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from mutants.change import Change, Kind, like, put, text

Members = Mapping[str, tuple[str, ...]]
"""The words of every enumeration of the rules, by its name."""
COMPARISONS: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
OPERATIONS: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
CHOICES: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}
CHANGERS: Final = frozenset({"change", "replace", "remember"})
"""Calls that say which fields of a row become what."""
LARGE: Final = 100
"""From here on one more or less is the same to people and doors."""


class Place(NamedTuple):
    """Where a node hangs."""

    owner: ast.AST
    field: str
    at: int | None
    is_test: bool = False
    """Of a branch, where always and never are tried instead of the contrary."""

    def taken_by(self, kind: Kind, old: ast.AST, new: ast.AST) -> Change:
        """The fault that another node stands here."""
        new = like(new, old)
        return Change(kind, text(old), text(new), (put(self.owner, self.field, self.at, new),))


def of_expression(node: ast.AST, place: Place, members: Members) -> Iterator[Change]:
    """Every fault of this node itself; those of its children are theirs."""
    if place.is_test:
        for value in (True, False):
            yield place.taken_by(Kind.CONDITION, node, ast.Constant(value))
    match node:
        case ast.Compare(ops=[op]) if not place.is_test or len(COMPARISONS[type(op)]) > 1:
            for other in COMPARISONS[type(op)]:
                yield place.taken_by(Kind.COMPARE, node, ast.Compare(node.left, [other()], node.comparators))
        case ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
            yield from _of_boolean(node, place)
        case ast.BinOp() if type(node.op) in OPERATIONS and not _is_type(node):
            contrary = OPERATIONS[type(node.op)]()
            yield place.taken_by(Kind.ARITHMETIC, node, ast.BinOp(node.left, contrary, node.right))
        case ast.Constant():
            yield from _of_constant(node, place)
        case ast.Attribute(value=ast.Name(id=enum), attr=word) if word in (words := members.get(enum, ())):
            following = words[(words.index(word) + 1) % len(words)]
            if following != word:
                yield place.taken_by(Kind.MEMBER, node, ast.Attribute(node.value, following, ast.Load()))
        case ast.Call():
            yield from _of_call(node, place)
        case ast.Set():
            yield from _of_set(node)
        case ast.Dict():
            yield from _of_dict(node)


def _of_constant(node: ast.Constant, place: Place) -> Iterator[Change]:
    match node.value:
        case bool() as flag:
            if not place.is_test:
                yield place.taken_by(Kind.FLAG, node, ast.Constant(not flag))
        case int() | float() as number:
            for other in (number + 1, number - 1) if abs(number) < LARGE else (2 * number, number // 2):
                yield place.taken_by(Kind.NUMBER, node, ast.Constant(other))


def _of_boolean(node: ast.BoolOp | ast.UnaryOp, place: Place) -> Iterator[Change]:
    if isinstance(node, ast.UnaryOp):
        if not place.is_test:
            yield place.taken_by(Kind.BOOLEAN, node, node.operand)
        return
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield place.taken_by(Kind.BOOLEAN, node, ast.BoolOp(other, node.values))
    for at in range(len(node.values)):
        rest = [*node.values[:at], *node.values[at + 1 :]]
        yield place.taken_by(Kind.BOOLEAN, node, rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest))


def _of_call(node: ast.Call, place: Place) -> Iterator[Change]:
    match node.func:
        case ast.Name(id=name) if name in CHOICES:
            called = like(ast.Name(CHOICES[name], ast.Load()), node.func)
            yield place.taken_by(Kind.CHOICE, node, ast.Call(called, node.args, node.keywords))
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in CHANGERS:
            for at, keyword in enumerate(node.keywords):
                if keyword.arg is not None:
                    rest = [*node.keywords[:at], *node.keywords[at + 1 :]]
                    yield place.taken_by(Kind.KEYWORD, node, ast.Call(node.func, node.args, rest))


def _of_set(node: ast.Set) -> Iterator[Change]:
    for at, member in enumerate(node.elts):
        if len(node.elts) > 1:
            yield Change(Kind.ENTRY, text(node), f"without {text(member)}", (put(node, "elts", at, None),))


def _of_dict(node: ast.Dict) -> Iterator[Change]:
    for at, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
        name = f"**{text(value)}" if key is None else text(key)
        edits = (put(node, "keys", at, None), put(node, "values", at, None))
        yield Change(Kind.ENTRY, text(node), f"without {name}", edits)


def _is_type(node: ast.BinOp) -> bool:
    """``A | B`` between classes is an annotation by another way."""
    sides: list[Any] = [node.left, node.right]
    return isinstance(node.op, ast.BitOr) and any(
        isinstance(side, ast.Constant)
        or (isinstance(side, ast.Name) and side.id != side.id.upper() and side.id[0].isupper())
        or (isinstance(side, ast.Name) and side.id in {"str", "int", "bool", "bytes", "float"})
        or (isinstance(side, ast.BinOp) and _is_type(side))
        for side in sides
    )
