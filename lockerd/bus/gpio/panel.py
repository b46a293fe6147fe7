"""What is known of the doors whose contacts hang on pins. To everybody else it is one board."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import chain
from typing import Final

from lockerd.bus.counters import BoardCounters
from lockerd.bus.debounce import SETTLE_MS, Debounced
from lockerd.bus.gpio.pins import Input, Pins, PinsGoneError
from lockerd.bus.gpio.setup import ADDRESS, GpioSetup, InputSetup, LockSetup
from lockerd.bus.raw import RawBoard, inputs
from lockerd.bus.sensed import sensed
from lockerd.domain.readings import DoorSensor, Reading
from lockerd.domain.reports import BoardHealth, BoardReport, Readings, Report


class Panel:
    """All contacts of a set of pins, each believed when its level has lasted (F30)."""

    def __init__(self, setup: GpioSetup, report: Callable[[Report], None]) -> None:
        self.counters: Final = BoardCounters()
        self._setup = setup
        self._report = report
        self._health: BoardHealth | None = None
        self._looked_ms = 0
        self._doors = {lock.channel: _Contact(lock.contact, is_item=False) for lock in setup.locks if lock.contact}
        self._hooks = {lock.channel: _Contact(lock.hook, is_item=False) for lock in setup.locks if lock.hook}
        self._items = {lock.channel: _Contact(lock.item, is_item=True) for lock in setup.locks if lock.item}
        self._sensed = tuple(
            lock for lock in setup.locks if lock.compartment and lock.channel in self._doors.keys() | self._items.keys()
        )

    @property
    def in_doubt(self) -> bool:
        """Whether a change waits to be believed."""
        return any(contact.known.in_doubt for contact in self._every())

    def is_shut(self, channel: int) -> bool | None:
        """Whether the contact says shut or latched; None while it is unknown, in doubt, moving or not there."""
        door = self._doors.get(channel)
        if door is None or not door.known.settled or self._looked_ms - door.moved_ms < SETTLE_MS:
            return None
        return door.known.bit == bool(door.setup.true_level)

    def open(self, pins: Pins, hint: Callable[[], None]) -> None:
        """Claim the inputs; ``hint`` is called when it is worth a look. Raises `PinsRefusedError`."""

        def edge(contact: _Contact) -> None:
            contact.edge = True
            hint()

        for contact in self._every():
            contact.input = pins.input(contact.setup.line, contact.setup.pull, partial(edge, contact))

    def look(self, now_ms: int) -> None:
        """Read every level; raises `PinsGoneError`."""
        samples = [(contact, contact.level()) for contact in self._every()]  # one look, before any of it is judged
        self._looked_ms = now_ms
        changed = False
        for contact, bit in samples:
            doubted = contact.known.in_doubt
            if contact.edge:
                contact.edge, contact.moved_ms = False, now_ms
                # Chatter must not look steady to a regular scan (F30).
                changed = contact.known.unsteady(now_ms) or changed
            if contact.known.sample(bit, now_ms):
                changed = True
            elif doubted and not contact.known.in_doubt:
                self.counters.flickers += 1
        if changed:
            self._tell(now_ms)

    def lost(self, now_ms: int) -> None:
        """The lines cannot be read any more: nothing is known."""
        for contact in self._every():
            contact.known.forget()
        self._tell(now_ms)

    def say(self, health: BoardHealth) -> None:
        """Report whether it can be used, if that changed."""
        if self._health is not health:
            self._health = health
            self._report(BoardReport(self._setup.gpio, ADDRESS, health))

    def close(self) -> None:
        """The chip was given back, and the lines with it."""
        for contact in self._every():
            if contact.input:
                with suppress(PinsGoneError):  # a chip that is gone has taken its lines with it
                    contact.input.close()
                contact.input = None

    def raw(self) -> RawBoard:
        """All inputs as they stand: the level of a door's contact, and whether an item is seen."""
        locks = self._setup.locks
        return RawBoard(
            bus=self._setup.gpio,
            address=ADDRESS,
            name="GPIO",
            alive=self._health is BoardHealth.ALIVE,
            channels=tuple(lock.channel for lock in locks),
            compartments=tuple(lock.compartment for lock in locks),
            sensors=tuple(DoorSensor.CONTACT if lock.hook else lock.feedback for lock in locks),
            closed_bits=tuple(lock.contact.true_level if lock.contact else 1 for lock in locks),
            doors=inputs({channel: contact.known for channel, contact in self._doors.items()}),
            items=inputs({channel: contact.known for channel, contact in self._items.items()}),
        )

    def _every(self) -> "chain[_Contact]":
        return chain(self._doors.values(), self._hooks.values(), self._items.values())

    def _tell(self, now_ms: int) -> None:
        if self._sensed:
            self._report(Readings(tuple(self._reading(lock, now_ms) for lock in self._sensed)))

    def _reading(self, lock: LockSetup, now_ms: int) -> Reading:
        assert lock.compartment
        door, item = self._doors.get(lock.channel), self._items.get(lock.channel)
        hook = self._hooks.get(lock.channel)
        feedback = hook or door
        return sensed(
            lock.compartment,
            now_ms=now_ms,
            sensor=lock.feedback,
            feedback=feedback.known if feedback else None,
            closed_bit=feedback.setup.true_level if feedback else 1,
            leaf=door.known if door and hook else None,
            leaf_closed_bit=door.setup.true_level if door else 1,
            item=item.known if item else None,
        )


class _Contact:
    """One input line and what is believed of it."""

    def __init__(self, setup: InputSetup, *, is_item: bool) -> None:
        self.setup = setup
        self._is_item = is_item
        self.known = Debounced()
        self.input: Input | None = None
        self.edge = False
        """Whether an edge was heard of since the last look."""
        self.moved_ms = 0
        """The look before which the last edge was heard of."""

    def level(self) -> bool:
        """A door's level as it is, an item's so that true is an item; raises `PinsGoneError`."""
        if self.input is None:
            msg = f"line {self.setup.line} is not ours"
            raise PinsGoneError(msg)
        level = self.input.level()
        return level == self.setup.true_level if self._is_item else bool(level)
