"""What happened, in the order in which it became known, for the page to put into sentences."""

import time
from collections import deque
from typing import Any

from lockercentral.events import Event
from lockercentral.office import Notice
from lockersim.server.hub import Hub
from lockersim.world.model import Happening, WorldEvent

KEEP = 600
_SILENT = frozenset({Happening.COIL_OFF})


class Feed:
    """The newest entries; ``source`` is wall (the truth), site (lockerd's events at central), central or sim."""

    def __init__(self, hub: Hub, *, world_now_ms: float) -> None:
        self.entries: deque[dict[str, Any]] = deque(maxlen=KEEP)
        self._hub, self._count = hub, 0
        self._zero_s = time.time() - world_now_ms / 1000

    def add_world(self, event: WorldEvent) -> None:
        """Take something that really happened."""
        if event.kind not in _SILENT:
            at_s = self._zero_s + event.at_ms / 1000
            self._add("wall", event.kind, at_s, event.compartment, {"cause": event.cause, "detail": event.detail})

    def add_event(self, event: Event) -> None:
        """Take an event that reached central, at the time it did: its own time is an interval (design rule 10)."""
        data = {name: value for name, value in event.data.items() if name != "sealed_code"}
        self._add("site", event.type, time.time(), event.compartment, data, number=event.number, order=event.order)

    def add_notice(self, notice: Notice) -> None:
        """Take something central noticed about its copy."""
        self._add("central", notice.word, notice.at_s, None, {"detail": notice.detail})

    def add_sim(self, kind: str, **data: Any) -> None:
        """Take something that was done at the page."""
        self._add("sim", kind, time.time(), None, data)

    def _add(
        self, source: str, kind: str, at_s: float, compartment: str | None, data: dict[str, Any], **more: Any
    ) -> None:
        self._count += 1
        entry = {
            "n": self._count,
            "at": at_s,
            "source": source,
            "kind": str(kind),
            "compartment": compartment,
            "data": data,
            **more,
        }
        self.entries.append(entry)
        self._hub.tell("feed", entry)
