"""Asking a technician at a terminal before something that cannot be taken back."""

import sys

from lockerd.cli import show
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say


def confirmed(consequence: str, question: str, *, yes: bool) -> None:
    """Say what it will cost and ask; raises `CliError` unless the answer is yes.

    Where nobody sits at a terminal nobody is asked: a script says ``--yes``.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise CliError(Exit.USAGE, consequence, say("in a script, add --yes if that is what you want"))
    print(show.printable(consequence), file=sys.stderr)
    print(f"{show.printable(question)} [{say('y/N')}] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in {"y", "yes", "j", "ja"}:
        raise CliError(Exit.REFUSED, say("nothing was done"))
