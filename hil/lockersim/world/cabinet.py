"""The cabinet of the electronics as it really is: what people do to it, and what is seen and heard of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from lockersim.world.model import Cause, Happening
from lockersim.world.world import World

REMINDER_MS = 185.0
"""Shorter beeps remind of an open door; lockerd's are 120 ms long (docs/auxiliary.md)."""
ALARM_MS = 325.0
"""Longer ones are the alarm's, of 400 ms; between the two is the one that says that a door has opened, of 250 ms."""


class Doing(StrEnum):
    """What happens to the cabinet, by its name in scenarios."""

    OPEN = "open"
    SHUT = "shut"
    KEY_ON = "key_on"
    KEY_OFF = "key_off"
    MAINS_OFF = "mains_off"
    MAINS_ON = "mains_on"
    FIRE_ALARM = "fire_alarm"
    """The building's own: lockerd hears of it and opens nothing (F73)."""
    FIRE_OVER = "fire_over"


class Sound(StrEnum):
    """What somebody who stands there makes out."""

    OPENED = "opened"
    REMINDER = "reminder"
    ALARM = "alarm"


@dataclass(slots=True)
class Beep:
    """One interval in which the beeper sounded."""

    start_ms: float
    end_ms: float | None = None

    @property
    def sound(self) -> Sound | None:
        """What it was; None while it lasts."""
        if self.end_ms is None:
            return None
        lasted_ms = self.end_ms - self.start_ms
        return Sound.REMINDER if lasted_ms < REMINDER_MS else Sound.OPENED if lasted_ms < ALARM_MS else Sound.ALARM


class Cabinet:
    """One cabinet; ``on_change`` is called when somebody has done something to it."""

    def __init__(self, world: World) -> None:
        self.is_open = self.key_on = self.mains_lost = self.fire = False
        self.beeps: list[Beep] = []
        self.lit: set[str] = set()
        """The compartments at which a light burns."""
        self.on_change: Callable[[], None] = lambda: None
        self._world = world

    def act(self, doing: Doing) -> None:
        """Do something to it; done twice, it stays as it is."""
        match doing:
            case Doing.OPEN | Doing.SHUT:
                self.is_open = doing is Doing.OPEN
            case Doing.KEY_ON | Doing.KEY_OFF:
                self.key_on = doing is Doing.KEY_ON
            case Doing.MAINS_OFF | Doing.MAINS_ON:
                self.mains_lost = doing is Doing.MAINS_OFF
            case Doing.FIRE_ALARM | Doing.FIRE_OVER:
                self.fire = doing is Doing.FIRE_ALARM
            case _:
                assert_never(doing)
        self._world.note(Happening.CABINET, Cause.HAND, detail=doing)
        self.on_change()

    def beep(self, *, on: bool) -> None:
        """Give the beeper its voltage, or take it."""
        now_ms = self._world.clock.now_ms()
        if on:
            self.beeps.append(Beep(now_ms))
        elif self.beeps and self.beeps[-1].end_ms is None:
            self.beeps[-1].end_ms = now_ms

    def shine(self, compartments: Iterable[str], *, on: bool) -> None:
        """Switch the light at these compartments on or off."""
        (self.lit.update if on else self.lit.difference_update)(compartments)
