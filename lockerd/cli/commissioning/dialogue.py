"""Talking with the technician, and what the answers mean."""

import sys
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from lockerd.cli import show


class Word(StrEnum):
    """What can be said instead of a painted number. No number begins with a slash."""

    NONE = "/none"
    """No door opened."""
    AGAIN = "/again"
    SKIP = "/skip"
    MISSING = "/missing"
    """No door hangs on this channel."""
    QUIT = "/quit"


class LeftError(Exception):
    """The technician ends the walk; what was found so far is kept."""


class Dialogue(Protocol):
    """Somebody who reads and answers."""

    looks: bool
    """Whether a person answers. If not, Enter is taken for every answer, and the walk waits for sensors instead."""

    def say(self, text: str) -> None:
        """Tell something."""
        ...

    async def ask(self, question: str) -> str:
        """One line without the blanks around it; empty for Enter. Raises `LeftError`."""
        ...


class Terminal:
    """A technician at a keyboard; what is said goes to stderr, so that stdout holds nothing but results."""

    looks = True

    def say(self, text: str) -> None:
        """See `Dialogue.say`."""
        print("\n".join(map(show.printable, text.split("\n"))), file=sys.stderr)

    async def ask(self, question: str) -> str:
        """See `Dialogue.ask`; Ctrl-C and the end of the input end the walk."""
        try:
            print(f"  {show.printable(question)} ", end="", file=sys.stderr, flush=True)
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            raise LeftError from None
        if not line or _word(line) is Word.QUIT:
            raise LeftError
        return line.strip()


class Nobody:
    """Nobody answers: for a rehearsal on a simulated wall, and for scripts that push the doors shut."""

    looks = False

    def say(self, text: str) -> None:
        """See `Dialogue.say`."""
        Terminal().say(text)

    async def ask(self, question: str) -> str:
        """See `Dialogue.ask`."""
        self.say(f"  {question}")
        return ""


@dataclass(frozen=True, slots=True)
class Doors:
    """Painted numbers; empty: the one that was expected."""

    names: tuple[str, ...]


def understood(answer: str, known: Collection[str]) -> Doors | Word | None:
    """What an answer about doors means; None: nothing that makes sense.

    A word may be cut short as long as it stays clear; of known painted numbers capitals do not matter.
    """
    if answer.startswith("/"):
        return _word(answer)
    by_small = {name.casefold(): name for name in known}
    names = tuple(dict.fromkeys(by_small.get(name.casefold(), name) for name in answer.replace(",", " ").split()))
    fits = all(len(name) <= 8 and name.replace("-", "").isalnum() and name[0] != "-" for name in names)
    return Doors(names) if fits else None


def _word(answer: str) -> Word | None:
    wanted = answer.strip().casefold()
    meant = [word for word in Word if word.startswith(wanted)] if len(wanted) > 1 else []
    return meant[0] if len(meant) == 1 else None


def is_no(answer: str) -> bool:
    """Whether somebody said no."""
    return answer.casefold() in {"n", "no", "nein"}


def is_yes(answer: str) -> bool:
    """Whether somebody said yes, and not just Enter."""
    return answer.casefold() in {"y", "yes", "j", "ja"}
