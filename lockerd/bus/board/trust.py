"""How far what a board says can be taken for an answer, by it alone, to what it was just asked (F37, F39)."""

from collections import deque
from enum import StrEnum
from typing import Final

_IN_A_ROW: Final = 3
"""So many answers, with nothing beside them, before the first lock is fired, and before a conflict is over."""
_WITHIN_MS = 10_000


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
    Sign.TWO_ANSWERS: "it answers twice; two boards have this address, or somebody else asks it through the gateway",
    Sign.SPOILT: "something answers and cannot be understood; two boards have this address, or one another speed",
}
_SIGNS: Final = {Sign.WRONG_ADDRESS: 3, Sign.TWO_ANSWERS: 5, Sign.SPOILT: 5}
"""How many are needed: a reply may be late, doubled or spoilt by itself."""


class Trust:
    """Counts what speaks for and against a board. Pure."""

    def __init__(self) -> None:
        self.sign: Sign | None = None
        """Why the board is in conflict; None while it is not."""
        self._signs: dict[Sign, deque[int]] = {sign: deque(maxlen=count) for sign, count in _SIGNS.items()}
        self._spoilt = 0
        self._clean = 0
        self._needed = _IN_A_ROW

    @property
    def usable(self) -> bool:
        """Whether locks may be fired on what it says: as far as can be seen it is alone."""
        return self._clean >= self._needed

    def missed(self, *, spoilt: bool) -> bool:
        """A question without a sound reply, ``spoilt`` if bytes came; true if that makes it a conflict."""
        self._clean = 0
        self._spoilt = self._spoilt + 1 if spoilt else 0
        return spoilt and self._spoilt >= _SIGNS[Sign.SPOILT] and self._found(Sign.SPOILT)

    def doubted(self) -> None:
        """What it said a moment ago was the answer to something else (F37)."""
        self._clean = 0

    def seen(self, sign: Sign, now_ms: int) -> bool:
        """A sign; true if that makes it a conflict."""
        self._clean = 0
        times = self._signs[sign]
        times.append(now_ms)
        return len(times) == times.maxlen and now_ms - times[0] <= _WITHIN_MS and self._found(sign)

    def answered(self) -> bool:
        """A sound reply; true if it can be believed: of one board, answers never overtake each other (F37)."""
        self._spoilt = 0
        self._clean += 1
        if self._clean < self._needed:
            return self.sign is None
        self.sign, self._needed = None, 1
        for times in self._signs.values():
            times.clear()
        return True

    def _found(self, sign: Sign) -> bool:
        new = self.sign is None
        self.sign, self._needed = self.sign or sign, _IN_A_ROW
        return new
