"""One coil at a time per power group, none too long, none too often (design rule 4, F9)."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from lockerd.errors import CallerError


class Drive(StrEnum):
    """What moves a lock."""

    SOLENOID = "solenoid"
    MOTOR = "motor"


_LONGEST_MS: Final = {Drive.SOLENOID: 1_000, Drive.MOTOR: 3_000}


class PulseError(CallerError):
    """A pulse no lock of its kind survives."""

    code: ClassVar[str] = "pulse_out_of_range"


@dataclass(frozen=True, slots=True)
class Pulse:
    """How long a lock is energised: 1 to 1000 ms for a solenoid, to 3000 ms for a motor; raises `PulseError`."""

    length_ms: int
    drive: Drive = Drive.SOLENOID

    def __post_init__(self) -> None:
        longest_ms = _LONGEST_MS[self.drive]
        if not 1 <= self.length_ms <= longest_ms:
            msg = f"a {self.drive} may be energised for 1 to {longest_ms} ms, not {self.length_ms} ms"
            raise PulseError(msg)


@dataclass(frozen=True, slots=True)
class Coil:
    """One lock, by the bus and board that drive it."""

    bus: str
    address: int
    channel: int


@dataclass(eq=False, slots=True)
class Turn:
    """A place in the queue; once ``granted``, the power group is kept free for it."""

    coil: Coil
    pulse: Pulse
    on_granted: Callable[[], None]
    granted: bool = False


class PowerArbiter:
    """Grants turns of one power group in the order they were asked for, passing over coils that must still rest.

    After its pulse a coil rests until it was on for no more than ``duty`` of the time; other coils wait ``recovery_ms``
    for the supply. Use from one event loop only. Raises `PulseError` for an impossible duty or recovery.
    """

    def __init__(self, *, monotonic_ms: Callable[[], int], recovery_ms: int = 150, duty: float = 0.1) -> None:
        if not 0 < duty <= 1 or recovery_ms < 0:
            msg = f"a duty of {duty} with {recovery_ms} ms recovery is none; use a duty above 0, up to 1"
            raise PulseError(msg)
        self._monotonic_ms = monotonic_ms
        self._recovery_ms = recovery_ms
        self._duty = duty
        self._queue: deque[Turn] = deque()
        self._holder: Turn | None = None
        self._last_fired: Turn | None = None
        self._free_ms = 0
        self._taken_ms = 0
        self._rested_ms: dict[Coil, int] = {}
        self._timer: asyncio.TimerHandle | None = None

    def ask(self, coil: Coil, pulse: Pulse, on_granted: Callable[[], None]) -> Turn:
        """Queue for the power; ``on_granted`` is called when it is this coil's turn, perhaps at once."""
        turn = Turn(coil, pulse, on_granted)
        self._queue.append(turn)
        self._advance()
        return turn

    def give_back(self, turn: Turn) -> None:
        """This turn will not be used (any more)."""
        if turn is self._holder:
            self._holder = None
        elif turn in self._queue:
            self._queue.remove(turn)
        self._advance()

    def fired(self, turn: Turn, *, began_ms: int, off_ms: int) -> None:
        """The granted coil was fired at ``began_ms`` and is surely off again at ``off_ms`` (monotonic)."""
        assert turn is self._holder, "a coil was fired out of turn"
        self._rested_ms[turn.coil] = began_ms + round(turn.pulse.length_ms / self._duty)
        self._free_ms = off_ms + self._recovery_ms
        self._holder, self._last_fired = None, turn
        self._advance()

    def off(self, turn: Turn, off_ms: int) -> None:
        """The board said that this turn's pulse is over: the supply recovers from ``off_ms`` on."""
        if turn is self._last_fired:
            self._free_ms = min(self._free_ms, off_ms + self._recovery_ms)
            self._advance()

    def taken(self, until_ms: int) -> None:
        """Somebody else has fired a coil of this group (F42); it is off again at ``until_ms``."""
        self._taken_ms = max(self._taken_ms, until_ms + self._recovery_ms)
        self._advance()

    def _advance(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._holder or not self._queue:
            return
        now_ms = self._monotonic_ms()
        start_ms = {turn: max(self._free_ms, self._taken_ms, self._rested_ms.get(turn.coil, 0)) for turn in self._queue}
        turn = min(self._queue, key=lambda each: max(start_ms[each], now_ms))  # the first of those that may start
        if start_ms[turn] > now_ms:
            delay_s = (start_ms[turn] - now_ms) / 1000
            self._timer = asyncio.get_running_loop().call_later(delay_s, self._advance)
            return
        self._queue.remove(turn)
        self._holder = turn
        turn.granted = True
        turn.on_granted()
