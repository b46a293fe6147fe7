"""The cabinet's own lines on gpiozero's mock pins, in virtual time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from gpiozero.pins.mock import MockFactory, MockPin
from virtual_loop import virtual_loop, virtual_time

from lockerd.bus.gpio.auxiliary import RETRY_MS, Auxiliary, AuxiliarySetup, Light
from lockerd.bus.gpio.pins import Pins, PinsRefusedError, Pull
from lockerd.bus.gpio.setup import InputSetup
from lockerd.bus.gpio.sounds import sounding
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.reports import AuxiliaryInput, AuxiliaryReport
from lockerd.domain.shown.signals import Beep, Signals

KEY, MAINS, TAMPER = AuxiliaryInput.SERVICE_KEY, AuxiliaryInput.MAINS_LOST, AuxiliaryInput.TAMPER
A01, A02, A03 = (CompartmentId(f"A0{n}") for n in (1, 2, 3))
BEEPER, DOOR_LIGHT, ROW_LIGHT = 12, 13, 19
SETUP = AuxiliarySetup(
    # Not in the order of the reports, on purpose. No pulls: the mock's would overrule the wires.
    inputs={
        TAMPER: InputSetup(16, Pull.NONE, 1),
        MAINS: InputSetup(20, Pull.NONE, 0),
        KEY: InputSetup(21, Pull.NONE, 0),
    },
    beeper=BEEPER,
    lights=(Light(DOOR_LIGHT, frozenset({A01})), Light(ROW_LIGHT, frozenset({A01, A02}))),
)
REST = {16: 0, 20: 1, 21: 1}
"""Cabinet shut, mains there, key off: the levels."""


@dataclass
class Board:
    """A Pi whose pins outlive their use, as real wires do."""

    there: bool = True
    held_by_others: set[int] = field(default_factory=set)
    factory: MockFactory = field(default_factory=MockFactory)
    auxiliary: Auxiliary = field(init=False)
    reports: list[AuxiliaryReport] = field(default_factory=list)

    def __post_init__(self) -> None:
        for line, level in REST.items():
            self.set(line, level)
        self.auxiliary = Auxiliary(
            SETUP,
            open_pins=self.open,
            monotonic_ms=virtual_loop().monotonic_ms,
            report=self.reports.append,
        )

    def open(self) -> Pins:
        if not self.there:
            raise PinsRefusedError("the GPIO chip cannot be had: no such device")
        return BoardPins(self)

    def set(self, line: int, level: int) -> None:
        pin = self.factory.pin(line)
        pin.drive_high() if level else pin.drive_low()

    def is_high(self, line: int) -> bool:
        return bool(self.factory.pin(line).state)

    def told(self) -> list[tuple[AuxiliaryInput, bool | None]]:
        found = [(report.input, report.active) for report in self.reports]
        self.reports.clear()
        return found


class BoardPins(Pins):
    """Lines that somebody else may hold; the chip stays when it is given back."""

    def __init__(self, board: Board) -> None:
        super().__init__(board.factory)
        self._board = board

    def output(self, line: int):  # type: ignore[no-untyped-def]
        if line in self._board.held_by_others:
            raise PinsRefusedError(f"line {line} cannot be had: busy")
        return super().output(line)

    def close(self) -> None:
        pass


@asynccontextmanager
async def running(board: Board | None = None, *, settle_s: float = 0.1) -> AsyncIterator[Board]:
    board = board or Board()
    task = asyncio.create_task(board.auxiliary.run())
    await asyncio.sleep(settle_s)
    if settle_s:
        board.reports.clear()
    try:
        yield board
        assert not task.done(), "it drives until cancelled"
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


# inputs


@virtual_time
async def test_every_input_is_reported_first_the_key_and_only_when_it_has_settled():
    board = Board()
    board.set(16, 1)
    async with running(board, settle_s=0):
        await asyncio.sleep(0.02)
        assert board.told() == []
        assert board.auxiliary.inputs == {KEY: None, MAINS: None, TAMPER: None}
        await asyncio.sleep(0.08)
        assert board.told() == [(KEY, False), (MAINS, False), (TAMPER, True)]
        assert board.auxiliary.inputs == {KEY: False, MAINS: False, TAMPER: True}


@virtual_time
async def test_an_edge_brings_a_change_at_once():
    async with running() as board:
        board.set(20, 0)
        await asyncio.sleep(0.1)
        assert board.told() == [(MAINS, True)]
        board.set(20, 1)
        await asyncio.sleep(0.1)
        assert board.told() == [(MAINS, False)]


@virtual_time
async def test_a_change_whose_edge_is_lost_is_found_within_half_a_second():
    async with running() as board:
        pin = board.factory.pin(16)
        pin.when_changed = None
        pin.drive_high()
        await asyncio.sleep(0.56)
        assert board.told() == [(TAMPER, True)]


@virtual_time
async def test_f30_a_bouncing_switch_is_one_change():
    async with running() as board:
        for n in range(20):
            board.set(16, (n + 1) % 2)
            await asyncio.sleep(0.004)
        board.set(16, 1)
        await asyncio.sleep(0.2)
        assert board.told() == [(TAMPER, True)]


@virtual_time
async def test_a_spike_is_no_change():
    async with running() as board:
        board.set(16, 1)
        await asyncio.sleep(0.02)
        board.set(16, 0)
        await asyncio.sleep(1)
        assert board.told() == []


# outputs


@virtual_time
async def test_several_doors_share_a_light():
    async with running() as board:
        for lights, door, row in (({A01}, 1, 1), ({A02}, 0, 1), ({A01, A02}, 1, 1), ({A03}, 0, 0), (set(), 0, 0)):
            board.auxiliary.show(Signals(lights=frozenset(lights)))
            await asyncio.sleep(0.03)
            assert (board.is_high(DOOR_LIGHT), board.is_high(ROW_LIGHT)) == (door, row), lights


async def heard(board: Board, ms: int) -> list[int]:
    """How long the beeper sounded each time, in steps of 10 ms."""
    runs, before = [], False
    for _ in range(ms // 10):
        await asyncio.sleep(0.01)
        now = board.is_high(BEEPER)
        if now and not before:
            runs.append(0)
        if now:
            runs[-1] += 10
        before = now
    return runs


@virtual_time
async def test_an_opened_door_beeps_once():
    async with running() as board:
        board.auxiliary.show(Signals(beep=Beep.OPENED))
        [length_ms] = await heard(board, 3_000)
        assert 240 <= length_ms <= 270
        board.auxiliary.show(Signals())
        board.auxiliary.show(Signals(beep=Beep.OPENED))
        assert len(await heard(board, 1_000)) == 1


@virtual_time
async def test_f24_the_reminder_comes_back_every_five_seconds():
    async with running() as board:
        board.auxiliary.show(Signals(beep=Beep.REMINDER))
        lengths = await heard(board, 10_000)
        assert len(lengths) == 4
        assert all(110 <= length_ms <= 140 for length_ms in lengths)


@virtual_time
async def test_f23_the_alarm_sounds_until_it_is_over_and_beats_what_sounded_before():
    async with running() as board:
        board.auxiliary.show(Signals(beep=Beep.REMINDER))
        await asyncio.sleep(1)
        board.auxiliary.show(Signals(beep=Beep.ALARM))
        lengths = await heard(board, 6_000)
        assert len(lengths) == 10
        assert sum(lengths) >= 3_800
        board.auxiliary.show(Signals())
        await asyncio.sleep(0.05)
        assert await heard(board, 6_000) == []


def test_rhythms_differ():
    shapes = {tuple(sounding(beep, ms)[0] for ms in range(0, 10_000, 20)) for beep in Beep}
    assert len(shapes) == len(Beep)


@virtual_time
async def test_all_is_dark_and_silent_at_the_start_and_at_the_end():
    async with running() as board:
        assert not any(board.is_high(line) for line in (BEEPER, DOOR_LIGHT, ROW_LIGHT))
        board.auxiliary.show(Signals(lights=frozenset({A01}), beep=Beep.ALARM))
        await asyncio.sleep(0.05)
        assert all(board.is_high(line) for line in (BEEPER, DOOR_LIGHT, ROW_LIGHT))
    assert not any(board.factory.pin(line).state for line in (BEEPER, DOOR_LIGHT, ROW_LIGHT))


# what cannot be had


@virtual_time
async def test_without_a_chip_nothing_is_known_and_it_is_asked_for_again():
    async with running(Board(there=False), settle_s=0) as board:
        await asyncio.sleep(1)
        assert board.auxiliary.notes == ("the GPIO chip cannot be had: no such device",)
        assert (board.told(), board.auxiliary.inputs[TAMPER]) == ([], None)
        board.auxiliary.show(Signals(lights=frozenset({A01})))
        board.there = True
        await asyncio.sleep(RETRY_MS / 1000)
        assert board.auxiliary.notes == ()
        assert board.told() == [(KEY, False), (MAINS, False), (TAMPER, False)]
        assert board.is_high(DOOR_LIGHT), "what was to be lit meanwhile is lit now"


@virtual_time
async def test_one_line_that_is_taken_leaves_the_others():
    async with running(Board(held_by_others={DOOR_LIGHT}), settle_s=0) as board:
        board.auxiliary.show(Signals(lights=frozenset({A01})))
        await asyncio.sleep(0.1)
        assert board.auxiliary.notes == ("line 13 cannot be had: busy",)
        assert board.is_high(ROW_LIGHT)
        assert len(board.told()) == 3
        board.held_by_others.clear()
        await asyncio.sleep(RETRY_MS / 1000 + 1)
        assert board.auxiliary.notes == ()
        assert board.is_high(DOOR_LIGHT)


def test_a_chip_that_vanishes_makes_its_lines_unknown(monkeypatch):
    @virtual_time
    async def story():
        async with running() as board:
            board.set(16, 1)
            board.auxiliary.show(Signals(lights=frozenset({A01})))
            await asyncio.sleep(0.1)
            assert board.told() == [(TAMPER, True)]
            pin, read = board.factory.pin(16), MockPin._get_state

            def gone(self):
                if self is pin:
                    raise OSError(19, "No such device")
                return read(self)

            with monkeypatch.context() as patch:
                patch.setattr(MockPin, "_get_state", gone)
                board.there = False
                await asyncio.sleep(0.5)
                assert board.auxiliary.notes == ("line 16 is gone: [Errno 19] No such device",)
                await asyncio.sleep(3)
            assert board.told() == [(KEY, None), (MAINS, None), (TAMPER, None)]
            assert board.auxiliary.notes == ("the GPIO chip cannot be had: no such device",)
            assert not board.is_high(DOOR_LIGHT)
            board.there = True
            await asyncio.sleep(RETRY_MS / 1000)
            assert board.auxiliary.notes == ()
            assert board.told() == [(KEY, False), (MAINS, False), (TAMPER, True)]
            assert board.is_high(DOOR_LIGHT), "what is to be lit is lit again"

    story()
