"""A light at a door that somebody looks for: bounded in time, and gone as soon as a person is served."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from lockerd.copies import replace
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.state import Now, State
from lockerd.domain.model.visits import Phase
from lockerd.domain.shown.signals import Signals, signals

LONGEST_S: Final = 300


class Located(StrEnum):
    """What came of it."""

    LIT = "lit"
    NO_LIGHT = "no_light"
    """None is fitted at this door."""
    SOMEBODY_THERE = "somebody_there"
    """Somebody is being served: another light would send them to the wrong door."""


class Locating:
    """Kept nowhere but here: after a restart everything that should be dark is dark."""

    def __init__(self, fitted: frozenset[CompartmentId], monotonic_ms: Callable[[], int]) -> None:
        self._fitted = fitted
        self._monotonic_ms = monotonic_ms
        self._door: CompartmentId | None = None
        self._until_ms = 0

    def light(self, state: State, compartment: CompartmentId, seconds: int) -> Located:
        """Light the light of this door for so long, in place of another one."""
        if compartment not in self._fitted:
            return Located.NO_LIGHT
        if _somebody_there(state):
            return Located.SOMEBODY_THERE
        self._door, self._until_ms = compartment, self._monotonic_ms() + seconds * 1_000
        return Located.LIT

    def signals(self, state: State, now: Now) -> Signals:
        """What people are shown and hear, and this light."""
        shown = signals(state, now)
        if self._monotonic_ms() >= self._until_ms or _somebody_there(state):
            self._door = None
        return shown if self._door is None else replace(shown, lights=shown.lights | {self._door})


def _somebody_there(state: State) -> bool:
    return any(visit.phase is not Phase.OVER for visit in state.visits.values())
