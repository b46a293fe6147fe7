"""What became of an unlock: read from the custody log, which says it in the order in which it happened."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say, word

if TYPE_CHECKING:
    from lockerd.cli.client import Admin
    from lockerd.cli.reading.log import Row

LOOK_AGAIN_S: Final = 0.2
CLOSED_WITHIN_S: Final = 20.0
"""Longer than the pulse, the time for which an opening is waited, and a line that is slow."""
PAGE: Final = 1_000


class Log:
    """The custody log from a moment on."""

    def __init__(self, admin: "Admin") -> None:
        """Begin at its present end; raises `CliError`."""
        from lockerd.cli.reading import read
        from lockerd.cli.reading.status import Status

        self._admin = admin
        head = read(Status, admin.get("/v1/status")).head
        # Positions go on where numbers begin anew with an epoch: the newest row lies at or behind its number.
        self._position = max(0, head.number - 1)
        for _ in self.news():
            pass

    def news(self) -> "Iterator[Row]":
        """Rows that have come since the last time."""
        from lockerd.cli.reading import log, read

        while True:
            page = read(log.Page, self._admin.get("/v1/custody", after=self._position, limit=PAGE))
            for row in page.rows:
                self._position = row.position
                yield row
            if len(page.rows) < PAGE:
                return


@dataclass(frozen=True, slots=True)
class Became:
    """How an attempt ended, in the words of the log."""

    outcome: str
    reason: str

    @property
    def opened(self) -> bool:
        """Whether the door can be open now, as far as anything at it can tell."""
        return self.outcome in {"opened", "unlatched", "not_observed"}

    def sentence(self) -> str:
        """Never more than the sensors said (design rule 7)."""
        match self.outcome:
            case "opened":
                return say("the door was seen to open")
            case "unlatched":
                return say("the lock let go; whether the door stands open nobody can see here")
            case "not_observed":
                return say("the lock was fired; no sensor is fitted that could see whether it opened")
            case "not_opened":
                return say("the lock was fired, and the door was not seen to open")
            case "not_fired":
                return say("the lock was not fired ({reason})", reason=word(self.reason))
            case other:
                return say("it ended as {outcome} ({reason})", outcome=other, reason=word(self.reason))


def follow(log: Log, compartment: str) -> Became:
    """Wait until the attempt at this compartment has ended; raises `CliError` where that takes too long."""
    from lockerd.cli.reading import read
    from lockerd.cli.reading.log import Closed, Committed

    attempt: int | None = None
    until_s = time.monotonic() + CLOSED_WITHIN_S
    while time.monotonic() < until_s:
        for row in log.news():
            if row.type == "attempt.committed" and row.compartment == compartment:
                attempt = read(Committed, row.data).attempt
            elif row.type == "attempt.closed" and (closed := read(Closed, row.data)).attempt == attempt:
                return Became(closed.outcome, closed.reason)
        time.sleep(LOOK_AGAIN_S)
    cause = say("{compartment}: the attempt did not end within {seconds} s", compartment=compartment, seconds=20)
    raise CliError(Exit.FAULT, cause, say("`lockerctl custody tail --compartment {id}` shows it", id=compartment))
