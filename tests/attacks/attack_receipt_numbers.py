"""Guesses at the numbers of receipts, with and without the counter on them, 750 a second: whoever guesses must learn
nothing, leave next to no row, and hold up neither the doors nor whoever types a code."""

from typing import Any, Final

from hammering_terminal import hammer
from siege import Bounds, Target

BOUNDS: Final = Bounds(rows=20)
"""Told once when it is blocked, and once for each block after that."""
BODIES: Final[list[dict[str, Any]]] = [
    {"fetch_number": "1234 5678 9018"},
    {"fetch_number": "1234 5678 9018", "number": 1},
    {"fetch_number": "1234 5678 9017"},
    {"fetch_number": "12"},
]


async def attack(target: Target) -> None:
    """Guesses, each of them at once refused."""
    await hammer(target, "/v1/papers", BODIES)
