"""What is known of the doors whose contacts hang on pins. To everybody else it is one board."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Final

from lockerd.bus.counters import BoardCounters
from lockerd.bus.doors import Doors
from lockerd.bus.gpio.pins import Input, Pins, PinsGoneError
from lockerd.bus.gpio.setup import ADDRESS, ContactSetup, GpioSetup, Shown
from lockerd.bus.inputs import Debounced, Hung, Source
from lockerd.bus.raw import RawBoard, RawInputs, inputs
from lockerd.domain.model.reports import BoardHealth, BoardReport, Report


class Panel:
    """All contacts of a set of pins, each believed when its level has lasted (F30)."""

    def __init__(
        self, setup: GpioSetup, report: Callable[[Report], None], doors: Doors, wake: Callable[[], None]
    ) -> None:
        """``wake`` is called when the contacts are to be looked at without a pause."""
        self.counters: Final = BoardCounters()
        self._setup = setup
        self._report = report
        self._doors = doors
        self.source: Final = Source(wake)
        self._health: BoardHealth | None = None
        self._contacts = tuple(_Contact(contact) for contact in setup.contacts)
        self.concerns: Final = frozenset(
            (
                *(lock.compartment for lock in setup.locks if lock.compartment is not None),
                *(contact.sense.compartment for contact in setup.contacts if contact.sense is not None),
            )
        )
        """The compartments whose locks or sensors hang here."""
        for lock in setup.locks:
            if lock.compartment is not None:
                doors.carry(lock.compartment, self.source)
        for contact in self._contacts:
            if (at := contact.setup.sense) is not None:
                doors.hang(at.compartment, at.sensor, Hung(contact.known, at.true_bit, self.source))

    @property
    def in_doubt(self) -> bool:
        """Whether a change waits to be believed, or somebody waits for the next look."""
        return self.source.wanted or any(contact.known.in_doubt for contact in self._contacts)

    def open(self, pins: Pins, hint: Callable[[], None]) -> None:
        """Claim the inputs; ``hint`` is called when it is worth a look. Raises `PinsRefusedError`."""

        def edge(contact: _Contact) -> None:
            contact.edge = True
            hint()

        for contact in self._contacts:
            contact.input = pins.input(contact.setup.line, contact.setup.pull, partial(edge, contact))

    def look(self, now_ms: int) -> None:
        """Read every level; raises `PinsGoneError`."""
        samples = [(contact, contact.level()) for contact in self._contacts]  # one look, before any of it is judged
        changed = False
        for contact, bit in samples:
            doubted = contact.known.in_doubt
            if contact.edge:
                contact.edge = False
                # Chatter must not look steady to a regular scan (F30).
                changed = contact.known.unsteady(now_ms) or changed
            if contact.known.sample(bit, now_ms):
                changed = True
            elif doubted and not contact.known.in_doubt:
                self.counters.flickers += 1
        if changed:
            self._doors.changed(self.source, now_ms)
        self._doors.looked(self.source, now_ms)

    def lost(self, now_ms: int) -> None:
        """The lines cannot be read any more: nothing is known."""
        for contact in self._contacts:
            contact.known.forget(now_ms)
        self._doors.changed(self.source, now_ms)

    def say(self, health: BoardHealth, now_ms: int) -> None:
        """Report whether its locks can be used, if that changed."""
        if self._health is not health:
            self._health, self.source.alive = health, False
            self._report(BoardReport(self._setup.gpio, ADDRESS, health))
            if health is BoardHealth.ALIVE:
                self._doors.reached(self.source, now_ms)
            else:
                self._doors.changed(self.source, now_ms)

    def close(self) -> None:
        """The chip was given back, and the lines with it."""
        for contact in self._contacts:
            if contact.input:
                with suppress(PinsGoneError):  # a chip that is gone has taken its lines with it
                    contact.input.close()
                contact.input = None

    def raw(self) -> RawBoard:
        """All inputs as they stand, each with the level of its line."""
        locks = self._setup.locks
        return RawBoard(
            bus=self._setup.gpio,
            address=ADDRESS,
            name="GPIO",
            alive=self._health is BoardHealth.ALIVE,
            channels=tuple(lock.channel for lock in locks),
            compartments=tuple(lock.compartment for lock in locks),
            doors=self._shown(Shown.DOORS),
            items=self._shown(Shown.ITEMS),
        )

    def _shown(self, among: Shown) -> RawInputs:
        contacts = [contact for contact in self._contacts if contact.setup.shown is among]
        return inputs(
            {contact.setup.channel: contact.known for contact in contacts},
            {contact.setup.channel: contact.setup.sense for contact in contacts if contact.setup.sense},
        )


class _Contact:
    """One input line and what is believed of it."""

    def __init__(self, setup: ContactSetup) -> None:
        self.setup = setup
        self.known = Debounced()
        self.input: Input | None = None
        self.edge = False
        """Whether an edge was heard of since the last look."""

    def level(self) -> bool:
        """The level on its line now; raises `PinsGoneError`."""
        if self.input is None:
            msg = f"line {self.setup.line} is not ours"
            raise PinsGoneError(msg)
        return bool(self.input.level())
