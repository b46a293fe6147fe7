"""Strangers at the port of the terminals, from many addresses: silence, nonsense, plain text, old TLS, no certificate.

Each handshake costs a signature, and a terminal that is enrolled wants its turn all the while.
"""

import asyncio
import contextlib
import itertools
import ssl
import time

from siege import ANSWER_S, FOYER, Target

PER_S = 60
HELLO = bytes.fromhex("16030100050100000100")
"""The beginning of a handshake that never goes on."""
ASKED = b"GET /v1/status HTTP/1.1\r\nHost: lockerd\r\n\r\n"
TERMINAL_EACH_S = 0.4
ANSWERED_PART = 0.95
"""Of the terminal's new connections; one that is refused is begun again by any client."""


async def attack(target: Target) -> None:
    until_s = time.monotonic() + target.dose(3, 60)
    remote = target.bench.remote
    own = remote.context(FOYER)
    nobody, old = _nobody(), _nobody()
    old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_2
    ways: tuple[tuple[bytes, ssl.SSLContext | None], ...] = (
        (b"", None),
        (HELLO, None),
        (ASKED, None),
        (target.random.randbytes(512), None),
        (ASKED, nobody),
        (ASKED, old),
    )
    answered = asyncio.create_task(_terminal(remote.port, own, until_s))
    strangers: set[asyncio.Task[None]] = set()
    for turn in itertools.count():
        if time.monotonic() > until_s:
            break
        said, over = ways[turn % len(ways)]
        strangers.add(asyncio.create_task(_stranger(remote.port, f"127.0.{turn % 7}.{turn % 200 + 2}", said, over)))
        strangers = {task for task in strangers if not task.done()}
        await asyncio.sleep(1 / PER_S)
    tried, got = await answered
    for task in strangers:
        task.cancel()
    await asyncio.gather(*strangers, return_exceptions=True)
    assert got >= ANSWERED_PART * tried, f"the terminal was answered {got} of {tried} times"


async def _terminal(port: int, own: ssl.SSLContext, until_s: float) -> tuple[int, int]:
    """How often a terminal asked on a new connection, and how often it was answered in time."""
    tried = got = 0
    while time.monotonic() < until_s:
        tried += 1
        with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
            async with asyncio.timeout(2 * ANSWER_S):
                got += await _asked(port, own)
        await asyncio.sleep(TERMINAL_EACH_S)
    return tried, got


async def _asked(port: int, own: ssl.SSLContext) -> bool:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=own)
    try:
        writer.write(ASKED)
        return (await reader.readuntil(b"\r\n")).endswith(b" 200 OK\r\n")
    finally:
        writer.transport.abort()


async def _stranger(port: int, address: str, said: bytes, over: ssl.SSLContext | None) -> None:
    with contextlib.suppress(OSError):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=over, local_addr=(address, 0))
        try:
            writer.write(said)
            await reader.read()
        finally:
            writer.transport.abort()


def _nobody() -> ssl.SSLContext:
    """Checks nothing, and shows nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
