"""The log of a run, as a digest and as its newest lines: two runs of one seed agree in every line, or they differ.

Each line has the loop's count of rounds, so that the smallest difference of what ran, and when, shows.
"""

import hashlib
import json
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

from lockercentral.events import Event
from lockersim.world.model import WorldEvent
from virtual.loop import SeededLoop

KEPT: Final = 4_000
SECRET: Final = frozenset({"sealed_code", "hash", "note"})
"""Codes are sealed with a key that the library draws by itself, and every later hash depends on that."""


class Trace:
    """What happened, in order."""

    def __init__(self, loop: SeededLoop, *, aloud: bool = False) -> None:
        self.lines = 0
        self.newest: deque[str] = deque(maxlen=KEPT)
        self._loop, self._aloud = loop, aloud
        self._digest = hashlib.sha256()

    @property
    def digest(self) -> str:
        """Of everything so far, hex."""
        return self._digest.hexdigest()

    def note(self, who: str, what: str) -> None:
        """Write something down."""
        line = f"{self._loop.now_s:14.6f} {self._loop.rounds:9} {who:12} {what}"
        self.lines += 1
        self.newest.append(line)
        self._digest.update(line.encode() + b"\n")
        if self._aloud:
            print(line)

    def happened(self, event: WorldEvent) -> None:
        """Write down what happened at the wall."""
        self.note("wall", f"{event.kind} {event.cause} {event.compartment or ''} {event.detail}")

    def told(self, event: Event) -> None:
        """Write down an event as central got it."""
        data = _open(event.data)
        self.note("central", f"{event.epoch}.{event.number} {event.type} {event.compartment or ''} {data}")


def _open(data: Mapping[str, Any]) -> str:
    return json.dumps({name: value for name, value in data.items() if name not in SECRET}, sort_keys=True)
