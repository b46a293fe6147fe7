"""A display's socket held, filled and hammered: whoever may read what everybody may know must not delay the others."""

import asyncio

from siege import WATCHDOG_S, Target

ASKED = 200 * b"GET /v1/public HTTP/1.1\r\nHost: lockerd\r\n\r\n"
FOLLOWED = b"GET /v1/public/events HTTP/1.1\r\nHost: lockerd\r\n\r\n"


async def attack(target: Target) -> None:
    for number in range(target.dose(300, 6_000)):
        reader, writer = await target.connect(target.bench.daemon.public_socket)
        if number % 3:
            reader._transport.pause_reading()  # type: ignore[attr-defined]
            writer.write((ASKED, FOLLOWED)[number % 2])
        await asyncio.sleep(0)
    await asyncio.sleep(WATCHDOG_S)
