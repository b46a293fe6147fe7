"""The help of every command in the language of the environment."""

from typing import Any

from lockerd.cli.language import say


def translated(command: Any) -> Any:
    """The same command tree, its help and that of all parameters in the language of the environment."""
    for holder in (command, *command.params):
        for name in ("help", "epilog"):
            if text := getattr(holder, name, None):
                setattr(holder, name, say(text))
    for below in getattr(command, "commands", {}).values():
        translated(below)
    return command


def texts(command: Any) -> set[str]:
    """All help texts of a command tree, for the catalogue."""
    found = {
        text
        for holder in (command, *command.params)
        for name in ("help", "epilog")
        if (text := getattr(holder, name, None))
    }
    return found.union(*(texts(below) for below in getattr(command, "commands", {}).values()))
