"""The cabinet's own lines on the pins: levels in, beeper and lights out. No coil hangs on them."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from lockerd.bus.gpio.pins import Input, Output, Pins, PinsGoneError, PinsRefusedError
from lockerd.bus.gpio.setup import InputSetup
from lockerd.bus.gpio.sounds import sounding
from lockerd.bus.inputs import SETTLE_MS, Debounced
from lockerd.bus.reopening import Reopening
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.reports import AuxiliaryInput, AuxiliaryReport
from lockerd.domain.shown.signals import Signals

LOOK_MS: Final = 500
"""Levels are read at least this often: an edge is a hint, and a hint may get lost."""
SHORTEST_LOOK_MS: Final = 10
"""However many hints a noisy line gives, it is read no more often."""
RETRY_MS: Final = 10_000
"""How long until a line that could not be had is asked for again."""

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Light:
    """A light and the doors it belongs to."""

    line: int
    compartments: frozenset[CompartmentId]


@dataclass(frozen=True, slots=True)
class AuxiliarySetup:
    """What is fitted."""

    inputs: Mapping[AuxiliaryInput, InputSetup]
    beeper: int | None
    lights: tuple[Light, ...]


class Auxiliary:
    """Owns these lines under one task, `run`. What cannot be had stops nothing else: it is noted and tried again."""

    def __init__(
        self,
        setup: AuxiliarySetup,
        *,
        open_pins: Callable[[], Pins],
        monotonic_ms: Callable[[], int],
        report: Callable[[AuxiliaryReport], None],
    ) -> None:
        self._setup = setup
        self._open_pins = open_pins
        self._monotonic_ms = monotonic_ms
        self._report = report
        self._levels = {which: Debounced() for which in AuxiliaryInput if which in setup.inputs}
        self._inputs: dict[AuxiliaryInput, Input] = {}
        self._outputs: dict[int, Output] = {}
        self._high: set[int] = set()
        self._notes: dict[str, str] = {}
        self._signals = Signals()
        self._beep_began_ms = 0
        self._wake = asyncio.Event()
        self._chip = Reopening(
            "auxiliary lines",
            "the chip is",
            errors=(PinsRefusedError, PinsGoneError),
            lost=lambda: None,
            monotonic_ms=monotonic_ms,
            progress=lambda: None,
        )

    @property
    def inputs(self) -> Mapping[AuxiliaryInput, bool | None]:
        """Whether each input that is fitted is active; None: not known."""
        return {which: level.bit for which, level in self._levels.items()}

    @property
    def notes(self) -> tuple[str, ...]:
        """What a technician should know about these lines."""
        chip = (self._chip.gone,) if self._chip.gone else ()
        return (*chip, *self._notes.values())

    def show(self, signals: Signals) -> None:
        """From now on light and sound this."""
        if signals.beep is not self._signals.beep:
            self._beep_began_ms = self._monotonic_ms()
        if signals != self._signals:
            self._signals = signals
            self._wake.set()

    async def run(self) -> None:
        """Drive until cancelled."""
        await self._chip.run(self._hold)

    async def _hold(self, opened: Callable[[], None]) -> None:
        pins = self._open_pins()
        try:
            opened()
            await self._serve(pins)
        finally:
            self._let_go(pins)

    async def _serve(self, pins: Pins) -> None:
        claimed_ms = None
        while True:
            self._wake.clear()
            now_ms = self._monotonic_ms()
            if claimed_ms is None or now_ms - claimed_ms >= RETRY_MS:
                self._claim(pins)
                claimed_ms = now_ms
            self._look(now_ms)
            self._shine()
            pause_ms = min(self._sound(now_ms), SETTLE_MS + 1 if self._in_doubt() else LOOK_MS)
            await asyncio.sleep(SHORTEST_LOOK_MS / 1000)
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0, pause_ms - SHORTEST_LOOK_MS) / 1000):
                    await self._wake.wait()

    def _claim(self, pins: Pins) -> None:
        """Take what is not ours yet. A line that somebody else holds is no reason to leave the others."""
        for which in self._levels:
            if which not in self._inputs:
                setup = self._setup.inputs[which]
                with self._noting(setup.line):
                    self._inputs[which] = pins.input(setup.line, setup.pull, self._wake.set)
        beeper = () if self._setup.beeper is None else (self._setup.beeper,)
        for line in (*beeper, *(light.line for light in self._setup.lights)):
            if line not in self._outputs:
                with self._noting(line):
                    self._outputs[line] = pins.output(line)

    def _look(self, now_ms: int) -> None:
        for which, level in self._levels.items():
            line = self._inputs.get(which)
            if line and level.sample(line.level() == self._setup.inputs[which].true_level, now_ms):
                self._report(AuxiliaryReport(which, level.bit))

    def _in_doubt(self) -> bool:
        return any(level.in_doubt for level in self._levels.values())

    def _sound(self, now_ms: int) -> int:
        """Do what the rhythm asks for; gives the time until it asks for something else."""
        beep, line = self._signals.beep, self._setup.beeper
        if line is None:
            return LOOK_MS
        is_on, next_ms = (False, None) if beep is None else sounding(beep, now_ms - self._beep_began_ms)
        self._drive(line, high=is_on)
        return LOOK_MS if next_ms is None else next_ms

    def _shine(self) -> None:
        for light in self._setup.lights:
            self._drive(light.line, high=not light.compartments.isdisjoint(self._signals.lights))

    def _drive(self, line: int, *, high: bool) -> None:
        output = self._outputs.get(line)
        if output is None or high is (line in self._high):
            return
        if high:
            output.on()
            self._high.add(line)
        else:
            output.off()
            self._high.discard(line)

    def _let_go(self, pins: Pins) -> None:
        """Everything dark, silent and given back; what was read counts no more."""
        ours: tuple[Input | Output | Pins, ...] = (*self._inputs.values(), *self._outputs.values(), pins)
        for each in ours:
            with suppress(PinsGoneError):
                each.close()
        self._inputs.clear()
        self._outputs.clear()
        self._high.clear()
        for which, level in self._levels.items():
            if level.sample(None, self._monotonic_ms()):
                self._report(AuxiliaryReport(which, None))

    @contextmanager
    def _noting(self, line: int) -> Iterator[None]:
        try:
            yield
        except PinsRefusedError as refused:
            self._note(f"line {line}", str(refused))
        else:
            self._note(f"line {line}", None)

    def _note(self, what: str, note: str | None) -> None:
        """Note what is wrong, and say it once; None: it is well."""
        if note is None:
            if self._notes.pop(what, None) is not None:
                _log.info("auxiliary lines: %s can be used again", what)
        elif self._notes.get(what) != note:
            self._notes[what] = note
            _log.warning("auxiliary lines: %s", note)
