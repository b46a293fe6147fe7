"""Many verifications of the custody log at once: each once took a thread of the pool that everything else waits for."""

import asyncio

from siege import Target

REQUEST = b"GET /v1/custody/verify HTTP/1.1\r\nHost: lockerd\r\n\r\n"


async def attack(target: Target) -> None:
    for _ in range(target.dose(10, 200)):
        for _ in range(20):
            _, writer = await target.connect(target.admin)
            writer.write(REQUEST)
        await asyncio.sleep(0.1)
        target.hang_up()
