"""The feedback that a board gives before it has read its switches (F40).

No family that we know tells that it has restarted. What can be seen from outside: a stray byte and a short silence, or
the feedback of all channels changing to the same value within one look, which doors do not do.
"""

from collections.abc import Collection, Iterable

_LEAST_FLIPS = 4
_HOLD_MS = 1_500
"""How long such feedback is not believed; a board that still says so is."""
_ONE_LOOK_MS = 1_000


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

    def over(self) -> bool:
        """Whether blank feedback has ended, by itself or because it is believed now, and was the board's; once."""
        over, self._over = self._over and not self._contested, False
        return over

    def forget(self, believed: Iterable[bool | None]) -> None:
        """Nothing is believed any more, because the board was silent or restarted; what was believed counts here."""
        bits = tuple(believed)
        if self._bit is None and any(bit is not None for bit in bits):
            self._before = bits

    def begins(
        self, believed: Iterable[bool | None], said: Collection[bool | None], *, sampled_ms: int, since_ms: int | None
    ) -> bool:
        """Whether ``said`` is blank and what was ``believed`` of the same channels at ``since_ms`` was not."""
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

    def hides(self, said: Iterable[bool | None], sampled_ms: int) -> bool:
        """Whether these bits are still that blank feedback."""
        if self._bit is None:
            return False
        if sampled_ms >= self._until_ms or any(bit is not self._bit for bit in said):
            self._bit, self._over = None, True
            return False
        return True
