"""Badly signed and malformed scans, wrong digits and cries for help, 750 a second: each once left a row and an answer
that was kept for a day, in memory and on the disk, until the station died and could not start any more."""

import asyncio
import json
import time
from typing import Any, Final

from siege import PASSPORT, Bounds, Target

BOUNDS: Final = Bounds(rows=80)
"""Each kind of refusal is told once at once and once a minute; typing is blocked and that is told, too."""
PER_S: Final = 750
AT_ONCE: Final = 16


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
    """Several connections, each with its share of the rate."""
    bodies = await _bodies(target)
    until_s = time.monotonic() + target.dose(3, 60)

    async def ask(turn: int) -> None:
        reader, writer = await target.connect(target.terminal)
        while (began_s := time.monotonic()) < until_s:
            body = json.dumps(bodies[turn % len(bodies)])
            writer.write(
                f"POST /v1/collections HTTP/1.1\r\nHost: lockerd\r\nContent-Type: application/json\r\n"
                f"Idempotency-Key: {target.random.getrandbits(128):032x}\r\nContent-Length: {len(body)}\r\n\r\n"
                f"{body}".encode()
            )
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            turn += 1
            await asyncio.sleep(max(0.0, AT_ONCE / PER_S - (time.monotonic() - began_s)))

    await asyncio.gather(*(ask(turn) for turn in range(AT_ONCE)))
