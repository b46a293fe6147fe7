"""Central's connection to the broker: comes back by itself, knows whether it is there."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Protocol

import aiomqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from lockercentral.errors import CentralError

SESSION_S = 3600
BACK_OFF_S = 0.3
_SILENT = logging.getLogger("lockercentral.mqtt")
"""A broker that goes away is part of the play; ``up`` tells it."""
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


class CentralLink(Protocol):
    """What central needs of its connection: a real one, or one in this process."""

    on_change: Callable[[], None]

    @property
    def up(self) -> bool:
        """Whether the broker is there."""

    async def run(self) -> None:
        """Stay connected until cancelled."""

    async def publish(self, topic: str, payload: str, *, response_topic: str, correlation: bytes) -> None:
        """Publish with QoS 1; raises ``SimError`` when the broker is not there."""


class Link:
    """An MQTT 5 session of central on ``topics``; every message goes to ``on_message`` as (topic, payload)."""

    def __init__(
        self, port: int, *, topics: tuple[str, ...], on_message: Callable[[str, bytes], None], name: str = "central"
    ) -> None:
        self._port, self._topics, self._on_message, self._name = port, topics, on_message, name
        self._client: aiomqtt.Client | None = None
        self.on_change: Callable[[], None] = lambda: None

    @property
    def up(self) -> bool:
        """Whether the broker is there."""
        return self._client is not None

    async def run(self) -> None:
        """Stay connected until cancelled."""
        while True:
            with contextlib.suppress(aiomqtt.MqttError):
                await self._session()
            await asyncio.sleep(BACK_OFF_S)

    async def publish(self, topic: str, payload: str, *, response_topic: str, correlation: bytes) -> None:
        """Publish with QoS 1; raises ``CentralError`` when the broker is not there."""
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        properties.ResponseTopic = response_topic
        properties.CorrelationData = correlation
        if self._client is None:
            raise CentralError("central has no connection to the broker")
        try:
            await self._client.publish(topic, payload, qos=1, properties=properties, timeout=5)
        except aiomqtt.MqttError as error:
            raise CentralError(f"the broker did not take the message: {error}") from None

    async def _session(self) -> None:
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = SESSION_S
        client = aiomqtt.Client(
            "127.0.0.1",
            self._port,
            identifier=self._name,
            protocol=aiomqtt.ProtocolVersion.V5,
            clean_start=False,
            properties=properties,
            timeout=5,
            keepalive=10,
            logger=_SILENT,
        )
        try:
            async with client:
                for topic in self._topics:
                    await client.subscribe(topic, qos=1)
                self._client = client
                self.on_change()
                async for message in client.messages:
                    assert isinstance(message.payload, bytes)
                    self._on_message(str(message.topic), message.payload)
        finally:
            if self._client is not None:
                self._client = None
                self.on_change()
