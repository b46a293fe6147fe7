"""The parser of `lockerctl`, as a tree of words."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import typer

from lockerd.cli.app import app


@dataclass(frozen=True, slots=True)
class Option:
    """One option or argument."""

    names: tuple[str, ...]
    """As ``-n``, ``--number``; of an argument none."""
    metavar: str
    """What is to be written in its place, empty for a switch."""
    help: str
    required: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """A command or a group of them."""

    words: tuple[str, ...]
    """From ``lockerctl`` on."""
    help: str
    options: tuple[Option, ...]
    arguments: tuple[Option, ...]
    below: "tuple[Command, ...]"

    def all(self) -> "Iterator[Command]":
        """Itself and everything below."""
        yield self
        for each in self.below:
            yield from each.all()


@cache
def lockerctl() -> Command:
    """The whole tree."""
    return _command(typer.main.get_command(app), ("lockerctl",))


def _command(found: Any, words: tuple[str, ...]) -> Command:
    options = [_option(each) for each in found.params if not each.hidden]
    return Command(
        words,
        " ".join((found.help or "").split()),
        tuple(each for each in options if each.names),
        tuple(each for each in options if not each.names),
        tuple(_command(each, (*words, name)) for name, each in getattr(found, "commands", {}).items()),
    )


def _option(found: Any) -> Option:
    named = found.param_type_name == "option"
    names = (*found.opts, *found.secondary_opts) if named else ()
    switch = named and (found.is_flag or found.count)
    choices = tuple(str(each.value) for each in _members(found))
    metavar = "" if switch else found.metavar or ("|".join(choices) if choices else found.name.upper())
    return Option(tuple(sorted(names, key=len)), metavar, found.help or "", found.required, choices)


def _members(found: Any) -> tuple[Any, ...]:
    """Of an option that takes one of several words, these."""
    annotation = found.type_descriptor.annotation
    return tuple(getattr(annotation, "__members__", {}).values())
