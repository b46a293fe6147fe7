"""The two ends of connections to the broker in this process: lockerd's link, and central's.

Packets of one direction keep their order and take a while; what is under way when a connection is lost is lost, or has
arrived and its acknowledgement is lost.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from lockercentral.errors import CentralError
from lockerd.central.link import Broker, LinkLostError, OversizedPostError, Post, Received
from lockerd.central.packing import packet_bytes
from virtual.broker import Message, VirtualBroker
from virtual.loop import SeededLoop

RECEIVE_MAXIMUM: Final = 8
PACKET_BYTES: Final = 256 * 1024
BACK_OFF_S: Final = 3.0
KEEPALIVE_S: Final = 45.0
"""After how long a silent network is noticed."""


class Pipe:
    """One direction of a connection."""

    def __init__(self, loop: SeededLoop, broker: VirtualBroker) -> None:
        self._loop, self._broker = loop, broker
        self._last_s = 0.0
        self.open = True

    def carry(self, action: Callable[[], None]) -> None:
        """Have it happen at the other end, unless the connection ends before."""
        self._last_s = max(self._loop.time() + self._broker.delay_s(), self._last_s + 1e-4)
        self._loop.call_at(self._last_s, self._arrive, action)

    def _arrive(self, action: Callable[[], None]) -> None:
        if self.open:
            action()


class SiteEnd:
    """lockerd's end: what its session knows as a link."""

    max_packet_bytes: Final = PACKET_BYTES
    broker_end_s: Final = None

    def __init__(self, loop: SeededLoop, broker: VirtualBroker, client: str) -> None:
        self._loop, self._broker, self._client = loop, broker, client
        self._out, self._in = Pipe(loop, broker), Pipe(loop, broker)
        self._posted: list[asyncio.Future[None]] = []
        self._arrived: asyncio.Queue[Received | None] = asyncio.Queue()
        self._held: list[tuple[int, Message]] = []
        self._unacknowledged = 0
        self._gone = False

    async def subscribe(self, pattern: str) -> None:
        """See `lockerd.central.link.Link.subscribe`."""
        await asyncio.sleep(self._broker.delay_s())
        if self._gone:
            raise LinkLostError("the connection was lost")
        self._broker.subscribe(self._client, (pattern,), retained=False)

    def post(self, post: Post) -> "asyncio.Future[None]":
        """See `lockerd.central.link.Link.post`."""
        if (size := packet_bytes(post)) > PACKET_BYTES:
            raise OversizedPostError(post.topic, size, PACKET_BYTES)
        done: asyncio.Future[None] = self._loop.create_future()
        if self._gone:
            _fail(done)
            return done
        self._posted.append(done)
        message = Message(post.topic, post.payload.encode(), retain=post.retain, correlation=post.correlation)
        self._out.carry(lambda: self._publish(message, done))
        return done

    def _publish(self, message: Message, done: "asyncio.Future[None]") -> None:
        self._broker.publish(message)
        if not self._broker.deaf:
            self._in.carry(lambda: self._acknowledged(done))

    def _acknowledged(self, done: "asyncio.Future[None]") -> None:
        self._posted.remove(done)
        if not done.done():
            done.set_result(None)

    async def messages(self) -> AsyncIterator[Received]:
        """See `lockerd.central.link.Link.messages`."""
        while True:
            received = await self._arrived.get()
            if received is None:
                raise LinkLostError("the connection was lost")
            yield received

    def acknowledge(self, message: Received) -> None:
        """See `lockerd.central.link.Link.acknowledge`."""
        self._out.carry(lambda: self._settle(message.mid))

    def _settle(self, number: int) -> None:
        self._broker.acknowledge(self._client, number)
        self._unacknowledged -= 1
        if self._held:
            self.deliver(*self._held.pop(0))

    def deliver(self, number: int, message: Message) -> None:
        """See `Far.deliver`; no more ahead than was agreed."""
        if self._unacknowledged >= RECEIVE_MAXIMUM:
            self._held.append((number, message))
            return
        self._unacknowledged += 1
        received = Received(
            topic=message.topic,
            payload=message.payload,
            retained=False,
            response_topic=message.response_topic,
            correlation=message.correlation,
            mid=number,
            qos=1,
        )
        self._in.carry(lambda: self._arrived.put_nowait(received))

    def lost(self) -> None:
        """See `Far.lost`."""
        self._out.open = self._in.open = False
        self._gone = True
        self._arrived.put_nowait(None)
        for done in self._posted:
            if not done.done():
                _fail(done)

    @classmethod
    @asynccontextmanager
    async def connected(
        cls, loop: SeededLoop, there: VirtualBroker, broker: Broker, will: Post
    ) -> "AsyncIterator[SiteEnd]":
        """Connect as lockerd's session does; raises ``LinkLostError``."""
        await asyncio.sleep(there.delay_s())
        if not there.takes(broker.client_id):
            raise LinkLostError("connection refused")
        end = cls(loop, there, broker.client_id)
        there.connect(broker.client_id, end, Message(will.topic, will.payload.encode(), retain=will.retain))
        try:
            yield end
        finally:
            there.disconnect(broker.client_id, end)


def _fail(done: "asyncio.Future[None]") -> None:
    done.set_exception(LinkLostError("the connection was lost"))
    done.exception()  # whoever waits still gets it


class CentralEnd:
    """Central's end; made as its own link is."""

    def __init__(
        self,
        loop: SeededLoop,
        broker: VirtualBroker,
        *,
        topics: tuple[str, ...],
        on_message: Callable[[str, bytes], None],
        name: str = "central",
    ) -> None:
        self._loop, self._broker, self._topics, self._on_message, self._name = loop, broker, topics, on_message, name
        self._in: Pipe | None = None
        self._ended = asyncio.Event()
        self.on_change: Callable[[], None] = lambda: None

    @property
    def up(self) -> bool:
        """Whether the broker is there."""
        return self._in is not None

    async def run(self) -> None:
        """Stay connected until cancelled."""
        while True:
            if self._broker.takes(self._name):
                self._ended.clear()
                self._in = Pipe(self._loop, self._broker)
                self._broker.connect(self._name, self, None)
                self._broker.subscribe(self._name, self._topics, retained=True)
                self.on_change()
                await self._ended.wait()
            await asyncio.sleep(BACK_OFF_S)

    async def publish(self, topic: str, payload: str, *, response_topic: str, correlation: bytes) -> None:
        """Publish a command; raises ``CentralError`` where the broker is not there."""
        await asyncio.sleep(self._broker.delay_s())
        if self._in is None:
            raise CentralError("central has no connection to the broker")
        self._broker.publish(Message(topic, payload.encode(), response_topic=response_topic, correlation=correlation))

    def deliver(self, number: int, message: Message) -> None:
        """See `Far.deliver`; central acknowledges what it has read."""
        if self._in is not None:
            self._in.carry(lambda: self._take(number, message))

    def _take(self, number: int, message: Message) -> None:
        self._on_message(message.topic, message.payload)
        self._broker.acknowledge(self._name, number)

    def lost(self) -> None:
        """See `Far.lost`."""
        if self._in is not None:
            self._in.open = False
        self._in = None
        self._ended.set()
        self.on_change()
