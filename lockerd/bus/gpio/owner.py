"""The one task that owns a set of pins: it reads the contacts and fires the locks."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

from lockerd.bus.arbiter import Coil, PowerArbiter
from lockerd.bus.counters import BusCounters
from lockerd.bus.doors import Doors
from lockerd.bus.driver import LockClass, UnknownCompartmentError
from lockerd.bus.gpio.panel import Panel
from lockerd.bus.gpio.pins import Pins, PinsGoneError, PinsRefusedError
from lockerd.bus.gpio.pulser import Pulser
from lockerd.bus.gpio.setup import ADDRESS, GpioSetup
from lockerd.bus.last_check import LastCheck, Look
from lockerd.bus.raw import RawBoard
from lockerd.bus.reopening import RESTS_S, Reopening
from lockerd.bus.unlocks import Unlocks, WaitingUnlock
from lockerd.clock.pause import Pause
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.reports import BoardHealth, NotFiredReason, Report, Unlock, Withdraw

_LOG: Final = logging.getLogger(__name__)
_SCAN_MS = 100
"""Edges are hints: a level is looked at this often whatever they say."""
_WATCH_MS = 20
_SOON_MS = 10
"""After an edge, and while a change waits to be believed; also the rest between two looks of a chattering contact."""


class GpioOwner:
    """Everything that happens on one set of pins, under one task: `run`. See `lockerd.bus.driver.Driver`.

    ``open_pins`` gives a chip of its own each time it is called. ``pulsers`` time the pulses of the locks, by class.
    ``report`` gets every `Report`, also from within `submit` and `withdraw`; it must only hand them on. ``progress`` is
    called after each look. Use from one event loop only.
    """

    def __init__(
        self,
        setup: GpioSetup,
        *,
        doors: Doors,
        open_pins: Callable[[], Pins],
        pulsers: Mapping[LockClass, Pulser],
        power: PowerArbiter,
        monotonic_ms: Callable[[], int],
        report: Callable[[Report], None],
        progress: Callable[[], None],
        rests_s: float = RESTS_S,
    ) -> None:
        self._setup = setup
        self._open_pins = open_pins
        self._pulsers = pulsers
        self._monotonic_ms = monotonic_ms
        self._report = report
        self._progress = progress
        self._rests_s = rests_s
        self._pause = Pause()
        self._locks = {lock.channel: lock for lock in setup.locks}
        self._places = {lock.compartment: lock.channel for lock in setup.locks if lock.compartment is not None}
        self._doors = doors
        self._panel = Panel(setup, report, doors, self._wanted)
        self._unlocks = Unlocks[Panel](power=power, report=report, on_granted=self._pause.wake)
        self._last_check = LastCheck(
            self._unlocks, doors, look=self._look_at, settle=self._settle, monotonic_ms=monotonic_ms
        )
        self._on: dict[int, WaitingUnlock[Panel]] = {}
        self._pins: Pins | None = None
        self._chip = Reopening(
            setup.gpio,
            "the pins are",
            errors=(PinsRefusedError, PinsGoneError),
            lost=self._lost,
            monotonic_ms=monotonic_ms,
            progress=progress,
            rests_s=rests_s,
        )
        self._watched = False
        self._looked_ms = 0
        self._due_ms = 0
        self.counters: Final = BusCounters({ADDRESS: self._panel.counters})
        """Of these pins, as of a bus with one board; read only."""

    @property
    def compartments(self) -> frozenset[CompartmentId]:
        """The compartments whose locks are here."""
        return frozenset(self._places)

    @property
    def lock_class(self) -> LockClass | None:
        """See `Driver.lock_class`."""
        return None if self.faults else max(self._pulsers, key=list(LockClass).index, default=None)

    @property
    def notes(self) -> tuple[str, ...]:
        """See `Driver.notes`."""
        bench = ("for the bench only: a killed daemon may leave a lock energised",) if self._setup.bench else ()
        return (*bench, *self.faults)

    def raw(self) -> tuple[RawBoard, ...]:
        """See `Driver.raw`."""
        return (self._panel.raw(),)

    def submit(self, unlock: Unlock) -> None:
        """See `Driver.submit`."""
        if unlock.compartment not in self._places:
            msg = f"{self._setup.gpio} has no lock of compartment {unlock.compartment}"
            raise UnknownCompartmentError(msg)
        channel = self._places[unlock.compartment]
        coil = Coil(self._setup.gpio, ADDRESS, channel)
        self._unlocks.add(unlock, self._panel, channel=channel, coil=coil, pulse=self._locks[channel].pulse)
        self._pause.wake()

    def withdraw(self, withdraw: Withdraw) -> None:
        """See `Driver.withdraw`."""
        self._unlocks.withdraw(withdraw.attempt)

    def watch(self, compartments: frozenset[CompartmentId]) -> None:
        """See `Driver.watch`; one look reads all contacts."""
        self._watched = not compartments.isdisjoint(self._panel.concerns)
        self._pause.wake()

    async def run(self) -> None:
        """Own the pins until cancelled; what cannot be had or vanishes is tried again. Every lock is off at the end."""
        try:
            await self._chip.run(self._hold)
        finally:
            self._unlocks.close(NotFiredReason.BUS_GONE)

    async def _hold(self, opened: Callable[[], None]) -> None:
        try:
            await self._open()
            opened()
            self._unlocks.reopen(NotFiredReason.BUS_GONE)
            self._due_ms = 0
            self._pulser_changed()
            await self._serve()
        except PinsGoneError:
            self.counters.losses += 1
            raise
        finally:
            self._close()

    async def _open(self) -> None:
        # Locks first: whatever a former life left on is off before anything else is looked at.
        for pulser in self._pulsers.values():
            await self._patiently(pulser.open(self._pulse_over, self._pulser_changed))
        self._pins = self._open_pins()
        self._panel.open(self._pins, self._hinted)

    async def _patiently(self, opening: Coroutine[Any, Any, None]) -> None:
        """A guardian may take longer to start than the watchdog waits."""
        task = asyncio.create_task(opening)
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=self._rests_s)
                self._progress()
            task.result()
        finally:
            task.cancel()

    async def _serve(self) -> None:
        while True:
            now_ms = self._monotonic_ms()
            if waiting := self._unlocks.next(now_ms):
                await self._fire(waiting)
            elif now_ms >= self._due_ms:
                self._look()
            else:
                deadline_ms = self._unlocks.first_deadline_ms()
                await self._rest(self._due_ms if deadline_ms is None else min(self._due_ms, deadline_ms))

    async def _fire(self, waiting: WaitingUnlock[Panel]) -> None:
        if not await self._last_check.passed(waiting):
            return
        lock = self._locks[waiting.channel]
        pulser = self._pulsers[lock.drive]
        began_ms = self._monotonic_ms()
        try:
            pulser.fire(waiting.channel)
        except PinsGoneError as error:
            _LOG.error("%s: channel %d was not fired: %s", self._setup.gpio, waiting.channel, error)
            self._panel.counters.failed_unlocks += 1
            self._unlocks.not_fired(waiting, NotFiredReason.BOARD_DEAD)
            return
        self._panel.counters.unlocks += 1
        self._on[waiting.channel] = waiting
        self._unlocks.fired(waiting, began_ms=began_ms, off_ms=began_ms + lock.pulse.length_ms + pulser.slack_ms)
        self._look()

    async def _look_at(self, waiting: WaitingUnlock[Panel]) -> Look:
        self._look()
        return Look.DEAD if self._pulsers[self._locks[waiting.channel].drive].lost else Look.READ

    async def _settle(self, _waiting: WaitingUnlock[Panel], _looked: Look) -> None:
        await asyncio.sleep(_SOON_MS / 1000)

    def _look(self) -> None:
        now_ms = self._looked_ms = self._monotonic_ms()
        self._panel.look(now_ms)
        self._due_ms = now_ms + (_SOON_MS if self._panel.in_doubt else _WATCH_MS if self._watched else _SCAN_MS)
        self._progress()

    async def _rest(self, until_ms: int) -> None:
        await self._pause.rest((until_ms - self._monotonic_ms()) / 1000)

    def _wanted(self) -> None:
        self._due_ms = 0
        self._pause.wake()

    def _hinted(self) -> None:
        self._due_ms = min(self._due_ms, self._looked_ms + _SOON_MS)
        self._pause.wake()

    def _pulse_over(self, channel: int) -> None:
        self._unlocks.off(self._on.pop(channel), self._monotonic_ms())
        self._due_ms = 0
        self._pause.wake()

    def _pulser_changed(self) -> None:
        self._panel.say(BoardHealth.DEAD if self.faults else BoardHealth.ALIVE, self._monotonic_ms())

    @property
    def faults(self) -> tuple[str, ...]:
        """See `Driver.faults`."""
        return tuple(filter(None, (self._chip.gone, *(pulser.lost for pulser in self._pulsers.values()))))

    def _lost(self) -> None:
        self._unlocks.close(NotFiredReason.BUS_GONE)
        self._panel.say(BoardHealth.DEAD, self._monotonic_ms())
        self._panel.lost(self._monotonic_ms())

    def _close(self) -> None:
        for pulser in self._pulsers.values():
            pulser.close()
        self._on.clear()
        if self._pins:
            self._pins.close()
            self._pins = None
        self._panel.close()
