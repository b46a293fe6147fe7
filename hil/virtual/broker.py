"""A broker in this process: sessions, retained messages and wills of MQTT 5, over a network that can be bad.

It may lose what it acknowledged, as one does that keeps nothing on its disk and is killed.
"""

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from virtual.loop import SeededLoop

QUEUED: Final = 1_000
"""Messages that wait for a client which is away."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is published."""

    topic: str
    payload: bytes
    retain: bool = False
    response_topic: str | None = None
    correlation: bytes | None = None


class Far(Protocol):
    """A client's end of a connection, as the broker sees it."""

    def deliver(self, number: int, message: Message) -> None:
        """A message for this client; it comes again until it is acknowledged."""

    def lost(self) -> None:
        """The connection is gone."""


@dataclass(slots=True)
class _Session:
    topics: tuple[str, ...] = ()
    waiting: deque[Message] = field(default_factory=deque)
    sent: dict[int, Message] = field(default_factory=dict)
    far: Far | None = None
    will: Message | None = None
    number: int = 0


class VirtualBroker:
    """One broker for all clients; ``up`` while it runs."""

    def __init__(self, loop: SeededLoop, rng: random.Random) -> None:
        self.up = True
        self.reachable: dict[str, bool] = {}
        """Clients that the network keeps away."""
        self.deaf = False
        """Whether it takes what is published and acknowledges nothing."""
        self._loop, self._rng = loop, rng
        self._sessions: dict[str, _Session] = {}
        self._retained: dict[str, Message] = {}

    def delay_s(self) -> float:
        """How long a packet takes."""
        return self._rng.uniform(0.001, 0.08)

    def takes(self, client: str) -> bool:
        """Whether somebody can connect now."""
        return self.up and self.reachable.get(client, True)

    def connect(self, client: str, far: Far, will: Message | None) -> None:
        """Take a session over or begin one; an older connection of the same client ends."""
        session = self._sessions.setdefault(client, _Session())
        if session.far is not None:
            self._end(session)
        session.far, session.will = far, will
        again = list(session.sent.values())
        session.sent.clear()
        session.waiting.extendleft(reversed(again))

    def subscribe(self, client: str, topics: tuple[str, ...], *, retained: bool) -> None:
        """Subscribe, and have what is retained if that is wanted."""
        session = self._sessions[client]
        session.topics = topics
        if retained:
            session.waiting.extend(m for t, m in self._retained.items() if matches(topics, t))
        self._flush(session)

    def disconnect(self, client: str, far: Far) -> None:
        """The client's socket is closed; its will is published."""
        session = self._sessions.get(client)
        if session is not None and session.far is far:
            self._end(session)

    def publish(self, message: Message) -> None:
        """Give it to everybody who subscribed, and keep it where it is to be retained."""
        if message.retain:
            self._retained[message.topic] = message
        for session in self._sessions.values():
            if matches(session.topics, message.topic) and len(session.waiting) < QUEUED:
                session.waiting.append(message)
                self._flush(session)

    def acknowledge(self, client: str, number: int) -> None:
        """The client has dealt with it."""
        session = self._sessions.get(client)
        if session is not None:
            session.sent.pop(number, None)

    def cut(self, client: str) -> None:
        """The network drops one client's connection."""
        session = self._sessions.get(client)
        if session is not None and session.far is not None:
            self._end(session)

    def kill(self) -> None:
        """Everything it had in memory is lost, acknowledged or not."""
        self.up = False
        fars = [session.far for session in self._sessions.values() if session.far is not None]
        self._sessions.clear()
        self._retained.clear()
        for far in fars:
            far.lost()

    def later(self, action: Callable[[], None]) -> None:
        """After as long as a packet takes."""
        self._loop.call_later(self.delay_s(), action)

    def _end(self, session: _Session) -> None:
        far, will = session.far, session.will
        session.far = session.will = None
        if far is not None:
            far.lost()
        if will is not None:
            self.publish(will)

    def _flush(self, session: _Session) -> None:
        while session.far is not None and session.waiting:
            message = session.waiting.popleft()
            session.number += 1
            session.sent[session.number] = message
            session.far.deliver(session.number, message)


def matches(topics: tuple[str, ...], topic: str) -> bool:
    """Whether one of the subscriptions is to this topic; only the wildcards that are used here."""
    return any(topic.startswith(each[:-1]) if each.endswith(("#", "+")) else topic == each for each in topics)
