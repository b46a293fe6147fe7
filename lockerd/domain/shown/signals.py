"""What people at the wall are shown and hear: a light at the door that is theirs, and a beeper.

Derived from the state and kept nowhere: after a crash, a lamp that should be dark is dark.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lockerd.domain.model.compartments import Leaf
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.looks import looks
from lockerd.domain.model.state import Now, State
from lockerd.domain.model.visits import Phase, Visit

OPENED_MS: Final = 1_000
"""How long the sound of an opened door may take."""
ALARM_SOUND_MS: Final = 3 * 60_000
"""An alarm falls silent after this (powered time), because of the neighbours; the halt itself stays."""
AT_THE_DOOR: Final = frozenset({Phase.OPENING, Phase.RETRYING, Phase.DOOR_OPEN})


class Beep(StrEnum):
    """What the beeper says; the driver knows the rhythms."""

    OPENED = "opened"
    """Once: your door is open."""
    REMINDER = "reminder"
    """Now and then: please shut the door (F24)."""
    ALARM = "alarm"
    """Without pause: a forced or wrong door, or an open cabinet (F23, F26, F68)."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is to be lit and heard now."""

    lights: frozenset[CompartmentId] = frozenset()
    beep: Beep | None = None


def signals(state: State, now: Now) -> Signals:
    """Light the doors that people should open or shut; let the most urgent sound be heard."""
    visits = [visit for visit in state.visits.values() if visit.phase in AT_THE_DOOR]
    return Signals(lights=frozenset(visit.compartment for visit in visits), beep=_beep(state, now, visits))


def _beep(state: State, now: Now, visits: list[Visit]) -> Beep | None:
    forced = tuple(door.powered_ms for door in state.site.forced)
    alarms = forced if state.alarm_ms is None else (*forced, state.alarm_ms)
    if any(now.powered_ms - since_ms < ALARM_SOUND_MS for since_ms in alarms):
        return Beep.ALARM
    is_open = [visit for visit in visits if visit.phase is Phase.DOOR_OPEN]
    if any(_just_opened(state, now, visit) for visit in is_open):
        return Beep.OPENED
    if any(visit.reminded and not visit.alarmed for visit in is_open):
        return Beep.REMINDER
    return None


def _just_opened(state: State, now: Now, visit: Visit) -> bool:
    """Seen open, and only just; where no sensor is fitted nobody saw it (design rule 7)."""
    seen = looks(state, visit.compartment)
    return seen is Leaf.OPEN and now.mono_ms - visit.phase_since_ms < OPENED_MS
