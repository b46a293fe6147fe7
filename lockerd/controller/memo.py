"""Idempotent requests: a key that is known gets what was recorded under it, and nothing is decided or fired again.

What is recorded is the asker's own text: HTTP and central each write and read theirs, and nobody else looks into it.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from lockerd.domain.model.events import Answer
from lockerd.domain.shown.usage import Counted
from lockerd.errors import CallerError
from lockerd.store import MEMO_KEPT_S, MEMO_LIMITS, Recorded, Reply


class MemoConflict(CallerError):  # noqa: N818
    """The same idempotency key came with another request."""

    code: ClassVar[str] = "idempotency_conflict"


class SignerGone(CallerError):  # noqa: N818
    """The key that signed the request was taken out while it waited (F64)."""

    code: ClassVar[str] = "signer_gone"


@dataclass(frozen=True, slots=True)
class Memo:
    """Makes a request idempotent: a known key gets what was recorded under it and nothing is decided."""

    scope: str
    """``http`` (kept a day) or ``command`` (kept thirty)."""
    key: str
    fingerprint: str
    """Digest of what was asked, hex; keyed where the request could hold a code, which a plain hash would give away."""
    signer: str = ""
    """The id of central's key that signed it; decided only while that key holds."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What goes into the commit of a request beside what was decided."""

    text: str | None
    """What a repetition is to get, at most ``MEMO_TEXT_CHARS``; never holds a code (design rule 12). None: nothing is
    remembered, and the same key is decided anew."""
    reply: Reply | None = None
    """A message for central."""
    usage: tuple[Counted, ...] = ()
    """What is counted of the day."""
    key: str | None = None
    """Under which it is remembered; None: that of the request."""


Keep = Callable[[Answer, bool], Kept]
"""Says what to keep of an answer; also told whether the decision changed anything."""


class Memos:
    """The recorded answers. Each is kept for its whole time: what is full takes nothing new, and forgets nothing."""

    def __init__(self, recorded: Iterable[Recorded]) -> None:
        self._recorded: dict[tuple[str, str], Recorded] = {}
        self._bytes: Counter[str] = Counter()
        self._count: Counter[str] = Counter()
        self.add(recorded)

    def recall(self, memo: Memo) -> Recorded | None:
        """The recorded outcome for this key; raises ``MemoConflict`` when it was another request."""
        recorded = self._recorded.get((memo.scope, memo.key))
        if recorded is not None and recorded.fingerprint != memo.fingerprint:
            raise MemoConflict("this idempotency key was used for another request; use a new one")
        return recorded

    def room(self, scope: str, *, reserve: bool) -> bool:
        """Whether one more may be remembered; ``reserve``: of what the brake on openings bounds by itself."""
        limit = MEMO_LIMITS[scope]
        count = limit.count if reserve else limit.count - limit.reserve
        return self._count[scope] < count and self._bytes[scope] < limit.bytes

    def add(self, recorded: Iterable[Recorded]) -> None:
        """Remember answers that are durable."""
        for each in recorded:
            if (old := self._recorded.get((each.scope, each.key))) is not None:
                self._weigh(old, -1)
            self._recorded[each.scope, each.key] = each
            self._weigh(each, 1)

    def forget_old(self, lo_s: int) -> None:
        """Drop what is kept no longer; the store drops its rows by the same times.

        What was dated ahead, before the time was corrected, is kept as long from now on.
        """
        for key, recorded in list(self._recorded.items()):
            if recorded.lo_s > lo_s:
                self._recorded[key] = replace(recorded, lo_s=lo_s)
            elif lo_s - recorded.lo_s > MEMO_KEPT_S[recorded.scope]:
                del self._recorded[key]
                self._weigh(recorded, -1)

    def _weigh(self, recorded: Recorded, sign: int) -> None:
        self._count[recorded.scope] += sign
        self._bytes[recorded.scope] += sign * (len(recorded.key) + len(recorded.fingerprint) + len(recorded.answer))


def fingerprint(*parts: bytes) -> str:
    """SHA-256 over the parts of a request, hex; parts cannot run into each other."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
