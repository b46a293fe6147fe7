"""What passes between the session and the adapter: where the broker is, what is published, what arrives, what fails."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from lockerd.errors import WireError


class LinkLostError(WireError):
    """The connection could not be made or has ended; the text says why in the broker's or the system's words."""


class PublishRefusedError(WireError):
    """The broker answered a publish with a refusal (ACL, quota): it was not delivered."""


class OversizedPostError(WireError):
    """The broker takes no packet of this size: the message was not sent, and cannot be until the broker takes more."""

    def __init__(self, topic: str, size_bytes: int, limit_bytes: int) -> None:
        super().__init__(f"{topic} has {size_bytes} bytes, the broker takes {limit_bytes}; let it take more")
        self.topic = topic
        self.size_bytes = size_bytes
        self.limit_bytes = limit_bytes


@dataclass(frozen=True, slots=True)
class Tls:
    """Paths of PEM files: who signed the broker's certificate, and who we are."""

    ca: Path
    certificate: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """Read the files; raises ``OSError`` (also ``ssl.SSLError``) or ``ValueError`` when one is missing or wrong."""
        context = ssl.create_default_context(cafile=self.ca)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.certificate, self.key, password=_none)
        return context


def _none() -> str:
    """Of a key that is locked with one; without this OpenSSL would ask for it on the terminal, and wait."""
    return ""


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker is and as whom to connect. ``tls`` None: loopback only, the configuration sees to it."""

    host: str
    port: int
    client_id: str
    tls: Tls | None = None
    keepalive_s: int = 30


class Post(NamedTuple):
    """One message to publish with QoS 1."""

    topic: str
    payload: str
    retain: bool = False
    correlation: bytes | None = None
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """One message from the broker, none of it trusted."""

    topic: str
    payload: bytes
    retained: bool
    response_topic: str | None
    correlation: bytes | None
    mid: int
    qos: int


class Link(Protocol):
    """One live connection to the broker; ends with the first ``LinkLostError``."""

    async def subscribe(self, pattern: str) -> None:
        """Subscribe with QoS 1; the retain flag arrives as published, retained messages are not sent.

        Raises ``LinkLostError``, also when the broker refuses the subscription.
        """
        ...

    def post(self, post: Post) -> asyncio.Future[None]:
        """Send without waiting; the future is done with the broker's PUBACK.

        It raises ``PublishRefusedError`` or ``LinkLostError``. Order of sending is order of posting. Raises
        ``OversizedPostError`` where the broker takes no packet of that size.
        """
        ...

    @property
    def max_packet_bytes(self) -> int:
        """The broker's Maximum Packet Size; a post above it raises ``OversizedPostError`` and is not sent."""
        ...

    @property
    def broker_end_s(self) -> int | None:
        """Until when the broker's certificate is good, Unix seconds; None where it showed none."""
        ...

    def messages(self) -> AsyncIterator[Received]:
        """Yield what arrives until the connection ends (``LinkLostError``)."""
        ...

    def acknowledge(self, message: Received) -> None:
        """Tell the broker that the message is dealt with and need not come again."""
        ...


class Connect(Protocol):
    """How a link is made: to a real broker by the adapter, to one in this process in simulation."""

    def __call__(
        self, broker: Broker, will: Post, /, *, dropped: Callable[[], None]
    ) -> AbstractAsyncContextManager[Link]:
        """Connect; raises ``LinkLostError``.

        ``dropped`` hears of every message of QoS 0, which can be no command. At the end the socket is just closed, also
        when we stop on purpose: the broker then publishes ``will``.
        """
        ...
