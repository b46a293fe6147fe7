"""A broker in wrong hands: takes the connection like any other, and then sends what it likes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

BOUND_S = 15.0
CONNACK, SUBACK, PUBACK, PINGRESP = b"\x20\x03\x00\x00\x00", 0x90, 0x40, b"\xd0\x00"
DISCONNECT = 0xE0
CONNECT, PUBLISH, SUBSCRIBE, PINGREQ = 1, 3, 8, 12


@dataclass(slots=True)
class Talk:
    """One connection, after its subscription was granted."""

    writer: asyncio.StreamWriter
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    acknowledged: list[int] = field(default_factory=list)
    published: list[int] = field(default_factory=list)
    """How large the site's PUBLISH packets were, in bytes."""
    goodbye: int | None = None
    """The reason in the site's DISCONNECT."""

    async def send(self, data: bytes) -> None:
        if self.writer.is_closing():
            self.ended.set()
            return
        with contextlib.suppress(OSError):
            self.writer.write(data)
            await self.writer.drain()

    async def flood(self, piece: bytes, total: int) -> int:
        """Send ``total`` bytes or until the other side is gone; returns how many were taken."""
        sent = 0
        while sent < total and not self.ended.is_set():
            await self.send(piece)
            sent += len(piece)
        return sent


Attack = Callable[[Talk], Awaitable[None]]


def packet(kind: int, body: bytes) -> bytes:
    return bytes((kind,)) + varint(len(body)) + body


def varint(number: int) -> bytes:
    out = bytearray()
    while True:
        number, low = divmod(number, 128)
        out.append(low | (0x80 if number else 0))
        if not number:
            return bytes(out)


def publish(payload: bytes, *, topic: str = "command/x", qos: int = 1, mid: int = 1) -> bytes:
    """A PUBLISH packet without properties."""
    name = topic.encode()
    number = mid.to_bytes(2, "big") if qos else b""
    return packet(0x30 | qos << 1, len(name).to_bytes(2, "big") + name + number + b"\x00" + payload)


@dataclass
class HostileBroker:
    """Runs ``attack`` once for each connection; ``talks`` are the connections so far."""

    attack: Attack
    connack: bytes = CONNACK
    acknowledges: bool = True
    only: str | None = None
    """The client it lets in; None: every one."""
    port: int = 0
    talks: list[Talk] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = Talk(writer)
        attacking: asyncio.Task[None] | None = None
        try:
            while True:
                kind, body = await read_packet(reader)
                match kind >> 4:
                    case _ if kind == DISCONNECT:
                        talk.goodbye = body[0] if body else 0
                    case 1:
                        if self.only not in {None, client_id(body)}:
                            return
                        await talk.send(self.connack)
                    case 8:
                        await talk.send(packet(SUBACK, body[:2] + b"\x00\x01"))
                        self.talks.append(talk)
                        attacking = asyncio.ensure_future(self.attack(talk))
                    case 3:
                        talk.published.append(len(packet(kind, body)))
                        if not self.acknowledges:
                            continue
                        at = 2 + int.from_bytes(body[:2], "big")
                        await talk.send(packet(PUBACK, body[at : at + 2]))
                    case 4:
                        talk.acknowledged.append(int.from_bytes(body[:2], "big"))
                    case 12:
                        await talk.send(PINGRESP)
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            talk.ended.set()
            writer.transport.abort()
            if attacking is not None:
                await asyncio.wait({attacking}, timeout=BOUND_S)


async def read_packet(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    kind = (await reader.readexactly(1))[0]
    length, shift = 0, 0
    while True:
        digit = (await reader.readexactly(1))[0]
        length |= (digit & 127) << shift
        shift += 7
        if digit < 128:
            return kind, await reader.readexactly(length)


def client_id(connect: bytes) -> str:
    """The client identifier in the body of a CONNECT packet whose properties are shorter than 128 bytes."""
    at = 11 + connect[10]
    length = int.from_bytes(connect[at : at + 2], "big")
    return connect[at + 2 : at + 2 + length].decode()


@asynccontextmanager
async def hostile(
    attack: Attack, *, connack: bytes = CONNACK, acknowledges: bool = True, port: int = 0, only: str | None = None
) -> AsyncIterator[HostileBroker]:
    """Listen on loopback; ``port`` 0 takes a free one."""
    broker = HostileBroker(attack, connack, acknowledges, only)
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        await broker.serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    broker.port = server.sockets[0].getsockname()[1]
    try:
        yield broker
    finally:
        server.close()
        for talk in broker.talks:
            talk.writer.transport.abort()
        if serving:
            await asyncio.wait(serving, timeout=BOUND_S)
        await server.wait_closed()
