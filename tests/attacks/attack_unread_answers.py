"""Requests, one behind the other, whose answers nobody reads: each keeps its answer, and a task that waits."""

import asyncio

from siege import WATCHDOG_S, Target

ASKED = 200 * b"GET /v1/status HTTP/1.1\r\nHost: lockerd\r\n\r\n"


async def attack(target: Target) -> None:
    for _ in range(target.dose(100, 2_000)):
        reader, writer = await target.connect(target.terminal)
        reader._transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(ASKED)
        await asyncio.sleep(0)
    await asyncio.sleep(WATCHDOG_S)
