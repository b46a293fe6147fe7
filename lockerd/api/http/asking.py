"""Asking the controller, with an answer in bounded time (design rule 15)."""

import asyncio
from typing import Final

from lockerd.api.http.problems import ProblemError, RefusalError
from lockerd.controller import Controller, Memo, MemoConflict, QueueFull, answer_from
from lockerd.domain.events import Accepted, Answer, Event, Refused

ANSWER_WITHIN_S: Final = 9.0
"""Below the 10 s of design rule 15; what was asked may still be done, and a repeat with the same key tells."""


async def ask(controller: Controller, event: Event, memo: Memo) -> Accepted:
    """Have ``event`` decided; raises ``RefusalError`` or ``ProblemError`` (busy, idempotency_conflict)."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            outcome = await controller.submit(event, memo=memo)
    except (TimeoutError, QueueFull):
        raise ProblemError("busy") from None
    except MemoConflict:
        raise ProblemError("idempotency_conflict") from None
    return accepted(outcome.answer)


def recall(controller: Controller, memo: Memo) -> Accepted | None:
    """The recorded outcome of an earlier request, if there is one; raises like ``ask``."""
    try:
        recorded = controller.recall(memo)
    except MemoConflict:
        raise ProblemError("idempotency_conflict") from None
    return None if recorded is None else accepted(answer_from(recorded.answer))


def accepted(answer: Answer) -> Accepted:
    """The answer, if it is not a refusal."""
    if isinstance(answer, Refused):
        raise RefusalError(answer)
    return answer
