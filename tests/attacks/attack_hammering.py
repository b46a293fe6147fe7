"""As many requests as every connection takes, one after the other: technicians and boards want their turn, too."""

import asyncio
import contextlib
import time

from siege import Target

SHARE, WHOLE = 28, 30
ASKED = b"GET /v1/status HTTP/1.1\r\nHost: lockerd\r\nAccept-Language: de\r\n\r\n"


async def attack(target: Target) -> None:
    until_s = time.monotonic() + target.dose(2, 60)

    async def hammer() -> None:
        reader, writer = await target.connect(target.terminal)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while time.monotonic() < until_s:
                writer.write(ASKED)
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                await reader.readexactly(length)

    await asyncio.gather(*(hammer() for _ in range(target.dose(SHARE, WHOLE))))
