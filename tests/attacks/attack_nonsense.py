"""What is no request: noise, other protocols, impossible headers. Each could cost a line in the journal."""

import asyncio

from siege import Target

HEARD_S = 0.005
SHAPES = (
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /v1/status HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    b"POST /v1/visits HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
    b"POST /v1/visits HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
    b"GET /v1/status HTTP/1.1\r\nHost: x\r\nX: " + 70_000 * b"y",
    b"GET /" + 3_000 * b"%00" + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET /v1/visits/\xff HTTP/1.1\r\nHost: x\r\n\r\n",
)


async def attack(target: Target) -> None:
    for number in range(target.dose(150, 5_000)):
        shape = SHAPES[number % len(SHAPES)] if number % 3 else target.random.randbytes(200)
        _, writer = await target.connect(target.terminal)
        writer.write(shape)
        await asyncio.sleep(HEARD_S)
