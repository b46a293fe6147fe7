"""The rhythms of the beeper, so different that they are told apart with closed eyes."""

from typing import Final

from lockerd.domain.shown.signals import Beep

Rhythm = tuple[tuple[int, int], ...]
"""Pairs of ms on and ms off."""

_ONCE: Final = frozenset({Beep.OPENED})
_RHYTHMS: Final[dict[Beep, Rhythm]] = {
    Beep.OPENED: ((250, 0),),
    Beep.REMINDER: ((120, 120), (120, 4_640)),
    Beep.ALARM: ((400, 200),),
}


def sounding(beep: Beep, elapsed_ms: int) -> tuple[bool, int | None]:
    """Whether it sounds so long after it began, and after how many ms that changes; None: it is over."""
    rhythm = _RHYTHMS[beep]
    length_ms = sum(on_ms + off_ms for on_ms, off_ms in rhythm)
    if beep in _ONCE and elapsed_ms >= length_ms:
        return False, None
    at_ms = elapsed_ms % length_ms
    for on_ms, off_ms in rhythm:
        if at_ms < on_ms:
            return True, on_ms - at_ms
        if at_ms < on_ms + off_ms:
            return False, on_ms + off_ms - at_ms
        at_ms -= on_ms + off_ms
    raise AssertionError("a rhythm is as long as its parts")
