"""A site with a real controller and a real store, central's end of the wire, and a wire that can be cut."""

import asyncio
import contextlib
import itertools
import json
import ssl
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import aiomqtt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from key_rings import ring_of
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from lockerd.central.adapter import connect as connect_to_broker
from lockerd.central.announcer import Announcer
from lockerd.central.commands import Commands
from lockerd.central.link import Broker, Connect, Received, Tls
from lockerd.central.replies import Replier
from lockerd.central.session import Session
from lockerd.central.snapshot import Identity
from lockerd.central.topics import Topics
from lockerd.central.wishes import IssuedCode
from lockerd.codes import jws
from lockerd.codes.issue import Issuer
from lockerd.codes.jws import JwsType
from lockerd.codes.keys import key_id_hex
from lockerd.config.issuers import CommandIssuer
from lockerd.controller import Controller, RefusalBucket
from lockerd.controller.public import PublicFeed
from lockerd.domain.model.compartments import Place
from lockerd.domain.model.doubt import Doubt
from lockerd.domain.model.events import Boot, Note
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.orders import Order
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.reports import Unlock, Withdraw
from lockerd.domain.model.state import Now, Policy
from lockerd.store import OutgoingReply, Store

BOUND_S = 15.0
SITE = "rathaus-1"
TOPICS = Topics(SITE)
SITE_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CENTRAL_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
STRANGER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34)))
CENTRAL_KID = key_id_hex(CENTRAL_KEY.public_key())
NOW_S = 1_800_000_000
PLACES = tuple(
    Place(
        compartment=CompartmentId(name),
        row=1,
        column=column,
        size="A4",
        height_cm=90,
        door_sensor=DoorSensor.CONTACT,
        item_sensor=ItemSensor.FITTED,
    )
    for column, name in enumerate(("A01", "A02"), start=1)
)
NUMBERS = itertools.count(1)
ORDER_IDS = (f"0197a2b0-0000-7000-8000-{number:012x}" for number in itertools.count(1))


@dataclass(slots=True)
class FakeClock:
    """Time that a test sets."""

    lo_s: int = NOW_S
    hi_s: int | None = NOW_S + 2
    mono_ms: int = 1_000
    doubt: Doubt | None = None

    def monotonic_ms(self) -> int:
        return self.mono_ms

    def now(self) -> Now:
        return Now(mono_ms=self.mono_ms, powered_ms=self.mono_ms, lo_s=self.lo_s, hi_s=self.hi_s, doubt=self.doubt)

    def correct(self, unix_s: int) -> Now:
        self.lo_s, self.hi_s, self.doubt = unix_s, unix_s + 2, None
        return self.now()


@dataclass(slots=True)
class FakeWall:
    """Counts what would have been fired."""

    unlocks: list[Unlock] = field(default_factory=list)

    def unlock(self, unlock: Unlock) -> None:
        self.unlocks.append(unlock)

    def withdraw(self, withdraw: Withdraw) -> None:
        pass

    def watch(self, compartments: frozenset[CompartmentId]) -> None:
        pass


@dataclass(slots=True)
class Site:
    """One life of a site; its database may have seen others."""

    store: Store
    controller: Controller
    commands: Commands
    clock: FakeClock
    wall: FakeWall
    feed: PublicFeed

    def session(self, broker: Broker, *, boot: str = "boot-1", connect: Connect = connect_to_broker) -> Session:
        return Session(
            broker=broker,
            controller=self.controller,
            store=self.store,
            commands=self.commands,
            topics=TOPICS,
            identity=Identity(boot=boot, config="c" * 64),
            announcer=Announcer(self.feed, TOPICS, "Rathaus"),
            random=lambda: 0.0,
            connect=connect,
        )

    async def happen(self, count: int) -> None:
        """Make ``count`` events."""
        for first in range(0, count, 100):
            await asyncio.gather(*(self._note(number) for number in range(first, min(first + 100, count))))

    async def ask(self, content: dict[str, Any]) -> dict[str, Any]:
        """Have a command dealt with that central signed; returns what it is answered, at once or from the outbox."""
        handled = await self.commands.handle(received(signed(content), name=content["name"]))
        if handled.reply is not None:
            return read_reply(handled.reply.payload)
        *_, newest = [row for row in await self.store.unsent(0, 10_000) if isinstance(row, OutgoingReply)]
        return read_reply(newest.reply.payload)

    async def facts(self) -> list[str]:
        return [row.type for row in await self.store.custody(0, 100_000)]

    async def unsent(self) -> int:
        return len(await self.store.unsent(0, 100_000))

    async def sent(self) -> None:
        """Wait until the outbox is empty."""
        async with asyncio.timeout(BOUND_S):
            while await self.unsent():  # noqa: ASYNC110 - the database tells nobody that it changed
                await asyncio.sleep(0.01)

    async def _note(self, number: int) -> None:
        data = (("reason", f"test {number}"), ("who", "test"))
        async with asyncio.timeout(BOUND_S):
            await self.controller.submit(Note(FactType.SITE_RESUMED, data))


@asynccontextmanager
async def site(
    folder: Path,
    *,
    keys: tuple[Ed25519PrivateKey, ...] = (CENTRAL_KEY,),
    doors: tuple[Place, ...] = PLACES,
    issuers: tuple[CommandIssuer, ...] = (),
    authorities: frozenset[str] = frozenset({"stadt"}),
) -> AsyncIterator[Site]:
    salts = (number.to_bytes(16) for number in itertools.count(1))
    folder.mkdir(exist_ok=True)  # noqa: ASYNC240 - nothing else runs yet
    store = Store.open(folder / "lockerd.db", new_salt=lambda: next(salts))
    try:
        clock, wall = FakeClock(), FakeWall()
        places = {place.compartment: place for place in doors}
        policy = Policy(authorities=authorities)
        loaded = store.load(places)
        controller = Controller(
            store=store, clock=clock, policy=policy, loaded=loaded, boot="boot-1", wall=wall, progress=lambda: None
        )
        commands = Commands(
            controller=controller,
            store=store,
            keys=ring_of(lambda: controller.state.site.key_list, command=keys, site=SITE_KEY, issuers=issuers),
            replier=Replier(topics=TOPICS, key=SITE_KEY, kid=key_id_hex(SITE_KEY.public_key())),
            refusals=RefusalBucket(clock.monotonic_ms),
            issue=code_for,
        )
        running = asyncio.create_task(controller.run())
        try:
            await controller.submit(Boot(boot="boot-1", version="0", config="c" * 64, places=doors))
            yield Site(store, controller, commands, clock, wall, PublicFeed(controller))
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
    finally:
        store.close()


@asynccontextmanager
async def in_session(session: Session) -> AsyncIterator[Session]:
    """Run a session beside the test."""
    running = asyncio.create_task(session.run())
    try:
        await eventually(lambda: session.progress.connected or running.done())
        yield session
        assert not running.done(), running
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def eventually(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(BOUND_S):
        while not condition():  # noqa: ASYNC110 - what is looked at tells nobody that it changed
            await asyncio.sleep(0.005)


def code_for(order: OrderId, announced: Order | None = None, *, document_class: str = "") -> IssuedCode:
    """A code as `Commands` is given them."""
    assert announced is None or (announced.id == order and not document_class)
    return Issuer(SITE, SITE_KEY, bytes(32), None).issue(order, NOW_S + 86_400, bytes)


def order_id() -> OrderId:
    return OrderId(next(ORDER_IDS))


def announce_body(order: str | None = None, **changes: object) -> dict[str, Any]:
    body: dict[str, Any] = {
        "order": order or order_id(),
        "authority": "stadt",
        "kind": "collection",
        "document_class": "vehicle_registration",
        "case_reference": "KFZ-2026-0815",
        "item_count": 1,
        "needs": {},
        "retention_h": 168,
    }
    return body | changes


def command(name: str, body: dict[str, Any] | None = None, **changes: object) -> dict[str, Any]:
    """The content of a command; ``changes`` replaces fields."""
    content: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "site": SITE,
        "name": name,
        "issuer": "central",
        "epoch": NOW_S - 86_400,
        "number": next(NUMBERS),
        "iat": NOW_S,
        "exp": NOW_S + 300,
        "body": {} if body is None else body,
    }
    return content | changes


def signed(content: dict[str, Any], *, key: Ed25519PrivateKey = CENTRAL_KEY, typ: JwsType = JwsType.COMMAND) -> str:
    return jws.sign(content, key=key, kid=key_id_hex(key.public_key()), typ=typ)


def received(payload: str | bytes, *, name: str, retained: bool = False, topic: str | None = None) -> Received:
    """A message as the adapter hands it on."""
    return Received(
        topic=topic or TOPICS.full(f"command/{name}"),
        payload=payload.encode() if isinstance(payload, str) else payload,
        retained=retained,
        response_topic=TOPICS.full("reply/central"),
        correlation=b"7",
        mid=1,
        qos=1,
    )


def read_reply(text: str) -> dict[str, Any]:
    public = SITE_KEY.public_key()
    return jws.verify(text, keys={key_id_hex(public): public}, typ=JwsType.REPLY)


@dataclass
class Arrived:
    topic: str
    payload: bytes
    retained: bool
    correlation: bytes | None
    content_type: str | None

    @cached_property
    def content(self) -> Any:
        return json.loads(self.payload)


class Central:
    """Central's client: collects everything, in the order of arrival."""

    def __init__(self, client: aiomqtt.Client) -> None:
        self.arrived: list[Arrived] = []
        self._client = client
        self._more = asyncio.Event()

    def of(self, kind: str, site: str = SITE) -> list[Arrived]:
        return [each for each in self.arrived if each.topic.startswith(f"lockerd/v1/{site}/{kind}")]

    def numbers(self) -> list[int]:
        return [each.content["data"]["number"] for each in self.of("event/")]

    def replies(self) -> list[dict[str, Any]]:
        return [read_reply(each.payload.decode()) for each in self.of("reply/")]

    def reply_to(self, content: dict[str, Any]) -> dict[str, Any] | None:
        return next((reply for reply in self.replies() if reply["id"] == content["id"]), None)

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(BOUND_S):
            while not condition():
                self._more.clear()
                await self._more.wait()

    async def send(self, content: dict[str, Any], *, retain: bool = False) -> None:
        await self.publish(TOPICS.full(f"command/{content['name']}"), signed(content), retain=retain)

    async def publish(self, topic: str, payload: str | bytes, *, retain: bool = False) -> None:
        properties = Properties(PacketTypes.PUBLISH)
        properties.ResponseTopic = TOPICS.full("reply/central")
        properties.CorrelationData = b"7"
        await self._client.publish(topic, payload, qos=1, retain=retain, properties=properties)

    async def ask(self, content: dict[str, Any]) -> dict[str, Any]:
        await self.send(content)
        await self.until(lambda: self.reply_to(content))
        reply = self.reply_to(content)
        assert reply is not None
        return reply

    async def listen(self) -> None:
        async for message in self._client.messages:
            properties = message.properties
            self.arrived.append(
                Arrived(
                    topic=message.topic.value,
                    payload=message.payload,
                    retained=message.retain,
                    correlation=getattr(properties, "CorrelationData", None),
                    content_type=getattr(properties, "ContentType", None),
                )
            )
            self._more.set()


@asynccontextmanager
async def central(
    port: int, *, tls: Tls | None = None, topic: str = "lockerd/v1/#", keep: bool = False
) -> AsyncIterator[Central]:
    """Connect as central; with ``keep`` the broker is to hold back what comes while we are away."""
    context: ssl.SSLContext | None = tls.context() if tls else None
    properties = Properties(PacketTypes.CONNECT)
    properties.SessionExpiryInterval = 3600 if keep else 0
    client = aiomqtt.Client(
        "127.0.0.1",
        port,
        identifier="central",
        protocol=aiomqtt.ProtocolVersion.V5,
        tls_context=context,
        clean_start=not keep,
        properties=properties,
    )
    client.pending_calls_threshold = 10_000
    async with client:
        await client.subscribe(topic, qos=1)
        side = Central(client)
        listening = asyncio.create_task(side.listen())
        try:
            yield side
        finally:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError, aiomqtt.MqttError):
                await listening
