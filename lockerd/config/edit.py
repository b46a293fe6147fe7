"""Changing single values of a configuration file and leaving everything else, comments included, as it is written."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from lockerd.errors import CallerError

Value = str | int | Mapping[str, str | int]
"""What is written for a key: a word, a number, or an inline table of these."""
TablePath = tuple[str | int, ...]
"""Where a table is: ``("compartment", 3)`` is the fourth, ``("bus", 0, "board", 1)`` the second board of the first."""

_HEADER: Final = re.compile(r"^\s*\[\[\s*([A-Za-z_]+(?:\s*\.\s*[A-Za-z_]+)?)\s*\]\]\s*(?:#.*)?$")
_ANY_HEADER: Final = re.compile(r"^\s*\[")
_ENTRY: Final = re.compile(r"^\s*[A-Za-z_]+\s*=")
_VALUE: Final = r'("(?:[^"\\]|\\.)*"|\'[^\']*\'|\{[^{}#]*\}|[^\s#"\'\[\{]+)(\s*(?:#.*)?\n?)$'


class EditError(CallerError):
    """The file is written in a way in which it cannot be edited line by line, for example with inline tables."""

    code: ClassVar[str] = "config_not_editable"


@dataclass(frozen=True, slots=True)
class Edit:
    """New values of one table; ``values`` None drops the whole table."""

    table: TablePath
    values: Mapping[str, Value] | None = field(default_factory=dict)


@dataclass(slots=True)
class _Block:
    first: int
    """Line of the header."""
    end: int
    """Behind the last line."""


def edited(text: str, edits: Sequence[Edit]) -> str:
    """The text with these changes and no others; raises `EditError`.

    What comes out is read again and compared: a layout that was misunderstood is refused, not written.
    """
    lines = text.splitlines(keepends=True)
    blocks = _blocks(lines)
    for edit in sorted(edits, key=lambda each: blocks[each.table].first if each.table in blocks else -1, reverse=True):
        if edit.table not in blocks:
            raise EditError(f"no [[{'.'.join(str(part) for part in edit.table[::2])}]] with a header line of its own")
        block = blocks[edit.table]
        lines[block.first : block.end] = _changed(lines[block.first : block.end], edit.values)
    result = "".join(lines)
    if _tree(result) != _expected(_tree(text), edits):
        raise EditError("the file is laid out in a way that cannot be edited line by line")
    return result


def _blocks(lines: Sequence[str]) -> dict[TablePath, _Block]:
    found: dict[TablePath, _Block] = {}
    count: dict[TablePath, int] = {}
    above: TablePath = ()
    last: _Block | None = None
    for number, line in enumerate(lines):
        if not _ANY_HEADER.match(line):
            continue
        if last:
            last.end = number
        last = None
        if header := _HEADER.match(line):
            names = [part.strip() for part in header[1].split(".")]
            parent = above if len(names) > 1 and above[:1] == (names[0],) else ()
            place: TablePath = (*parent, names[-1])
            index = count.get(place, -1) + 1
            count[place] = index
            last = found[(*place, index)] = _Block(number, len(lines))
            if len(names) == 1:
                above = (*place, index)
    return found


def _changed(block: list[str], values: Mapping[str, Value] | None) -> list[str]:
    entries = [number for number, line in enumerate(block) if _ENTRY.match(line)]
    end = entries[-1] + 1 if entries else 1
    if values is None:
        return block[end:]
    added: list[str] = []
    for key, value in values.items():
        entry = re.compile(rf"^(\s*{key}\s*=\s*){_VALUE}")
        at = next((number for number in entries if entry.match(block[number])), None)
        if at is None:
            if end == len(block) and not block[end - 1].endswith("\n"):
                block[end - 1] += "\n"  # the last line of a file may lack its end
            added.append(f"{key} = {_written(value)}\n")
        else:
            old = entry.match(block[at])
            assert old is not None
            block[at] = f"{old[1]}{_written(value)}{old[3]}"
    return [*block[:end], *added, *block[end:]]


def _written(value: Value) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_written(each)}" for key, each in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)  # a TOML basic string is written like a JSON one


def _tree(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise EditError(f"the file is no TOML, or would not be any more: {error}") from None


def _expected(tree: Mapping[str, Any], edits: Sequence[Edit]) -> dict[str, Any]:
    wanted: Any = deepcopy(tree)
    for edit in sorted(edits, key=lambda each: tuple(map(str, each.table))):
        table = _at(wanted, edit.table)
        if edit.values is not None:
            table.update(edit.values)
    for edit in sorted((each for each in edits if each.values is None), key=lambda each: -int(each.table[-1])):
        del _at(wanted, edit.table[:-1])[edit.table[-1]]
    result: dict[str, Any] = wanted
    return result


def _at(tree: Any, path: TablePath) -> Any:
    for part in path:
        tree = tree[part]
    return tree
