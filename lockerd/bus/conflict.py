"""Whether a board is alone at its address (F39)."""

from collections import deque
from enum import StrEnum
from typing import Final

_SIGNS = 3
_WITHIN_MS = 10_000
_SPOILT_IN_A_ROW = 5
_CLEAN_IN_A_ROW = 3
OWED_MS: Final = 5_000
"""For how long after a question that nobody answered a reply is taken for a late one (F37)."""


class Sign(StrEnum):
    """What speaks for a second board at an address."""

    WRONG_ADDRESS = "wrong_address"
    """Asked, it was silent, and a sound reply from another address came."""
    TWO_ANSWERS = "two_answers"
    """One question, two sound replies."""
    SPOILT = "spoilt"
    """Something answers, again and again, and never intelligibly."""


MEANING: Final = {
    Sign.WRONG_ADDRESS: "asked, it answers with another address; set its address anew",
    Sign.TWO_ANSWERS: "every question is answered twice; two boards have this address, or the adapter doubles bytes",
    Sign.SPOILT: "something answers and cannot be understood; two boards have this address, or one another speed",
}


class Conflict:
    """Counts signs: one proves nothing, because a reply may be late, doubled or spoilt by itself. Pure."""

    def __init__(self) -> None:
        self.sign: Sign | None = None
        """Why the board is not used; None while it may be."""
        self._signs: dict[Sign, deque[int]] = {sign: deque(maxlen=_SIGNS) for sign in Sign}
        self._spoilt = 0
        self._clean = 0
        self._owed = 0
        self._owed_ms = 0

    def missed(self, now_ms: int, *, spoilt: bool) -> bool:
        """A question without a sound reply, ``spoilt`` if bytes came; true if that makes it a conflict."""
        self._clean = 0
        self._spoilt = self._spoilt + 1 if spoilt else 0
        if not spoilt:
            self._owed, self._owed_ms = self._owed + 1, now_ms
        return self._spoilt >= _SPOILT_IN_A_ROW and self._found(Sign.SPOILT)

    def is_late(self, now_ms: int) -> bool:
        """Whether a late reply may still come."""
        return self._owed > 0 and now_ms - self._owed_ms <= OWED_MS

    def owes(self, now_ms: int) -> bool:
        """Whether a reply that nobody asked for just now can be a late one; each silence excuses one."""
        if not self.is_late(now_ms):
            self._owed = 0
            return False
        self._owed -= 1
        return True

    def seen(self, sign: Sign, now_ms: int) -> bool:
        """A sign; true if that makes it a conflict."""
        self._clean = 0
        times = self._signs[sign]
        times.append(now_ms)
        return len(times) == _SIGNS and now_ms - times[0] <= _WITHIN_MS and self._found(sign)

    def answered(self) -> bool:
        """A sound reply, and no sign since the one before; true if the board may be used."""
        self._spoilt = 0
        if self.sign is None:
            return True
        self._clean += 1
        if self._clean < _CLEAN_IN_A_ROW:
            return False
        self.sign = None
        for times in self._signs.values():
            times.clear()
        return True

    def _found(self, sign: Sign) -> bool:
        new = self.sign is None
        self.sign = self.sign or sign
        return new
