"""The one place that touches aiomqtt and paho: one connection to the broker, as the session wants it.

aiomqtt 2.5 and paho 2.2 leave gaps that would cost events or commands; each is closed here and nowhere else:

- the reason of a PUBACK is dropped, so that a refused publish would count as delivered: our own ``on_publish``;
- an incoming message is acknowledged before it was handled: manual acknowledgement;
- a connection that fails before CONNACK is waited for until it times out, and leaves its socket and its task behind;
- the broker's Receive Maximum is not looked at (HiveMQ: 10), and a window above it ends the connection;
- a writer is registered for a descriptor that was closed meanwhile: our own check;
- one task and one timer per publish: publishes are posted to paho directly, a future each;
- a thread looks the name up and connects, and keeps the daemon from stopping: `lockerd.central.dial` hands in a socket;
- its Maximum Packet Size is not looked at, and a publish above it ends the connection: refused before it is sent;
- what arrives is bound by nothing, and what does not fit into the queue is lost without a word: ``intake``;
- both write to the log whatever a broker makes them write: their logger is mute, trouble is told by the session.

A new client is made for every connection: what was not acknowledged is sent again from the outbox, in order, not from
paho's memory.
"""

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from typing import Final

import aiomqtt
from paho.mqtt.client import Client as PahoClient
from paho.mqtt.client import ConnectFlags, DisconnectFlags
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from lockerd.central import packing
from lockerd.central.dial import Names, dial, peer_end_s
from lockerd.central.intake import MAX_PACKET_BYTES, Intake
from lockerd.central.link import Broker, LinkLostError, OversizedPostError, Post, PublishRefusedError, Received
from lockerd.errors import WireError

WINDOW: Final = 20
"""Unacknowledged publishes in flight; more brings nothing, and brokers cut off those who exceed theirs."""

CONNECT_TIMEOUT_S: Final = 5.0
SESSION_EXPIRY_S: Final = 86_400
"""How long the broker keeps commands for us; no command lives longer."""
RECEIVE_MAXIMUM: Final = 8
"""Commands the broker may send ahead; they are handled one by one."""
MAX_QUEUED: Final = 64
"""Above this the connection ends: a command that was dropped would stay unacknowledged and count for ever against
Receive Maximum; after a new connection it comes again."""

_KEEPALIVE_TIMEOUT: Final = 0x8D
_LOST: Final = "the connection was lost"
_MUTE: Final = logging.getLogger("lockerd.mqtt")
_MUTE.setLevel(logging.CRITICAL + 1)


class MqttLink:
    """One live connection over a socket; see `Link`."""

    def __init__(self, client: "_Client") -> None:
        self._client = client

    async def subscribe(self, pattern: str) -> None:
        """See `Link.subscribe`."""
        options = SubscribeOptions(qos=1, retainAsPublished=True, retainHandling=SubscribeOptions.RETAIN_DO_NOT_SEND)
        try:
            granted = await self._client.subscribe(pattern, options=options)
        except aiomqtt.MqttError:
            raise self._client.loss() from None
        for reason in granted:
            if isinstance(reason, ReasonCode) and reason.is_failure:
                raise LinkLostError(f"the broker refuses the subscription to {pattern}: {reason}")

    def post(self, post: Post) -> asyncio.Future[None]:
        """See `Link.post`."""
        return self._client.post(post)

    @property
    def max_packet_bytes(self) -> int:
        """See `Link.max_packet_bytes`."""
        return self._client.max_packet_bytes

    @property
    def broker_end_s(self) -> int | None:
        """See `Link.broker_end_s`."""
        return self._client.broker_end_s

    async def messages(self) -> AsyncIterator[Received]:
        """See `Link.messages`."""
        try:
            async for message in self._client.messages:
                yield _received(message)
        except aiomqtt.MqttError:
            raise self._client.loss() from None

    def acknowledge(self, message: Received) -> None:
        """See `Link.acknowledge`."""
        self._client.paho.ack(message.mid, message.qos)


@contextlib.asynccontextmanager
async def connect(
    broker: Broker, will: Post, /, *, dropped: Callable[[], None] = lambda: None, names: Names | None = None
) -> AsyncIterator[MqttLink]:
    """See `Connect`. ``names`` outlives connections, so that no look-up is made twice at a time."""
    try:
        context = broker.tls.context() if broker.tls else None
    except (OSError, ValueError) as wrong:
        raise LinkLostError(f"the TLS files cannot be used: {wrong}") from None
    ready = await dial(names or Names(), broker.host, broker.port, context, timeout_s=CONNECT_TIMEOUT_S)
    client = _Client(broker, will, ready, dropped)
    try:
        await client.open()
        yield MqttLink(client)
    finally:
        client.drop()


class _Client(aiomqtt.Client):
    def __init__(
        self, broker: Broker, will: Post, ready: socket.socket | ssl.SSLSocket, dropped: Callable[[], None]
    ) -> None:
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = SESSION_EXPIRY_S
        properties.ReceiveMaximum = RECEIVE_MAXIMUM
        properties.MaximumPacketSize = MAX_PACKET_BYTES
        super().__init__(
            broker.host,
            broker.port,
            identifier=broker.client_id,
            protocol=aiomqtt.ProtocolVersion.V5,
            clean_start=False,
            properties=properties,
            keepalive=broker.keepalive_s,
            timeout=CONNECT_TIMEOUT_S,
            will=aiomqtt.Will(will.topic, will.payload, qos=1, retain=will.retain),
            max_inflight_messages=WINDOW,
            max_queued_incoming_messages=MAX_QUEUED,
            logger=_MUTE,
        )
        self._ready = ready
        self._pending: dict[int, tuple[str, asyncio.Future[None]]] = {}
        self._cause = _LOST
        self.max_packet_bytes = packing.NO_LIMIT
        self.broker_end_s = peer_end_s(ready)
        Intake(self.paho, full=self._queue.full, dropped=dropped, blame=self._blame)
        self.paho.manual_ack_set(on=True)
        self.paho._create_socket = lambda: ready  # type: ignore[method-assign]  # noqa: SLF001
        self.paho.on_socket_register_write = self._register_writer
        self.paho.on_publish = self._on_puback
        self.paho.on_connect = self._on_connack
        self.paho.on_disconnect = self._on_end

    @property
    def paho(self) -> PahoClient:
        return self._client

    async def open(self) -> None:
        """Connect; the thread that sends CONNECT is never left alone, or it would register a socket nobody closes."""
        attempt = asyncio.ensure_future(self.__aenter__())
        try:
            await asyncio.shield(attempt)
        except (aiomqtt.MqttError, OSError, ValueError, RuntimeError) as refused:  # the last: no thread can be started
            raise LinkLostError(str(refused)) from None
        except asyncio.CancelledError:
            if not self._connected.done():
                self._connected.set_exception(aiomqtt.MqttError("stopped while connecting"))
            with contextlib.suppress(aiomqtt.MqttError):
                await attempt
            raise
        self._disconnected.add_done_callback(lambda _: self._fail_pending())

    def drop(self) -> None:
        """Close the socket whatever state the connection is in, and wake everybody who waits for it."""
        self.paho._sock_close()  # noqa: SLF001 - aiomqtt leaves it open after a failed connect
        self._ready.close()
        if self._disconnected.done():
            self._disconnected.exception()
        self._fail_pending()

    def post(self, post: Post) -> asyncio.Future[None]:
        size = packing.packet_bytes(post)
        if size > self.max_packet_bytes:
            raise OversizedPostError(post.topic, size, self.max_packet_bytes)
        done: asyncio.Future[None] = self._loop.create_future()
        info = self.paho.publish(post.topic, post.payload, 1, post.retain, packing.properties(post))
        if info.rc or self._disconnected.done():
            _fail(done, self.loss())
        else:
            self._pending[info.mid] = (post.topic, done)
        return done

    def loss(self) -> LinkLostError:
        return LinkLostError(self._cause)

    def _blame(self, cause: str) -> None:
        self._cause = cause

    def _fail_pending(self) -> None:
        pending, self._pending = self._pending, {}
        for _, done in pending.values():
            if not done.done():
                _fail(done, self.loss())

    def _register_writer(self, client: PahoClient, _userdata: object, sock: object) -> None:
        """aiomqtt's own can register a descriptor that was closed meanwhile and may belong to a board's port by now."""

        def register() -> None:
            live = client.socket()
            if live is not None and live is sock:
                self._loop.add_writer(live.fileno(), client.loop_write)

        self._loop.call_soon_threadsafe(register)

    def _on_puback(
        self, _client: PahoClient, _userdata: object, mid: int, reason: ReasonCode, _properties: Properties
    ) -> None:
        topic, done = self._pending.pop(mid, ("", None))
        if done is None or done.done():
            return
        if reason.is_failure:
            self._cause = f"the broker refuses {topic}: {reason}"  # mosquitto 2.0.11 hangs up after it
            _fail(done, PublishRefusedError(self._cause))
        else:
            done.set_result(None)

    def _on_connack(
        self,
        client: PahoClient,
        userdata: object,
        flags: ConnectFlags,
        reason: ReasonCode,
        properties: Properties | None = None,
    ) -> None:
        self.max_packet_bytes = getattr(properties, "MaximumPacketSize", packing.NO_LIMIT)
        allowed = getattr(properties, "ReceiveMaximum", WINDOW)
        client._max_inflight_messages = min(WINDOW, allowed)  # noqa: SLF001 - its setter refuses once connected
        self._on_connect(client, userdata, flags, reason, properties)

    def _on_end(
        self,
        client: PahoClient,
        userdata: object,
        flags: DisconnectFlags,
        reason: ReasonCode,
        properties: Properties | None = None,
    ) -> None:
        if flags.is_disconnect_packet_from_server:
            self._cause = f"the broker ended the connection: {reason}"
        elif reason.value == _KEEPALIVE_TIMEOUT:
            self._cause = "the broker stopped answering"
        if not self._connected.done():  # refused before CONNACK, as with a missing certificate under TLS 1.3
            words = "the broker closed the connection before accepting it" if self._cause is _LOST else self._cause
            self._connected.set_exception(aiomqtt.MqttError(words))
            return
        self._on_disconnect(client, userdata, flags, reason, properties)


def _fail(done: asyncio.Future[None], error: WireError) -> None:
    done.set_exception(error)
    done.exception()  # whoever waits still gets it; nobody waiting is no reason to complain


def _received(message: aiomqtt.Message) -> Received:
    properties = message.properties
    return Received(
        topic=message.topic.value,
        payload=message.payload,
        retained=message.retain,
        response_topic=getattr(properties, "ResponseTopic", None),
        correlation=getattr(properties, "CorrelationData", None),
        mid=message.mid,
        qos=message.qos,
    )
