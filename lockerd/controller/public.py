"""What everybody may know of the station at any time: whether it serves, and how much room there is."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lockerd.controller.loop import Controller, Subscription
from lockerd.domain.shown.room import Board, Room, look
from lockerd.domain.shown.serving import NotServed, why_not_served

LOOK_S: Final = 10.0
"""So often whether the station serves is looked at: what changes in between is not told."""
ROOM_LOOKS: Final = 90
"""The doors are looked at each time after so many of these, a quarter of an hour."""


class Why(StrEnum):
    """Why the station does not serve; what a technician would want to know more precisely is nobody else's business."""

    STARTING = "starting"
    FAULT = "fault"
    POWER = "power"


_WHY: Final[Mapping[NotServed, Why]] = {
    NotServed.HALTED: Why.FAULT,
    NotServed.NO_READING: Why.FAULT,
    NotServed.ON_BATTERY: Why.POWER,
}


@dataclass(frozen=True, slots=True)
class PublicState:
    """As it is told; nothing in it is about anybody."""

    why: Why | None
    """None: it serves."""
    room: Mapping[str, Room]
    """By size, from small to large: what does fit somewhere. A size that few doors are large enough for is left out."""
    as_of_s: int
    """Unix seconds, not before: when the words for room were looked at, once an hour."""


class PublicFeed:
    """Keeps what is told; ``run`` is its one task."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._board = look(Board(), controller.state, controller.policy)
        self._listeners: set[asyncio.Event] = set()
        self.current = PublicState(Why.STARTING, self._room(), controller.now().lo_s)

    async def run(self) -> None:
        """Look again for ever."""
        looked = 0
        while True:
            await asyncio.sleep(LOOK_S)
            looked += 1
            self._look(room=looked % ROOM_LOOKS == 0)

    @asynccontextmanager
    async def subscribe(self) -> AsyncIterator[Subscription]:
        """Be woken after every change; wake-ups coalesce."""
        event = asyncio.Event()
        self._listeners.add(event)
        try:
            yield Subscription(event)
        finally:
            self._listeners.discard(event)

    def _look(self, *, room: bool) -> None:
        controller, as_of_s = self._controller, self.current.as_of_s
        if room:
            if self._board.at_the_hour:
                as_of_s = controller.now().lo_s
            self._board = look(self._board, controller.state, controller.policy)
        served = why_not_served(controller.state)
        now = PublicState(None if served is None else _WHY[served], self._room(), as_of_s)
        if now != self.current:
            self.current = now
            for listener in self._listeners:
                listener.set()

    def _room(self) -> dict[str, Room]:
        return {size: each.room for size, each in self._board.told.items()}
