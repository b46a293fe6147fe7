"""Somebody on the line whom nobody knows: who babbles, or gives orders like a second master (F42)."""

import random

from lockersim.line.wire import Wire
from lockersim.world.clock import Clock, Timer

STRANGER = "stranger"
"""The sender of traffic nobody asked for."""
BABBLE_PAUSE_MS = (5.0, 40.0)
BABBLE_BYTES = 8
POLITE_MS = 5.0
"""How long after a reply a second master begins to speak, so that nothing collides."""
UNANSWERED_MS = 250.0
"""When it speaks on a line on which no board does."""


class Stranger:
    """Silent until told to babble or to intrude."""

    def __init__(self, wire: Wire, clock: Clock, rng: random.Random) -> None:
        self._wire, self._clock, self._rng = wire, clock, rng
        self._babbling: Timer | None = None
        self._intrusions: list[bytes] = []

    def babble(self, *, on: bool) -> None:
        """Talk at random, or stop it."""
        if self._babbling is not None:
            self._babbling.cancel()
            self._babbling = None
        if on:
            pause_ms = self._rng.uniform(*BABBLE_PAUSE_MS)
            self._babbling = self._clock.call_at(self._clock.now_ms() + pause_ms, self._babble_once)

    def intrude(self, frame: bytes) -> None:
        """Say this as soon as a board has finished its reply."""
        self._intrusions.append(frame)
        self._clock.call_at(self._clock.now_ms() + UNANSWERED_MS, self._say_next)

    def replied(self, end_ms: float) -> None:
        """Learn that a board's reply is over at ``end_ms``."""
        if self._intrusions:
            self._clock.call_at(end_ms + POLITE_MS, self._say_next)

    def _say_next(self) -> None:
        if self._intrusions:
            self._wire.send(STRANGER, self._intrusions.pop(0), self._clock.now_ms())

    def _babble_once(self) -> None:
        data = self._rng.randbytes(self._rng.randint(1, BABBLE_BYTES))
        self._wire.send(STRANGER, data, self._clock.now_ms())
        self.babble(on=True)
