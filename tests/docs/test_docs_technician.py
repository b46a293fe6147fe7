"""Every `lockerctl` command that a paper names exists, with the options that it names."""

import re
import shlex
from typing import Any

import pytest
import typer
from docs_kit import PAPERS, ROOT, name

from lockerd.cli.app import app

TREE = typer.main.get_command(app)
COMMAND = re.compile(r"lockerctl ((?:[a-z][a-z-]*)(?: [^`\n#]*)?)")


def named(text: str) -> list[str]:
    """What stands after `lockerctl` in shell blocks and in backticks."""
    shell = "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    spans = re.findall(r"`[^`\n]*lockerctl [^`\n]*`", text)
    return [found[1].strip() for found in COMMAND.finditer("\n".join([shell, *spans]))]


def resolved(words: list[str]) -> tuple[Any, list[str]]:
    """The command that the words begin with, and the words that are left."""
    command, rest = TREE, list(words)
    while rest and rest[0] in getattr(command, "commands", {}):
        command = command.commands[rest.pop(0)]
    return command, rest


@pytest.mark.parametrize("paper", PAPERS, ids=name)
def test_named_lockerctl_commands_exist_with_their_options(paper: Any) -> None:
    for line in named(paper.read_text("utf-8")):
        words = shlex.split(line.replace("...", "").replace("'", ""))
        command, rest = resolved(words)
        assert command is not TREE, line
        # a group that walks by default passes its words on
        commands = [command, *getattr(command, "commands", {}).values()]
        known = {option for each in commands for parameter in each.params for option in parameter.opts}
        assert {word.partition("=")[0] for word in rest if word.startswith("--")} <= known, line


def test_the_paper_for_technicians_names_every_command_of_the_station() -> None:
    text = (ROOT / "docs" / "technician.md").read_text("utf-8")
    others = {"bus", "commission", "config", "frame", "keys"}
    for command in TREE.commands.keys() - others - {"orders"}:  # type: ignore[attr-defined]
        assert f"lockerctl {command}" in text, command
