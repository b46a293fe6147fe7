"""The same few requests to one path of the terminal API, again and again: what several attacks do with their own."""

import asyncio
import json
import time
from collections.abc import Sequence
from typing import Any, Final

from siege import Target

PER_S: Final = 750
AT_ONCE: Final = 16


async def hammer(target: Target, path: str, bodies: Sequence[dict[str, Any]]) -> None:
    """Several connections, each with its share of the rate."""
    until_s = time.monotonic() + target.dose(3, 60)

    async def ask(turn: int) -> None:
        reader, writer = await target.connect(target.terminal)
        while (began_s := time.monotonic()) < until_s:
            body = json.dumps(bodies[turn % len(bodies)])
            writer.write(
                f"POST {path} HTTP/1.1\r\nHost: lockerd\r\nContent-Type: application/json\r\n"
                f"Idempotency-Key: {target.random.getrandbits(128):032x}\r\nContent-Length: {len(body)}\r\n\r\n"
                f"{body}".encode()
            )
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            turn += 1
            await asyncio.sleep(max(0.0, AT_ONCE / PER_S - (time.monotonic() - began_s)))

    await asyncio.gather(*(ask(turn) for turn in range(AT_ONCE)))
