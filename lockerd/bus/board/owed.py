"""Replies that a board may still owe: no family numbers them, so a late one looks like the answer to the next (F37).

Of one board, answers never overtake each other. After a question without an answer, what comes may therefore be the
answer to an earlier question than the last one, and then all that follow are shifted in the same way. That ends only
where nobody asks for longer than the questions lie apart and nothing more comes: time alone proves nothing, because a
board that is asked without a pause answers one question late for ever.
"""

from collections import deque
from itertools import pairwise
from typing import Final

LATEST_MS: Final = 5_000
"""No board or gateway that we know holds a reply back for longer."""
_MARGIN_MS: Final = 50
_KEPT: Final = 16
_CONSTANT: Final = 3
"""So many late replies, with no proof in between that none was owed, are no accident."""
_AGAIN_MS: Final = 600_000
"""So often at most a board is said to be late."""


class Owed:
    """Counts the replies of one board that can still be under way. Pure; times are monotonic milliseconds."""

    def __init__(self) -> None:
        self.late_ms = 0
        """How long after the last question the newest late reply came."""
        self._asked: deque[int] = deque(maxlen=_KEPT)
        self._count = 0
        self._answered_ms: int | None = None
        self._lates = 0
        self._again_ms = 0
        self._hear_out_ms = 0

    def is_open(self, now_ms: int) -> bool:
        """Whether a late reply may still come."""
        return self._count > 0 and now_ms - self._asked[-1] <= LATEST_MS

    @property
    def is_late(self) -> bool:
        """Whether the board is late again and again, and was not in time since."""
        return self._lates >= _CONSTANT

    def to_hear_out(self, now_ms: int) -> bool:
        """Whether to keep silent after it was asked in vain, once in ten minutes or until it is known to be late."""
        if now_ms < self._hear_out_ms and not 0 < self._lates < _CONSTANT:
            return False
        self._hear_out_ms = now_ms + _AGAIN_MS
        return True

    def begins_late(self, now_ms: int) -> bool:
        """Whether it has become so, and it is time to say so (again)."""
        if not self.is_late or now_ms < self._again_ms:
            return False
        self._again_ms = now_ms + _AGAIN_MS
        return True

    @property
    def rested_ms(self) -> int:
        """Until when it must not be asked for it to be proven that nothing is owed."""
        return (self._answered_ms or 0) + self.quiet_ms

    @property
    def quiet_ms(self) -> int:
        """For how long after its last answer it must not be asked, so that what is owed would come."""
        newest = tuple(self._asked)[-self._count - 1 :]
        return max((later - earlier for earlier, later in pairwise(newest)), default=0) + _MARGIN_MS

    def missed(self, asked_ms: int) -> None:
        """The question of ``asked_ms`` got no answer."""
        if not self.is_open(asked_ms):
            self._asked.clear()
            self._count = 0
        self._asked.append(asked_ms)
        self._count = min(self._count + 1, _KEPT - 1)
        self._answered_ms = None

    def answered(self, asked_ms: int, heard_ms: int) -> None:
        """Something answered the question of ``asked_ms``: this one, or an earlier one."""
        if self.is_open(asked_ms):
            self._asked.append(asked_ms)
            self._answered_ms = heard_ms
        else:
            self._count = self._lates = 0

    def surplus(self, now_ms: int) -> bool:
        """A reply that nobody waits for: true if it is one that was owed; each silence excuses one."""
        if not self.is_open(now_ms):
            self._count = 0
            return False
        self.late_ms = now_ms - self._asked[-1]
        self._count -= 1
        self._lates += 1
        self._answered_ms = None
        return True

    def rested(self, now_ms: int) -> None:
        """It is about to be asked, and nothing has come until now: proves that nothing is owed, if that was long."""
        if self._answered_ms is not None and now_ms - self._answered_ms >= self.quiet_ms:
            self._count = self._lates = 0
            self._asked.clear()
            self._answered_ms = None
