"""How long a board is given for its answer, once it was measured how long it takes."""

from math import ceil
from typing import Final

MOST_MS: Final = 1_000
"""Longer no board is waited for: a door must be read, and its lock fired, within 2 s of the commit (rule 1)."""


def advised_ms(took_ms: float) -> int:
    """What to set ``reply_ms`` to: twice the longest silence that was measured, in steps of 10 ms."""
    return min(MOST_MS, 10 * max(1, ceil(2 * took_ms / 10)))


def is_short(took_ms: float, given_ms: int) -> bool:
    """Whether a board whose longest silence was ``took_ms`` has too little left of what it is given."""
    return 4 * took_ms > 3 * given_ms


def late_note(address: int, *, took_ms: float, given_ms: int) -> str:
    """What to tell a technician of a board that answers too late."""
    words = f"board {address} answers up to {took_ms:.0f} ms after its question and is given {given_ms} ms"
    return f"{words}: no lock of it is fired; set reply_ms = {advised_ms(took_ms)} for it"
