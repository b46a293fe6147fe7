"""Output: tables for people, JSON for programs."""

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say, word

WIDTH_WITHOUT_TERMINAL: Final = 160
_STYLES: Final = {
    "free": "green",
    "occupied": "cyan",
    "ready": "cyan",
    "to_check": "yellow",
    "jammed": "red",
    "quarantined": "red",
}


def as_json(value: object) -> None:
    """For programs, and readable all the same."""
    print(json.dumps(value, indent=2, ensure_ascii=False))


def error_as_json(value: object) -> None:
    """What went wrong, for programs, where it does not mix with output."""
    print(json.dumps({"error": value}, ensure_ascii=False), file=sys.stderr)


def line(text: str) -> None:
    """A line or more for people."""
    print("\n".join(map(printable, text.split("\n"))))


def complain(text: str) -> None:
    """What went wrong, for people, where it does not mix with output."""
    print("\n".join(map(printable, f"lockerctl: {text}".split("\n"))), file=sys.stderr)


def printable(text: str) -> str:
    """The text without control characters: what others wrote must not steer the terminal."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """A table of some fields of each row. The first is never broken; the others go on in the next line instead."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for number, column in enumerate(columns):
        shown.add_column(word(column), no_wrap=number == 0, overflow="fold")
    for row in rows:
        first, *others = (_cell(row.get(column)) for column in columns)
        shown.add_row(Text(first), *(Text(word(cell), style=_STYLES.get(cell, "")) for cell in others))
    Console(width=width(), soft_wrap=False).print(shown)


def width() -> int:
    """How many characters a line has."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL


def paragraph(text: str, *, indent: str = "") -> None:
    """Sentences for people; at a terminal broken between words, lines after the first set in by ``indent``."""
    if not sys.stdout.isatty():
        line(text)
        return
    for part in map(printable, text.split("\n")):
        print("\n".join(textwrap.wrap(part, width(), subsequent_indent=indent, break_on_hyphens=False)) or "")


def facts(value: Mapping[str, Any]) -> None:
    """Names and values, with the names of what lies deeper joined by dots."""
    table(("name", "value"), [{"name": name, "value": each} for name, each in _flat("", value)])


def rows_of(answer: object) -> list[dict[str, Any]]:
    """A list of objects as the daemon promised it, or a `CliError`."""
    if not isinstance(answer, list) or not all(isinstance(row, dict) for row in answer):
        raise CliError(
            Exit.FAULT, say("the daemon's answer is not a list"), say("is lockerctl of the daemon's release?")
        )
    return answer


def object_of(answer: object) -> dict[str, Any]:
    """An object as the daemon promised it, or a `CliError`."""
    if not isinstance(answer, dict):
        raise CliError(
            Exit.FAULT, say("the daemon's answer is not an object"), say("is lockerctl of the daemon's release?")
        )
    return answer


def _flat(prefix: str, value: object) -> Iterable[tuple[str, Any]]:
    if not isinstance(value, Mapping) or not value:
        yield prefix, value
        return
    for name, each in value.items():
        yield from _flat(f"{prefix}.{name}" if prefix else str(name), each)


def _cell(value: object) -> str:
    match value:
        case None | "" | [] | {}:
            return "-"
        case bool():
            return word("yes" if value else "no")
        case list():
            return ", ".join(map(_cell, value))
        case dict():
            return ", ".join(f"{name} {_cell(each)}" for name, each in value.items())
        case _:
            return printable(str(value))
