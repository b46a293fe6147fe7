"""Unlocks that were asked for and not answered yet: each ends in exactly one report."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from lockerd.bus.arbiter import Coil, PowerArbiter, Pulse, Turn
from lockerd.bus.inputs import Source
from lockerd.domain.model.ids import AttemptId
from lockerd.domain.model.reports import Fired, NotFired, NotFiredReason, PulseFailed, Report, Unlock
from lockerd.errors import OurError


class Carrier(Protocol):
    """What the channels belong to: a lock board, or a set of pins."""

    @property
    def source(self) -> Source:
        """The inputs that hang there too."""
        ...


CarrierT = TypeVar("CarrierT", bound=Carrier)


class DoubledAttemptError(OurError):
    """An attempt was handed to a bus twice; its lock would have been fired twice."""


@dataclass(frozen=True, slots=True, eq=False)
class WaitingUnlock(Generic[CarrierT]):
    """An unlock in the queue for power."""

    unlock: Unlock
    board: CarrierT
    channel: int
    turn: Turn


class Unlocks(Generic[CarrierT]):
    """Answers each attempt once; an attempt that was answered cannot fire any more."""

    def __init__(
        self,
        *,
        power: PowerArbiter,
        report: Callable[[Report], None],
        on_granted: Callable[[], None],
    ) -> None:
        self._power = power
        self._report = report
        self._on_granted = on_granted
        self._waiting: dict[AttemptId, WaitingUnlock[CarrierT]] = {}
        self._closed: list[NotFiredReason] = []
        """Why nothing is fired now, the newest reason last."""
        self._coil_ms = 0
        self.held_ms = 0
        """For how long bytes that left us may still reach the line (see `Lag`)."""

    def add(self, unlock: Unlock, board: CarrierT, *, channel: int, coil: Coil, pulse: Pulse) -> None:
        """Queue for the coil's turn; raises `DoubledAttemptError`."""
        if self._closed:
            self._report(NotFired(unlock.attempt, self._closed[-1]))
            return
        if unlock.attempt in self._waiting:
            msg = f"attempt {unlock.attempt} is already waiting to be fired"
            raise DoubledAttemptError(msg)
        turn = self._power.ask(coil, pulse, self._on_granted)
        self._waiting[unlock.attempt] = WaitingUnlock(unlock, board, channel, turn)

    def is_open(self, waiting: WaitingUnlock[CarrierT]) -> bool:
        """Whether this attempt was not answered yet."""
        return waiting.unlock.attempt in self._waiting

    def withdraw(self, attempt: AttemptId) -> None:
        """Answer with `WITHDRAWN`, unless it was answered already."""
        if waiting := self._waiting.get(attempt):
            self.not_fired(waiting, NotFiredReason.WITHDRAWN)

    def not_fired(self, waiting: WaitingUnlock[CarrierT], reason: NotFiredReason) -> None:
        """Give the attempt and its turn back."""
        del self._waiting[waiting.unlock.attempt]
        self._power.give_back(waiting.turn)
        self._report(NotFired(waiting.unlock.attempt, reason))

    def close(self, reason: NotFiredReason) -> None:
        """From now on give every attempt back for this reason; those that wait, too."""
        self._closed.append(reason)
        for waiting in tuple(self._waiting.values()):
            self.not_fired(waiting, reason)

    def reopen(self, reason: NotFiredReason) -> None:
        """The reason holds no more."""
        self._closed = [each for each in self._closed if each is not reason]

    def fired(self, waiting: WaitingUnlock[CarrierT], *, began_ms: int, off_ms: int) -> None:
        """The unlock frame left at ``began_ms``; if it was not held up, the coil is surely off at ``off_ms``."""
        del self._waiting[waiting.unlock.attempt]
        self._coil_ms = off_ms - began_ms
        self._power.fired(waiting.turn, began_ms=began_ms, off_ms=off_ms + self.held_ms)
        self._report(Fired(waiting.unlock.attempt, began_ms))

    def failed(self, waiting: WaitingUnlock[CarrierT]) -> None:
        """The board answered that the lock did not open, or that it could not fire (F31)."""
        self._report(PulseFailed(waiting.unlock.attempt))

    def arrived(self, waiting: WaitingUnlock[CarrierT], now_ms: int) -> None:
        """What was asked after the unlock just fired is answered: the unlock has reached the line by now."""
        self._power.off(waiting.turn, now_ms + self._coil_ms)

    def off(self, waiting: WaitingUnlock[CarrierT], off_ms: int) -> None:
        """The board said that the pulse is over."""
        self._power.off(waiting.turn, off_ms)

    def next(self, now_ms: int) -> WaitingUnlock[CarrierT] | None:
        """The one whose coil has its turn; those past their deadline are given back."""
        if not self._waiting:
            return None
        for waiting in tuple(self._waiting.values()):
            if now_ms >= waiting.unlock.deadline_ms:
                self.not_fired(waiting, NotFiredReason.DEADLINE)
        return next((waiting for waiting in self._waiting.values() if waiting.turn.granted), None)

    @property
    def pending(self) -> bool:
        """Whether anything waits to be fired."""
        return bool(self._waiting)

    def first_deadline_ms(self) -> int | None:
        """When the next attempt would have to be given back."""
        if not self._waiting:
            return None
        return min(waiting.unlock.deadline_ms for waiting in self._waiting.values())
