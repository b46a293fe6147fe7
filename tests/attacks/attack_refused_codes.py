"""Badly signed and malformed scans, wrong digits and cries for help, 750 a second: each once left a row and an answer
that was kept for a day, in memory and on the disk, until the station died and could not start any more."""

from typing import Any, Final

from hammering_terminal import hammer
from siege import PASSPORT, Bounds, Target

BOUNDS: Final = Bounds(rows=80)
"""Each kind of refusal is told once at once and once a minute; typing is blocked and that is told, too."""


async def _bodies(target: Target) -> list[dict[str, Any]]:
    bench = target.bench
    await bench.wait(lambda: bench.papers.letter(PASSPORT) is not None, within_s=10, what="central has the letter")
    letter = bench.papers.letter(PASSPORT)
    assert letter is not None
    token = letter.token
    forged = token[:-1] + ("0" if token[-1] != "0" else "1")
    return [
        {"code": forged},
        {"code": "LK1:" + "0" * 174},
        {"typed_code": "572 412 340"},
        {"typed_code": "572 412 340", "pickup_number": "0815"},
    ]


async def attack(target: Target) -> None:
    """Codes that open nothing, and words that help nobody."""
    await hammer(target, "/v1/visits", await _bodies(target))
