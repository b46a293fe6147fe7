"""The feedback that a board gives before it has read its switches (F40).

No family that we know tells that it has restarted. What can be seen from outside: a stray byte and a short silence, or
the feedback of all channels changing to the same value within one look, which doors do not do.
"""

from collections.abc import Collection, Iterable
from enum import Enum, auto

_LEAST_FLIPS = 4
_HOLD_MS = 1_500
"""How long such feedback is not believed; a board that still says so is."""
_ONE_LOOK_MS = 1_000


class Said(Enum):
    """What feedback is."""

    NORMAL = auto()
    BLANK = auto()
    """Begins to be blank: what was believed is not true any more."""
    HIDDEN = auto()
    """Still blank, and not to be believed."""
    RESTARTED = auto()
    """Blank no more, or believed now; it was the board's."""


class Blank:
    """Recognises blank feedback and hides it for a while. Pure."""

    def __init__(self) -> None:
        self._bit: bool | None = None
        self._until_ms = 0
        self._before: tuple[bool | None, ...] = ()
        self._contested = False
        self._over = False

    def contest(self) -> None:
        """Somebody else speaks for the board: what looks blank may be theirs, and is no sign of a restart (F39)."""
        self._contested = True

    def judge(
        self, believed: Iterable[bool | None], said: Collection[bool | None], *, sampled_ms: int, since_ms: int | None
    ) -> Said:
        """What ``said`` is, where this was ``believed`` of the same channels at ``since_ms``."""
        if self._hides(said, sampled_ms):
            return Said.HIDDEN
        if self._begins(believed, said, sampled_ms=sampled_ms, since_ms=since_ms):
            return Said.BLANK
        over, self._over = self._over and not self._contested, False
        return Said.RESTARTED if over else Said.NORMAL

    def forget(self, believed: Iterable[bool | None]) -> None:
        """Nothing is believed any more, because the board was silent or restarted; what was believed counts here."""
        bits = tuple(believed)
        if self._bit is None and any(bit is not None for bit in bits):
            self._before = bits

    def _begins(
        self, believed: Iterable[bool | None], said: Collection[bool | None], *, sampled_ms: int, since_ms: int | None
    ) -> bool:
        bits, known = set(said), tuple(believed)
        if all(bit is None for bit in known):
            known, since_ms = self._before, sampled_ms  # after a silence: supply that comes back is a restart, too
        if len(bits) != 1 or None in bits or since_ms is None or sampled_ms - since_ms > _ONE_LOOK_MS:
            return False
        (bit,) = bits
        if sum(each is not None and each is not bit for each in known) < _LEAST_FLIPS:
            return False
        self._bit, self._until_ms, self._before = bit, sampled_ms + _HOLD_MS, ()
        self._contested = False
        return True

    def _hides(self, said: Iterable[bool | None], sampled_ms: int) -> bool:
        if self._bit is None:
            return False
        if sampled_ms >= self._until_ms or any(bit is not self._bit for bit in said):
            self._bit, self._over = None, True
            return False
        return True
