"""Asking the controller, with an answer in bounded time (design rule 15)."""

import asyncio
import json
from typing import Final

from lockerd.api.http.problems import ProblemError, RefusalError
from lockerd.controller import Controller, Keep, Kept, Memo, MemoConflict, QueueFull
from lockerd.domain.model.events import Accepted, Answer, Event, Refused
from lockerd.domain.model.ids import GrantId, VisitId
from lockerd.domain.model.refusals import Refusal
from lockerd.store import Recorded

ANSWER_WITHIN_S: Final = 9.0
"""Below the 10 s of design rule 15; what was asked may still be done, and a repeat with the same key tells."""


async def ask(controller: Controller, event: Event, memo: Memo, keep: Keep | None = None) -> Accepted:
    """Have ``event`` decided; raises ``RefusalError`` or ``ProblemError`` (busy, idempotency_conflict).

    ``keep``: what is kept of the answer, where that is not `kept`.
    """
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            answer = await controller.submit_once(event, memo, keep or kept)
    except (TimeoutError, QueueFull):
        raise ProblemError("busy") from None
    except MemoConflict:
        raise ProblemError("idempotency_conflict") from None
    return _accepted(answer)


def begun(answer: Accepted) -> VisitId:
    """The visit that was begun."""
    assert answer.visit is not None, "what starts a visit answers with its id"
    return answer.visit


def recall(controller: Controller, memo: Memo) -> Accepted | None:
    """The outcome of an earlier request with this key, if there is one; raises like ``ask``."""
    try:
        recorded = controller.recall(memo)
    except MemoConflict:
        raise ProblemError("idempotency_conflict") from None
    return None if recorded is None else _accepted(recorded)


def kept(answer: Answer, changed: bool) -> Kept:  # noqa: FBT001 - the shape of ``Keep``
    """What is remembered of an answer: nothing where nothing changed, so that no stranger fills the memory (ADR 25)."""
    if not changed:
        return Kept(None)
    match answer:
        case Accepted():
            said: dict[str, object] = {"accepted": True, "visit": answer.visit, "grant": answer.grant}
        case Refused():
            said = {"accepted": False, "reason": answer.reason, "retry_after_ms": answer.retry_after_ms}
    return Kept(json.dumps(said, sort_keys=True))


def _accepted(answer: Answer | Recorded) -> Accepted:
    """The answer, if it is not a refusal."""
    told = _read(answer.answer) if isinstance(answer, Recorded) else answer
    if isinstance(told, Refused):
        raise RefusalError(told)
    return told


def _read(text: str) -> Answer:
    """The inverse of ``kept``."""
    said = json.loads(text)
    if said["accepted"]:
        visit, grant = said["visit"], said["grant"]
        return Accepted(
            visit=None if visit is None else VisitId(visit), grant=None if grant is None else GrantId(grant)
        )
    return Refused(Refusal(said["reason"]), said["retry_after_ms"])
