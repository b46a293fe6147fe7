"""What waits for the controller."""

import asyncio
from dataclasses import dataclass
from typing import Final

from lockerd.controller.memo import Keep, Memo
from lockerd.domain.model.events import Answer, Event
from lockerd.errors import CallerError
from lockerd.store import Recorded

Outcome = Answer | Recorded | CallerError
"""What comes of it."""


@dataclass(frozen=True, slots=True)
class Job:
    """One event that waits, with the key it is remembered under and whoever waits for the answer."""

    event: Event | None
    once: tuple[Memo, Keep] | None = None
    done: "asyncio.Future[Answer | Recorded] | None" = None

    def answer(self, outcome: Outcome) -> None:
        """Tell whoever asked and is still there."""
        if self.done is None or self.done.done():
            return
        if isinstance(outcome, CallerError):
            self.done.set_exception(outcome)
        else:
            self.done.set_result(outcome)


NOTHING: Final = Job(None)
"""Shows a watchdog that jobs are taken in (F11)."""
