"""The physical truth in one place: doors, latches, coils, cables. Everything that changes is a numbered event."""

import random
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from lockersim.world.clock import Clock
from lockersim.world.compartment import Compartment
from lockersim.world.model import Cause, ChannelRef, Door, Happening, Hung, Latch, Lock, WorldEvent
from lockersim.world.pulses import CoilPulse

PULL_IN_MS = 20.0
"""How long a coil must be energised before the latch lets go."""
RELEASE_MS = 30.0
"""How long after the pulse a bolt takes to spring back."""
POP_MS = (60.0, 200.0)
"""How long a released leaf takes to swing open by its spring."""

MISS_MS = 700.0
"""How long a leaf whose latch has missed its catch stays before the spring throws it open."""

Unsubscribe = Callable[[], None]


class World:
    """One wall with its doors, locks and cables.

    Boards energise channels and read feedback here; people act through ``Hands``. ``coils`` and ``contacts`` are the
    cables: which compartment's lock and which compartment's switch hang on a channel (swapped cables: F26); ``joined``
    are the locks that hang there as well (F27). ``hung`` are sensors that hang elsewhere than beside their lock.
    """

    def __init__(self, compartments: Iterable[Compartment], clock: Clock, *, seed: int = 0) -> None:
        self.compartments: dict[str, Compartment] = {c.id: c for c in compartments}
        self.clock = clock
        self.events: list[WorldEvent] = []
        self.pulses: list[CoilPulse] = []
        self.coils: dict[ChannelRef, str] = {}
        self.joined: dict[ChannelRef, str] = {}
        self.contacts: dict[ChannelRef, str] = {}
        self.hung: dict[ChannelRef, tuple[str, Hung]] = {}
        self._sensed: dict[tuple[str, int], frozenset[int]] = {}
        self._running: dict[ChannelRef, CoilPulse] = {}
        self._subscribers: list[Callable[[WorldEvent], None]] = []
        self._rng = random.Random(seed)

    def subscribe(self, listener: Callable[[WorldEvent], None]) -> Unsubscribe:
        """Have every later event given to ``listener``, at once and in order; the result ends that."""
        self._subscribers.append(listener)
        return lambda: self._subscribers.remove(listener)

    def note(self, kind: Happening, cause: Cause, compartment: str | None = None, *, detail: str = "") -> None:
        """Write down that something happened."""
        event = WorldEvent(len(self.events) + 1, self.clock.now_ms(), kind, cause, compartment, detail)
        self.events.append(event)
        for listener in tuple(self._subscribers):
            listener(event)

    # The electric side

    def wire(self, channel: ChannelRef, compartment: str) -> None:
        """Connect a compartment's lock and switch to a channel."""
        if compartment not in self.compartments or channel in self.coils:
            raise ValueError(f"cannot wire {channel} to {compartment}: unknown compartment or channel taken")
        self.coils[channel] = self.contacts[channel] = compartment
        self._sensed.clear()

    def hang(self, channel: ChannelRef, compartment: str, hung: Hung) -> None:
        """Connect a sensor of a compartment to an input on which no other switch hangs."""
        wired = self.contacts.get(channel)
        taken = wired is not None and self.compartments[wired].feedback_closed() is not None
        if compartment not in self.compartments or channel in self.hung or taken:
            raise ValueError(f"cannot hang a sensor of {compartment} on {channel}: unknown compartment or input taken")
        self.hung[channel] = (compartment, hung)
        self._sensed.clear()

    def swap_coils(self, a: str, b: str) -> None:
        """Plug the locks of two compartments into each other's place; their switches stay where they are (F26)."""
        exchange = {a: b, b: a}
        self.coils = {channel: exchange.get(wired, wired) for channel, wired in self.coils.items()}

    def join_coils(self, a: str, b: str) -> None:
        """Connect the lock of ``b`` to the channel of ``a`` as well (F27)."""
        self.joined[next(channel for channel, wired in self.coils.items() if wired == a)] = b

    def part_coils(self, a: str) -> None:
        """Take away what was joined to the channel of ``a``."""
        self.joined = {channel: b for channel, b in self.joined.items() if self.coils[channel] != a}

    def _pulled_by(self, channel: ChannelRef) -> list[Compartment]:
        names = (self.coils.get(channel), self.joined.get(channel))
        return [self.compartments[name] for name in names if name is not None]

    def energise(self, channel: ChannelRef, power_group: str) -> None:
        """Switch an output on; on an output that is on already, the running pulse just goes on."""
        if channel in self._running:
            return
        wired = self.coils.get(channel)
        pulse = CoilPulse(channel, wired, power_group, self.clock.now_ms())
        self._running[channel] = pulse
        self.pulses.append(pulse)
        self.note(Happening.COIL_ON, Cause.BOARD, wired, detail=str(channel))
        for compartment in self._pulled_by(channel):
            if not compartment.dead_coil:
                compartment.pulling.add(channel)
                self._later(PULL_IN_MS, partial(self._pull_in, compartment))

    def de_energise(self, channel: ChannelRef) -> None:
        """Switch an output off; harmless when it is off."""
        pulse = self._running.pop(channel, None)
        if pulse is None:
            return
        pulse.end_ms = self.clock.now_ms()
        self.note(Happening.COIL_OFF, Cause.BOARD, pulse.compartment, detail=str(channel))
        for compartment in self._pulled_by(channel):
            compartment.pulling.discard(channel)
            if compartment.lock is Lock.BOLT:
                self._later(RELEASE_MS, partial(self._spring_back, compartment))

    def sensed(self, bus: str, address: int) -> frozenset[int]:
        """Return the channels of one board on which any sensor hangs."""
        known = self._sensed.get((bus, address))
        if known is None:  # asked for with every answer of a board, and it never changes while a wall runs
            wired = (*self.contacts, *self.hung)
            here = (channel.channel for channel in wired if channel.bus == bus and channel.address == address)
            known = self._sensed[bus, address] = frozenset(here)
        return known

    def shorted(self, channel: ChannelRef) -> bool | None:
        """Tell whether the switch on a channel is in its closed (latched) position; None where none is connected."""
        hangs = self.hung.get(channel)
        if hangs is not None:
            name, hung = hangs
            return self.compartments[name].closes(hung)
        wired = self.contacts.get(channel)
        return None if wired is None else self.compartments[wired].feedback_closed()

    def second_input(self, channel: ChannelRef) -> bool | None:
        """Tell what the item sensor, or a second contact, beside a channel's switch says; None where none is."""
        wired = self.contacts.get(channel)
        return None if wired is None else self.compartments[wired].second_input()

    # The mechanics

    def open_door(self, compartment: Compartment, cause: Cause) -> None:
        """Swing the leaf open; an open door holds no latch."""
        if compartment.latch is Latch.LATCHED:
            compartment.latch = Latch.UNLATCHED
            self.note(Happening.LATCH_RELEASED, cause, compartment.id)
        if compartment.door is Door.CLOSED:
            compartment.door = Door.OPEN
            self.note(Happening.DOOR_OPENED, cause, compartment.id)

    def shut_door(self, compartment: Compartment) -> None:
        """Push the leaf shut: it latches, unless wedged, or it misses or is pulled: then the spring throws it back."""
        if compartment.door is Door.OPEN:
            compartment.door = Door.CLOSED
            self.note(Happening.DOOR_CLOSED, Cause.HAND, compartment.id)
        if compartment.misses:
            compartment.misses -= 1
            self._later(MISS_MS, lambda: self._swing(compartment))
        elif compartment.pulling:
            self.pop(compartment)
        else:
            self._engage(compartment, Cause.HAND)

    def pop(self, compartment: Compartment) -> None:
        """Let the spring try to throw an unlatched leaf open."""
        if compartment.spring:
            self._later(self._rng.uniform(*POP_MS), lambda: self._swing(compartment))

    def _pull_in(self, compartment: Compartment) -> None:
        if compartment.pulling and compartment.latch is Latch.LATCHED:
            compartment.latch = Latch.UNLATCHED
            self.note(Happening.LATCH_RELEASED, Cause.COIL, compartment.id)
        if compartment.pulling:
            self.pop(compartment)

    def _swing(self, compartment: Compartment) -> None:
        free = compartment.latch is Latch.UNLATCHED and not (compartment.jammed or compartment.wedged)
        if free and compartment.door is Door.CLOSED:
            self.open_door(compartment, Cause.SPRING)

    def _spring_back(self, compartment: Compartment) -> None:
        if not compartment.pulling and compartment.door is Door.CLOSED:
            self._engage(compartment, Cause.SPRING)

    def _engage(self, compartment: Compartment, cause: Cause) -> None:
        if compartment.latch is Latch.UNLATCHED and not compartment.wedged:
            compartment.latch = Latch.LATCHED
            self.note(Happening.LATCH_ENGAGED, cause, compartment.id)

    def _later(self, delay_ms: float, action: Callable[[], None]) -> None:
        self.clock.call_at(self.clock.now_ms() + delay_ms, action)

    # What checks and pages ask

    def where(self, item: str) -> str | None:
        """Return the compartment an item lies in."""
        return next((c.id for c in self.compartments.values() if any(i.name == item for i in c.items)), None)

    def as_json(self) -> list[dict[str, Any]]:
        """Return every compartment as it really is."""
        return [compartment.as_json() for compartment in self.compartments.values()]
