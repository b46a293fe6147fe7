"""Idempotent requests: a key that is known gets its recorded answer, and nothing is decided or fired again."""

import hashlib
import json
from dataclasses import dataclass
from typing import ClassVar

from lockerd.domain.attempts import VisitId
from lockerd.domain.events import Accepted, Answer, Refused
from lockerd.domain.grants import GrantId
from lockerd.domain.refusals import Refusal
from lockerd.errors import CallerError


class MemoConflict(CallerError):  # noqa: N818
    """The same idempotency key came with another request."""

    code: ClassVar[str] = "idempotency_conflict"


@dataclass(frozen=True, slots=True)
class Memo:
    """Makes a request idempotent: a known key gets its recorded answer and nothing is decided."""

    scope: str
    """``http`` (kept a day) or ``command`` (kept thirty)."""
    key: str
    fingerprint: str
    """Digest of what was asked, hex; keyed where the request could hold a code, which a plain hash would give away."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request."""

    answer: Answer
    repeated: bool = False
    """True: the recorded answer of an earlier request with the same key."""


def answer_text(answer: Answer) -> str:
    """An answer as JSON for the record; never holds a code."""
    match answer:
        case Accepted():
            kept: dict[str, object] = {"accepted": True, "visit": answer.visit, "grant": answer.grant}
        case Refused():
            kept = {"accepted": False, "reason": answer.reason, "retry_after_ms": answer.retry_after_ms}
    return json.dumps(kept, sort_keys=True)


def answer_from(text: str) -> Answer:
    """The inverse of ``answer_text``."""
    kept = json.loads(text)
    if kept["accepted"]:
        visit, grant = kept["visit"], kept["grant"]
        return Accepted(
            visit=None if visit is None else VisitId(visit), grant=None if grant is None else GrantId(grant)
        )
    return Refused(Refusal(kept["reason"]), kept["retry_after_ms"])


def fingerprint(*parts: bytes) -> str:
    """SHA-256 over the parts of a request, hex; parts cannot run into each other."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
