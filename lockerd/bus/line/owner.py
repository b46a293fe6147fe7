"""The one task that owns an RS-485 bus: it scans the boards and fires unlocks between two exchanges."""

import logging
from collections.abc import Callable
from typing import Final

from lockerd.bus.arbiter import Coil, PowerArbiter
from lockerd.bus.board.board import Board
from lockerd.bus.counters import BusCounters
from lockerd.bus.doors import Doors
from lockerd.bus.driver import LockClass, UnknownCompartmentError
from lockerd.bus.line.quality import Quality
from lockerd.bus.line.session import Session
from lockerd.bus.line.strangers import Strangers
from lockerd.bus.line.taps import Taps
from lockerd.bus.line.wire import Wire
from lockerd.bus.link.link import Link, LinkFactory, LinkGoneError, Note, PortBusyError, PortError
from lockerd.bus.raw import RawBoard
from lockerd.bus.reopening import RESTS_S, Reopening
from lockerd.bus.setup import BusSetup
from lockerd.bus.unlocks import Unlocks
from lockerd.clock.pause import Pause
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.reports import NotFiredReason, Report, Unlock, Withdraw

_LOG: Final = logging.getLogger(__name__)


class BusOwner:
    """Everything that happens on one bus, under one task: `run`.

    ``doors`` are told what the inputs say, those of locks that hang elsewhere too.
    ``report`` gets every `Report`, also from within `submit` and `withdraw`; it must only hand them on. ``progress`` is
    called after each exchange and each timed wait; no rest is longer than ``rests_s``. Use from one event loop only.
    """

    def __init__(
        self,
        setup: BusSetup,
        *,
        doors: Doors,
        open_link: LinkFactory,
        power: PowerArbiter,
        monotonic_ms: Callable[[], int],
        report: Callable[[Report], None],
        progress: Callable[[], None],
        rests_s: float = RESTS_S,
    ) -> None:
        self._setup = setup
        self._open_link = open_link
        self._monotonic_ms = monotonic_ms
        self._report = report
        self._progress = progress
        self._rests_s = rests_s
        self.taps: Final = Taps()
        """Who listens in on the line."""
        self._pause = Pause()
        self._doors = doors
        self._boards = [Board(setup.bus, board, report, doors, self._pause.wake) for board in setup.boards]
        self._places = {
            compartment: (board, channel)
            for board in self._boards
            for channel, compartment in board.setup.compartments.items()
        }
        self._unlocks = Unlocks[Board](power=power, report=report, on_granted=self._pause.wake)
        self._port = Reopening(
            f"bus {setup.bus}",
            "the port is",
            errors=(PortError, LinkGoneError),
            fatal=(PortBusyError,),  # a second daemon must not wait for its turn (F17)
            lost=self._lost,
            monotonic_ms=monotonic_ms,
            progress=progress,
            rests_s=rests_s,
        )
        self.counters: Final = BusCounters({board.setup.address: board.counters for board in self._boards})
        """Of this bus and its boards; read only."""
        self.lock_class: Final = LockClass.BOARD
        """The firmware of every board it knows ends the pulse; boards that leave that to us are refused."""
        self._link_notes: tuple[Note, ...] = ()
        self._quality = Quality(setup.bus, self.counters, report)
        self._strangers = Strangers(
            setup.bus,
            {board.setup.address: board for board in self._boards},
            monotonic_ms=monotonic_ms,
            report=report,
            on_disturbed=lambda: self._unlocks.close(NotFiredReason.LINE_DISTURBED),
            on_quiet=lambda: self._unlocks.reopen(NotFiredReason.LINE_DISTURBED),
            on_pulse=power.taken,
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What a technician should know: why the port is gone or what was found there, and what the line is like."""
        port = (self._port.gone,) if self._port.gone else (note.text for note in self._link_notes)
        return (*port, *self._line_notes())

    @property
    def faults(self) -> tuple[str, ...]:
        """See `Driver.faults`."""
        port = (self._port.gone,) if self._port.gone else (note.text for note in self._link_notes if note.is_fault)
        return (*port, *self._line_notes())

    def _line_notes(self) -> tuple[str, ...]:
        late = tuple(board.late_note for board in self._boards if board.owed.is_late)
        return (*late, *self._strangers.notes, *self._quality.notes)

    @property
    def compartments(self) -> frozenset[CompartmentId]:
        """The compartments this bus carries."""
        return frozenset(self._places)

    def raw(self) -> tuple[RawBoard, ...]:
        """All inputs of its boards as they stand."""
        return tuple(board.raw() for board in self._boards)

    @property
    def setup(self) -> BusSetup:
        """What hangs on it."""
        return self._setup

    def submit(self, unlock: Unlock) -> None:
        """Fire one lock as soon as power and bus are free; exactly one `Fired` or `NotFired` follows.

        Raises `UnknownCompartmentError` and `DoubledAttemptError`.
        """
        if unlock.compartment not in self._places:
            msg = f"bus {self._setup.bus} does not carry compartment {unlock.compartment}"
            raise UnknownCompartmentError(msg)
        board, channel = self._places[unlock.compartment]
        coil = Coil(self._setup.bus, board.setup.address, channel)
        assert board.setup.pulse is not None, "a lock hangs on it"
        self._unlocks.add(unlock, board, channel=channel, coil=coil, pulse=board.setup.pulse)
        self._pause.wake()

    def withdraw(self, withdraw: Withdraw) -> None:
        """Give an attempt back if its first byte has not left; nothing happens if it was answered already."""
        self._unlocks.withdraw(withdraw.attempt)

    def watch(self, compartments: frozenset[CompartmentId]) -> None:
        """From now on ask the boards of these doors, and only these, more often, and without a pause while they move.

        Ignores doors of other buses.
        """
        now_ms = self._monotonic_ms()
        for board in self._boards:
            board.watch(now_ms, on=not compartments.isdisjoint(board.concerns))
        self._pause.wake()

    async def run(self) -> None:
        """Own the bus until cancelled; a port that cannot be opened or vanishes is tried again (F43).

        Raises `PortBusyError` at the start if somebody else holds the port.
        """
        try:
            await self._port.run(self._hold)
        finally:
            self._unlocks.close(NotFiredReason.BUS_GONE)

    async def _hold(self, opened: Callable[[], None]) -> None:
        link = await self._open_link()
        opened()
        self._unlocks.reopen(NotFiredReason.BUS_GONE)
        self._note(link)
        for board in self._boards:
            board.revive()
        try:
            await self._serve(link)
        except LinkGoneError:
            self.counters.losses += 1
            raise
        finally:
            link.close()

    async def _serve(self, link: Link) -> None:
        self._unlocks.held_ms = link.lag.held_ms
        wire = Wire(
            link,
            speed_baud=self._setup.speed_baud,
            echo=self._setup.echo,
            counters=self.counters,
            monotonic_ms=self._monotonic_ms,
        )
        self.taps.attach(wire)
        session = Session(
            wire,
            self._boards,
            unlocks=self._unlocks,
            strangers=self._strangers,
            quality=self._quality,
            doors=self._doors,
            scan_period_ms=self._setup.scan_period_ms,
            pause=self._pause,
            monotonic_ms=self._monotonic_ms,
            progress=self._progress,
            rests_s=self._rests_s,
        )
        await session.run()

    def _note(self, link: Link) -> None:
        self._link_notes = tuple(link.notes)
        for note in link.notes:
            _LOG.log(logging.WARNING if note.is_fault else logging.INFO, "bus %s: %s", self._setup.bus, note.text)

    def _lost(self) -> None:
        self._link_notes = ()
        self._unlocks.close(NotFiredReason.BUS_GONE)
        for board in self._boards:
            board.lost(self._monotonic_ms())
