"""How `lockerctl` ends; scripts rely on these numbers."""

from enum import IntEnum
from typing import Final

from lockerd.cli.language import say
from lockerd.errors import CallerError


class Exit(IntEnum):
    """Exit codes; part of the interface, never renumbered."""

    OK = 0
    REFUSED = 1
    """The daemon refused, or a check found something wrong."""
    USAGE = 2
    NO_DAEMON = 3
    """Nobody listens at the admin socket."""
    NOT_ALLOWED = 4
    """This user may not use the admin socket or a file."""
    TRY_LATER = 5
    """Refused for now: busy, or the brake on openings holds."""
    FAULT = 6
    """The daemon did not answer, or not as it should; what was asked may have been done."""


HELP = """Exit codes: 0 done; 1 refused, or a check failed; 2 wrong usage; 3 no daemon; 4 not allowed;
5 try again later; 6 no or a wrong answer from the daemon."""


NEXT: Final = "\n  next: "
"""Between the cause and the next step; the same in every language, as programs may part the two there."""


class CliError(CallerError):
    """Ends the command: what is the matter, and what to do next."""

    def __init__(self, ends: Exit, cause: str, next_step: str = "") -> None:
        super().__init__(f"{cause}{NEXT}{next_step}" if next_step else cause)
        self.ends = ends


class RefusedError(CliError):
    """The daemon refused, with its stable word for it."""

    def __init__(self, ends: Exit, word: str, detail: str, *, next_step: str, wait_ms: int | None) -> None:
        super().__init__(ends, say("refused ({word}): {detail}", word=word, detail=detail), next_step)
        self.word = word
        self.detail = detail
        self.wait_ms = wait_ms
        """When to ask again; None where that is no matter of time."""
