"""Guesses at the numbers of receipts, with and without the counter on them, 750 a second: whoever guesses must learn
nothing, leave next to no row, and hold up neither the doors nor whoever types a code."""

import asyncio
import json
import time
from typing import Any, Final

from siege import Bounds, Target

BOUNDS: Final = Bounds(rows=20)
"""Told once when it is blocked, and once for each block after that."""
PER_S: Final = 750
AT_ONCE: Final = 16
BODIES: Final[list[dict[str, Any]]] = [
    {"fetch_number": "1234 5678 9018"},
    {"fetch_number": "1234 5678 9018", "number": 1},
    {"fetch_number": "1234 5678 9017"},
    {"fetch_number": "12"},
]


async def attack(target: Target) -> None:
    """Several connections, each with its share of the rate."""
    until_s = time.monotonic() + target.dose(3, 60)

    async def ask(turn: int) -> None:
        reader, writer = await target.connect(target.terminal)
        while (began_s := time.monotonic()) < until_s:
            body = json.dumps(BODIES[turn % len(BODIES)])
            writer.write(
                f"POST /v1/papers HTTP/1.1\r\nHost: lockerd\r\nContent-Type: application/json\r\n"
                f"Idempotency-Key: {target.random.getrandbits(128):032x}\r\nContent-Length: {len(body)}\r\n\r\n"
                f"{body}".encode()
            )
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            turn += 1
            await asyncio.sleep(max(0.0, AT_ONCE / PER_S - (time.monotonic() - began_s)))

    await asyncio.gather(*(ask(turn) for turn in range(AT_ONCE)))
